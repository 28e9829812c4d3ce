/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.console.command;

import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.function.Supplier;

/** Expects that a command fails. */
public final class Refused {

  private Refused() {}

  /** Returns the message of the failed command. */
  public static String refused(Supplier<String> command) {
    return assertThrows(CommandException.class, command::get)
        .getMessage()
        .replace(System.lineSeparator(), "\n");
  }
}
