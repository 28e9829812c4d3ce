/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.cota;

import java.util.regex.Pattern;

/** Text from outside as a log line or an answer may show it. */
final class Shown {

  private static final int LONGEST = 500;

  /** What follows the path of an address carries a signature. */
  private static final Pattern QUERY = Pattern.compile("(https?://[^\\s?#]*)[?#]\\S*");

  private Shown() {}

  /**
   * With control characters made visible, and addresses without their signatures; cut where it is
   * very long.
   */
  static String of(String text) {
    StringBuilder shown = new StringBuilder();
    QUERY
        .matcher(text)
        .replaceAll("$1?...")
        .codePoints()
        .limit(LONGEST)
        .forEach(
            point -> {
              if (isControl(point)) {
                shown.append(String.format("\\u%04x", point));
              } else {
                shown.appendCodePoint(point);
              }
            });
    return text.length() > LONGEST ? shown + "..." : shown.toString();
  }

  /** Also what turns the direction of a line, or ends it for some viewers. */
  private static boolean isControl(int point) {
    return switch (Character.getType(point)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR,
          Character.SURROGATE,
          Character.UNASSIGNED ->
          true;
      default -> false;
    };
  }
}
