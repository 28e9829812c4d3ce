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

/** How a value stands in its registers ({@code originalDataType.type}, developer guide 9.6). */
public enum OriginalType {
  /** Whole, signed, one register. */
  INT16("int16", 1, true),
  /** Whole, not negative, one register. */
  UINT16("uint16", 1, false),
  /** Whole, signed, two registers. */
  INT32("int32", 2, true),
  /** Whole, not negative, two registers. */
  UINT32("uint32", 2, false),
  /** Whole, signed, four registers. */
  INT64("int64", 4, true),
  /** Whole, not negative, four registers. */
  UINT64("uint64", 4, false),
  /** IEEE 754 binary32, two registers. */
  FLOAT("float", 2, true),
  /** IEEE 754 binary64, four registers. */
  DOUBLE("double", 4, true),
  /** A bit: a coil, an input, a bit of a register, or a register that is not zero. */
  BOOL("bool", 1, false),
  /** UTF-8 up to the first zero byte, in as many registers as the point says. */
  STRING("string", 0, false),
  /** Hexadecimal text, in as many registers as the point says. */
  CUSTOMIZED("customized data", 0, false);

  private final String text;
  private final int registers;
  private final boolean signed;

  OriginalType(String text, int registers, boolean signed) {
    this.text = text;
    this.registers = registers;
    this.signed = signed;
  }

  static Optional<OriginalType> of(String text) {
    return Arrays.stream(values()).filter(type -> type.text.equalsIgnoreCase(text)).findFirst();
  }

  /** As the specification writes it. */
  public String text() {
    return text;
  }

  /** How many registers it takes; 0 if the point says so. */
  int registers() {
    return registers;
  }

  boolean isSigned() {
    return signed;
  }

  boolean isWhole() {
    return ordinal() <= UINT64.ordinal();
  }

  boolean isText() {
    return this == STRING || this == CUSTOMIZED;
  }
}
