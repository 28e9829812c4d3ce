/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.standalone;

/** Removes the comments that the Configurator format allows and JSON does not. */
final class JsonComments {

  private JsonComments() {}

  /** Replaces comments with blanks, so that every other character keeps its line and column. */
  static String blank(String text) {
    char[] chars = text.toCharArray();
    int i = 0;
    while (i < chars.length) {
      if (chars[i] == '"') {
        i = endOfString(chars, i);
      } else if (startsAt(chars, i, '/', '/')) {
        i = blankUntil(chars, i, lineEnd(chars, i));
      } else if (startsAt(chars, i, '/', '*')) {
        i = blankUntil(chars, i, blockEnd(chars, i));
      } else {
        i++;
      }
    }
    return new String(chars);
  }

  private static boolean startsAt(char[] chars, int i, char first, char second) {
    return chars[i] == first && i + 1 < chars.length && chars[i + 1] == second;
  }

  private static int endOfString(char[] chars, int start) {
    int i = start + 1;
    while (i < chars.length && chars[i] != '"') {
      i += chars[i] == '\\' ? 2 : 1;
    }
    return i + 1;
  }

  private static int lineEnd(char[] chars, int start) {
    int i = start;
    while (i < chars.length && chars[i] != '\n') {
      i++;
    }
    return i;
  }

  private static int blockEnd(char[] chars, int start) {
    int i = start + 2;
    while (i < chars.length && !startsAt(chars, i, '*', '/')) {
      i++;
    }
    return Math.min(i + 2, chars.length);
  }

  private static int blankUntil(char[] chars, int start, int end) {
    for (int i = start; i < end; i++) {
      if (chars[i] != '\n' && chars[i] != '\r') {
        chars[i] = ' ';
      }
    }
    return end;
  }
}
