/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.console.command;

import java.util.List;

/**
 * Offers Gogo commands of the scope {@code alink}: public methods that take {@code String...}, so
 * that no words of a person fail to reach them, with a {@code Descriptor} that says in one line
 * what the command does, and one on the words that says how they are written.
 */
public interface Commands {

  /**
   * Words that may follow a command besides those of its syntax: what is there at this moment. Any
   * thread; must not block.
   *
   * @param command one of these
   */
  default List<String> words(String command) {
    return List.of();
  }
}
