/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.channel.modbus.line;

import java.io.IOException;

/** A request without a right answer; the message says why, for people. */
public final class ModbusFault extends IOException {

  private static final long serialVersionUID = 1L;

  /** Where a request failed: before it left, on the way, or at the device. */
  public enum Kind {
    /** Nothing came in time, or nothing that was for this request. */
    SILENT,
    /** What came cannot be the answer. */
    WRONG,
    /** The device answered and refused. */
    REFUSED,
    /** There is no connection or line. */
    BROKEN,
    /** The operator's settings forbid the line. */
    FORBIDDEN
  }

  private final Kind kind;
  private final String text;
  private final int code;

  /** Without an exception code. */
  public ModbusFault(Kind kind, String text) {
    super(text);
    this.kind = kind;
    this.text = text;
    this.code = 0;
  }

  private ModbusFault(int code) {
    super();
    this.kind = Kind.REFUSED;
    this.text = "the device refuses: " + name(code);
    this.code = code;
  }

  /** The device answered with an exception code. */
  static ModbusFault refused(int code) {
    return new ModbusFault(code);
  }

  @Override
  public String getMessage() {
    return text;
  }

  /** What happened. */
  public Kind kind() {
    return kind;
  }

  /** Whether a gateway says that the device behind it does not answer. */
  boolean isSilence() {
    return kind == Kind.SILENT || code == 10 || code == 11;
  }

  /** Whether it is about the addresses that were asked for, and others may do. */
  boolean isAboutAddresses() {
    return code >= 1 && code <= 4;
  }

  private static String name(int code) {
    return switch (code) {
      case 1 -> "illegal function (1)";
      case 2 -> "illegal data address (2)";
      case 3 -> "illegal data value (3)";
      case 4 -> "device failure (4)";
      case 5 -> "acknowledge (5)";
      case 6 -> "device busy (6)";
      case 8 -> "memory parity error (8)";
      case 10 -> "gateway path unavailable (10)";
      case 11 -> "gateway target does not respond (11)";
      default -> "exception " + code;
    };
  }
}
