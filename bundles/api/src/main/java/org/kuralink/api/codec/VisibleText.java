/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.api.codec;

/**
 * Makes untrusted text safe for logs, shells and web pages: characters that would end a line, move
 * the cursor or change the writing direction are replaced by escapes such as <code>&#92;n</code> or
 * <code>&#92;u001b</code>. Stateless; any thread may call.
 */
public final class VisibleText {

  private VisibleText() {}

  /**
   * Returns the text with control and format characters, line separators and lone surrogates
   * escaped.
   */
  public static String of(String text) {
    int first = 0;
    while (first < text.length() && isPlain(text.charAt(first))) {
      first++;
    }
    if (first == text.length()) {
      return text;
    }
    StringBuilder out = new StringBuilder(text.length() + 16).append(text, 0, first);
    for (int i = first; i < text.length(); i++) {
      int c = text.codePointAt(i);
      if (Character.isSupplementaryCodePoint(c)) {
        i++;
      }
      append(out, c);
    }
    return out.toString();
  }

  /**
   * Returns the escaped text, truncated after a number of characters.
   *
   * @param limit the maximum number of characters before escaping, more than 0
   */
  public static String of(String text, int limit) {
    return text.length() <= limit ? of(text) : of(text.substring(0, limit)) + "…";
  }

  private static boolean isPlain(char c) {
    return c >= ' ' && c < 0x7f;
  }

  private static void append(StringBuilder out, int c) {
    switch (Character.getType(c)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR,
          Character.SURROGATE ->
          escape(out, c);
      default -> out.appendCodePoint(c);
    }
  }

  private static void escape(StringBuilder out, int c) {
    switch (c) {
      case '\n' -> out.append("\\n");
      case '\r' -> out.append("\\r");
      case '\t' -> out.append("\\t");
      default -> {
        for (char unit : Character.toChars(c)) {
          out.append(String.format("\\u%04x", (int) unit));
        }
      }
    }
  }
}
