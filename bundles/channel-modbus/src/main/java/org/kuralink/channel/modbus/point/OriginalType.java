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

/**
 * The encoding of a value in its registers ({@code originalDataType.type}, developer guide 9.6).
 */
public enum OriginalType {
  /** Signed integer, one register. */
  INT16("int16", 1, true),
  /** Unsigned integer, one register. */
  UINT16("uint16", 1, false),
  /** Signed integer, two registers. */
  INT32("int32", 2, true),
  /** Unsigned integer, two registers. */
  UINT32("uint32", 2, false),
  /** Signed integer, four registers. */
  INT64("int64", 4, true),
  /** Unsigned integer, four registers. */
  UINT64("uint64", 4, false),
  /** IEEE 754 binary32, two registers. */
  FLOAT("float", 2, true),
  /** IEEE 754 binary64, four registers. */
  DOUBLE("double", 4, true),
  /** A bit: a coil, an input, a bit of a register, or a register that is not zero. */
  BOOL("bool", 1, false),
  /** UTF-8 up to the first zero byte; the point defines the number of registers. */
  STRING("string", 0, false),
  /** Hexadecimal text; the point defines the number of registers. */
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

  /** Returns the name in the specification. */
  public String text() {
    return text;
  }

  /** Returns the number of registers; 0 if the point defines it. */
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
