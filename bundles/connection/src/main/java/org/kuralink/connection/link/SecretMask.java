/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.connection.link;

import java.util.Locale;
import java.util.Set;

/** Hides the values of members that hold secrets, in JSON or what was meant to be JSON. */
final class SecretMask {

  private static final String MASK = "\"***\"";
  private static final Set<String> NAMES =
      Set.of(
          "devicesecret",
          "productsecret",
          "iottoken",
          "devicetoken",
          "token",
          "sign",
          "password",
          "secret");

  private SecretMask() {}

  /** The same text with those values replaced. Also of a text that is cut off in the middle. */
  static String mask(String json) {
    StringBuilder out = new StringBuilder(json.length());
    int at = 0;
    while (at < json.length()) {
      char c = json.charAt(at);
      if (c != '"') {
        out.append(c);
        at++;
        continue;
      }
      int end = endOfString(json, at);
      out.append(json, at, end);
      int value = startOfValue(json, end);
      if (value >= 0 && NAMES.contains(nameOf(json, at, end))) {
        out.append(json, end, value).append(MASK);
        at = endOfValue(json, value);
      } else {
        at = end;
      }
    }
    return out.toString();
  }

  private static String nameOf(String json, int start, int end) {
    return json.substring(start + 1, Math.max(start + 1, end - 1)).toLowerCase(Locale.ROOT);
  }

  /** Behind the closing quote of a string, or the end of the text. */
  private static int endOfString(String json, int start) {
    for (int i = start + 1; i < json.length(); i++) {
      char c = json.charAt(i);
      if (c == '\\') {
        i++;
      } else if (c == '"') {
        return i + 1;
      }
    }
    return json.length();
  }

  /** Where the value begins if a colon follows, else -1. */
  private static int startOfValue(String json, int from) {
    int i = skipBlanks(json, from);
    return i < json.length() && json.charAt(i) == ':' ? skipBlanks(json, i + 1) : -1;
  }

  private static int skipBlanks(String json, int from) {
    int i = from;
    while (i < json.length() && Character.isWhitespace(json.charAt(i))) {
      i++;
    }
    return i;
  }

  private static int endOfValue(String json, int start) {
    if (start < json.length() && json.charAt(start) == '"') {
      return endOfString(json, start);
    }
    int i = start;
    int depth = 0;
    while (i < json.length()) {
      char c = json.charAt(i);
      if (c == '"') {
        i = endOfString(json, i);
        continue;
      }
      if (depth == 0 && (c == ',' || c == '}' || c == ']')) {
        return i;
      }
      depth += c == '{' || c == '[' ? 1 : c == '}' || c == ']' ? -1 : 0;
      i++;
    }
    return i;
  }
}
