/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.codec;

import java.nio.charset.StandardCharsets;
import org.kuralink.api.codec.AlinkCodec;
import org.kuralink.api.codec.MalformedMessageException;

/**
 * Scans UTF-8 encoded JSON (RFC 8259) and validates every byte without creating objects; the caller
 * extracts the slices that it needs. Not thread-safe; for one text.
 */
final class JsonScanner {

  private static final byte[] TRUE = ascii("true");
  private static final byte[] FALSE = ascii("false");
  private static final byte[] NULL = ascii("null");

  /** Any number with this many digits fits into an int. */
  private static final int SMALL_DIGITS = 9;

  private final byte[] json;
  private final int end;
  private int at;

  JsonScanner(byte[] json) {
    this.json = json;
    this.end = json.length;
  }

  /** Returns the index of the next byte. */
  int at() {
    return at;
  }

  /** Skips white space and returns the next byte without consuming it; -1 at the end. */
  int next() {
    while (at < end) {
      byte b = json[at];
      if (b != ' ' && b != '\n' && b != '\r' && b != '\t') {
        return b;
      }
      at++;
    }
    return -1;
  }

  /** Skips white space and consumes the expected character. */
  void take(char expected) throws MalformedMessageException {
    if (next() != expected) {
      throw unexpected("'" + expected + "'");
    }
    at++;
  }

  /** Skips white space and consumes the character if it is next. */
  boolean takeIf(char wanted) {
    if (next() != wanted) {
      return false;
    }
    at++;
    return true;
  }

  /** Consumes trailing white space, and one NUL as the last byte, which C programs often send. */
  void takeEnd() throws MalformedMessageException {
    if (next() == 0 && at == end - 1) {
      at++;
    }
    if (at < end) {
      throw unexpected("the end");
    }
  }

  /** Consumes a value. */
  void takeValue(int depth) throws MalformedMessageException {
    int first = next();
    switch (first) {
      case '"' -> takeString();
      case '{' -> takeObject(depth + 1);
      case '[' -> takeArray(depth + 1);
      case 't' -> takeWord(TRUE);
      case 'f' -> takeWord(FALSE);
      case 'n' -> takeWord(NULL);
      default -> {
        if (first != '-' && !isDigit(first)) {
          throw unexpected("a value");
        }
        takeNumber();
      }
    }
  }

  private void takeObject(int depth) throws MalformedMessageException {
    checkDepth(depth);
    at++;
    if (takeIf('}')) {
      return;
    }
    do {
      if (next() != '"') {
        throw unexpected("a member name");
      }
      takeString();
      take(':');
      takeValue(depth);
    } while (takeIf(','));
    take('}');
  }

  private void takeArray(int depth) throws MalformedMessageException {
    checkDepth(depth);
    at++;
    if (takeIf(']')) {
      return;
    }
    do {
      takeValue(depth);
    } while (takeIf(','));
    take(']');
  }

  private void checkDepth(int depth) throws MalformedMessageException {
    if (depth > AlinkCodec.MAX_DEPTH) {
      throw malformed(at, "nested deeper than " + AlinkCodec.MAX_DEPTH);
    }
  }

  private void takeWord(byte[] word) throws MalformedMessageException {
    for (int i = 0; i < word.length; i++) {
      if (at + i >= end || json[at + i] != word[i]) {
        throw unexpected("a value");
      }
    }
    at += word.length;
  }

  /** Consumes a number. */
  void takeNumber() throws MalformedMessageException {
    if (json[at] == '-') {
      at++;
    }
    if (at < end && json[at] == '0') {
      at++;
    } else {
      takeDigits();
    }
    if (at < end && json[at] == '.') {
      at++;
      takeDigits();
    }
    if (at < end && (json[at] | 0x20) == 'e') {
      at++;
      if (at < end && (json[at] == '+' || json[at] == '-')) {
        at++;
      }
      takeDigits();
    }
  }

  /**
   * Consumes a positive integer of one to nine digits and returns it; otherwise consumes nothing
   * and returns 0.
   */
  int takeSmallNumber() {
    int value = 0;
    int i = at;
    while (i < end && i < at + SMALL_DIGITS && isDigit(json[i])) {
      value = 10 * value + json[i] - '0';
      i++;
    }
    boolean more = i == end || isDigit(json[i]) || json[i] == '.' || (json[i] | 0x20) == 'e';
    if (more || json[at] == '0') {
      return 0;
    }
    at = i;
    return value;
  }

