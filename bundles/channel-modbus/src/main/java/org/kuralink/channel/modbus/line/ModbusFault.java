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

/** Thrown for a request without a valid answer; the message says why. */
public final class ModbusFault extends IOException {

  private static final long serialVersionUID = 1L;

  /** The cause of a failed request. */
  public enum Kind {
    /** No answer to this request arrived in time. */
    SILENT,
    /** The received answer is invalid. */
    WRONG,
    /** The device answered with an exception code. */
    REFUSED,
    /** There is no connection or line. */
    BROKEN,
    /** The operator's settings do not allow the line. */
    FORBIDDEN
  }

  private final Kind kind;
  private final String text;
  private final int code;

  /** Creates a fault without an exception code. */
  public ModbusFault(Kind kind, String text) {
    super(text);
    this.kind = kind;
    this.text = text;
    this.code = 0;
  }

  private ModbusFault(int code) {
    super();
    this.kind = Kind.REFUSED;
    this.text = "the device answered with an exception: " + name(code);
    this.code = code;
  }

  /** Creates a fault for an exception code of the device. */
  static ModbusFault refused(int code) {
    return new ModbusFault(code);
  }

  @Override
  public String getMessage() {
    return text;
  }

  /** Returns the kind of the fault. */
  public Kind kind() {
    return kind;
  }

  /** Returns whether a Modbus gateway reports that the target device does not answer. */
  boolean isSilence() {
    return kind == Kind.SILENT || code == 10 || code == 11;
  }

  /**
   * Returns whether the exception concerns the requested addresses, so that other addresses may be
   * readable.
   */
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
