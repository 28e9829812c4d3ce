/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.tsl;

import java.math.BigDecimal;

/** Parses numbers in texts of specs and values. */
final class NumberText {

  /** More characters than a number of any type needs. */
  private static final int MAX_LENGTH = 400;

  private NumberText() {}

  /**
   * Parses a number.
   *
   * @throws NumberFormatException if the text is not a number, or is too long
   */
  static BigDecimal of(String text) {
    if (text.length() > MAX_LENGTH) {
      throw new NumberFormatException("longer than " + MAX_LENGTH);
    }
    return new BigDecimal(text);
  }
}