  private void takeDigits() throws MalformedMessageException {
    int from = at;
    while (at < end && isDigit(json[at])) {
      at++;
    }
    if (at == from) {
      throw unexpected("a digit");
    }
  }

  /** Consumes a string; returns whether it contains escapes. */
  boolean takeString() throws MalformedMessageException {
    boolean escapes = false;
    int i = at + 1;
    while (i < end) {
      byte b = json[i];
      if (b == '"') {
        at = i + 1;
        return escapes;
      } else if (b == '\\') {
        i = endOfEscape(i);
        escapes = true;
      } else if (b >= ' ') {
        i++;
      } else if (b < 0) {
        i = endOfCharacter(i);
      } else {
        throw malformed(i, "control character in a string");
      }
    }
    throw malformed(at, "unterminated string");
  }

  private int endOfEscape(int from) throws MalformedMessageException {
    int kind = from + 1 < end ? json[from + 1] : -1;
    switch (kind) {
      case '"', '\\', '/', 'b', 'f', 'n', 'r', 't' -> {
        return from + 2;
      }
      case 'u' -> {
        for (int i = from + 2; i < from + 6; i++) {
          if (i >= end || Character.digit(json[i], 16) < 0) {
            throw malformed(from, "invalid escape in a string");
          }
        }
        return from + 6;
      }
      default -> throw malformed(from, "invalid escape in a string");
    }
  }

  /**
   * Validates a UTF-8 character of two to four bytes: rejects overlong forms, surrogates and code
   * points beyond U+10FFFF.
   */
  private int endOfCharacter(int from) throws MalformedMessageException {
    int first = json[from] & 0xff;
    int second = from + 1 < end ? json[from + 1] & 0xff : 0;
    int length;
    boolean legal;
    if (first < 0xe0) {
      length = 2;
      legal = first >= 0xc2 && isTail(second);
    } else if (first < 0xf0) {
      length = 3;
      legal =
          isTail(second) && (first != 0xe0 || second >= 0xa0) && (first != 0xed || second < 0xa0);
    } else {
      length = 4;
      legal =
          first <= 0xf4
              && isTail(second)
              && (first != 0xf0 || second >= 0x90)
              && (first != 0xf4 || second < 0x90);
    }
    for (int i = from + 2; legal && i < from + length; i++) {
      legal = i < end && isTail(json[i] & 0xff);
    }
    if (!legal) {
      throw malformed(from, "invalid UTF-8");
    }
    return from + length;
  }

  private static boolean isTail(int b) {
    return (b & 0xc0) == 0x80;
  }

  private static boolean isDigit(int b) {
    return b >= '0' && b <= '9';
  }

  /** Returns whether these bytes are at a position. */
  boolean matches(int from, byte[] bytes) {
    for (int i = 0; i < bytes.length; i++) {
      if (json[from + i] != bytes[i]) {
        return false;
      }
    }
    return true;
  }

  /** Returns the text of a consumed range. */
  String text(int from, int to) {
    return new String(json, from, to - from, StandardCharsets.UTF_8);
  }

  /** Returns the text of a consumed string with escapes, without the quotes. */
  String unescaped(int from, int to) {
    String escaped = text(from, to);
    StringBuilder plain = new StringBuilder(escaped.length());
    int done = 0;
    for (int i = escaped.indexOf('\\'); i >= 0; i = escaped.indexOf('\\', done)) {
      plain.append(escaped, done, i);
      char kind = escaped.charAt(i + 1);
      if (kind == 'u') {
        plain.append((char) Integer.parseInt(escaped, i + 2, i + 6, 16));
        done = i + 6;
      } else {
        plain.append(unescaped(kind));
        done = i + 2;
      }
    }
    return plain.append(escaped, done, escaped.length()).toString();
  }

  private static char unescaped(char kind) {
    return switch (kind) {
      case 'b' -> '\b';
      case 'f' -> '\f';
      case 'n' -> '\n';
      case 'r' -> '\r';
      case 't' -> '\t';
      default -> kind;
    };
  }

  private MalformedMessageException unexpected(String expected) {
    return malformed(at, at < end ? "expected " + expected : "ends before " + expected);
  }

  static MalformedMessageException malformed(int at, String what) {
    return new MalformedMessageException("byte " + at + ": " + what);
  }

  static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
