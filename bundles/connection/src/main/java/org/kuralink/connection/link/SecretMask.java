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
import java.util.regex.Pattern;

/** Masks the values of secret members in JSON, also in truncated or malformed JSON. */
final class SecretMask {

  private static final String MASK = "\"***\"";

  /** The member names in lower case and without separators. */
  private static final Set<String> NAMES =
      Set.of(
          "devicesecret",
          "productsecret",
          "iottoken",
          "devicetoken",
          "accesstoken",
          "token",
          "sign",
          "signature",
          "password",
          "passwd",
          "secret",
          "secretkey",
          "accesskey",
          "accesskeysecret",
          "privatekey");

  /** Query parameters of URLs that grant access. */
  private static final Pattern IN_ADDRESS =
      Pattern.compile(
          "([?&;](?:amp;)?[A-Za-z0-9_.-]*"
              + "(?:signature|sign|token|secret|secretkey|passwd|password|accesskeyid|credential)=)"
              + "[^&\\s\"'<>\\\\#]+",
          Pattern.CASE_INSENSITIVE);

  /** The same members in JSON that is a string inside JSON. */
  private static final Pattern IN_TEXT =
      Pattern.compile(
          "(\\\\\"[A-Za-z_.-]*(?:secret|token|sign|signature|passw(?:or)?d|(?:secret|private|access)[_-]?key)"
              + "\\\\\"\\s*:\\s*\\\\\")(?:[^\"\\\\])+",
          Pattern.CASE_INSENSITIVE);

  private SecretMask() {}

  /** Returns the text with secret values masked; the text may be truncated. */
  static String mask(String text) {
    String members = IN_TEXT.matcher(maskMembers(text)).replaceAll("$1***");
    return IN_ADDRESS.matcher(members).replaceAll("$1***");
  }

  private static String maskMembers(String json) {
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
    String name = json.substring(start + 1, Math.max(start + 1, end - 1));
    return name.toLowerCase(Locale.ROOT).replace("_", "").replace("-", "").replace(".", "");
  }

  /** Returns the index behind the closing quote of a string, or the end of the text. */
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

  /** Returns the index of the value if a colon follows, else -1. */
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
