/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.simulator.coap;

import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * An answer of the platform over CoAP (spec table 3-3).
 *
 * @param code 205 for 2.05
 * @param format the format of the payload
 * @param messageId option 2090
 */
@SuppressWarnings("ArrayRecordComponent") // nobody compares these
record CoapAnswer(int code, OptionalInt format, byte[] payload, Optional<String> messageId) {
  static final int CONTENT = 205;
  static final int BAD_REQUEST = 400;
  static final int UNAUTHORIZED = 401;
  static final int BAD_OPTION = 402;
  static final int FORBIDDEN = 403;
  static final int NOT_FOUND = 404;
  static final int METHOD = 405;
  static final int NOT_ACCEPTABLE = 406;
  static final int TOO_LARGE = 413;
  static final int FORMAT = 415;
  static final int INTERNAL = 500;

  /** Creates an answer without payload, as all answers except successes are. */
  static CoapAnswer of(int code) {
    return new CoapAnswer(code, OptionalInt.empty(), new byte[0], Optional.empty());
  }

  /** The code as CoAP writes it: {@code 4.01}. */
  static String words(int code) {
    return String.format(Locale.ROOT, "%d.%02d", code / 100, code % 100);
  }

  @Override
  public String toString() {
    return "CoapAnswer " + words(code);
  }
}
