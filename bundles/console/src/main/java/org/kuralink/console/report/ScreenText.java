/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.console.report;

/**
 * Makes text from outside safe to display: control characters, line breaks and characters that
 * change the writing direction are replaced with escape sequences.
 */
public final class ScreenText {

  private ScreenText() {}

  /** Returns the escaped text on one line. */
  public static String of(String text) {
    return written(text, false);
  }

  /** Returns the escaped text; line breaks and tabs remain. */
  public static String lines(String text) {
    return written(text, true);
  }

  private static String written(String text, boolean withLines) {
    StringBuilder visible = new StringBuilder(text.length());
    String plain = withLines ? text.replace("\r\n", "\n") : text;
    plain.codePoints().forEach(c -> write(c, withLines, visible));
    return visible.toString();
  }

  private static void write(int c, boolean withLines, StringBuilder visible) {
    if (withLines && (c == '\n' || c == '\t')) {
      visible.append((char) c);
    } else if (c == '\n') {
      visible.append("\\n");
    } else if (c == '\r') {
      visible.append("\\r");
    } else if (c == '\t') {
      visible.append("\\t");
    } else if (isHidden(c)) {
      visible.append(String.format(c < 0x10000 ? "\\u%04x" : "\\u{%x}", c));
    } else {
      visible.appendCodePoint(c);
    }
  }

  private static boolean isHidden(int c) {
    return switch (Character.getType(c)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.SURROGATE,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR,
          Character.UNASSIGNED ->
          true;
      default -> false;
    };
  }
}
