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
 * A service with Gogo commands of the scope {@code alink}. Commands are public methods with a
 * parameter {@code String...}, so that they accept any arguments. A {@code Descriptor} at the
 * method contains the summary in one line, one at the parameter the syntax.
 */
public interface Commands {

  /**
   * Returns possible arguments of a command in addition to the literal words of its syntax. Called
   * on any thread; must not block.
   *
   * @param command one of the commands of this service
   */
  default List<String> words(String command) {
    return List.of();
  }
}
