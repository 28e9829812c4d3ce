/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.channel.modbus.point;

import java.util.Arrays;
import java.util.Optional;

/** The four address spaces of a Modbus device ({@code operateType}, developer guide 9.6). */
public enum ModbusTable {
  /** Bits that can be written. */
  COIL("coilStatus", "coilState", 1, 2000),
  /** Bits that can only be read. */
  DISCRETE_INPUT("inputStatus", "inputState", 2, 2000),
  /** Registers that can be written. */
  HOLDING_REGISTER("holdingRegister", "holdingRegister", 3, 125),
  /** Registers that can only be read. */
  INPUT_REGISTER("inputRegister", "inputRegister", 4, 125);

  private final String text;
  private final String alias;
  private final int readFunction;
  private final int most;

  ModbusTable(String text, String alias, int readFunction, int most) {
    this.text = text;
    this.alias = alias;
    this.readFunction = readFunction;
    this.most = most;
  }

  /** Returns the table with this name, also in the spelling of the platform's console. */
  static Optional<ModbusTable> of(String text) {
    return Arrays.stream(values())
        .filter(table -> table.text.equalsIgnoreCase(text) || table.alias.equalsIgnoreCase(text))
        .findFirst();
  }

  /** Returns the name in the specification. */
  public String text() {
    return text;
  }

  /** Returns the function code for reading. */
  public int readFunction() {
    return readFunction;
  }

  /** Returns the maximum number of bits or registers per request. */
  public int most() {
    return most;
  }

  /** Returns whether an address contains one bit. */
  public boolean isBits() {
    return this == COIL || this == DISCRETE_INPUT;
  }

  /** Returns whether the table is writable. */
  public boolean isWritable() {
    return this == COIL || this == HOLDING_REGISTER;
  }
}
