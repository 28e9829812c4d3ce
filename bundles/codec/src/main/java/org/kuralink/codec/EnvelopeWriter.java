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
import java.util.Arrays;
import org.kuralink.api.codec.AlinkReply;
import org.kuralink.api.codec.AlinkRequest;
import org.kuralink.api.codec.JsonText;
import org.kuralink.api.codec.MalformedMessageException;
import org.kuralink.api.codec.MessageId;

/** Encodes one envelope directly into bytes. */
final class EnvelopeWriter {

  private static final byte[] ID = JsonScanner.ascii("{\"id\":");
  private static final byte[] VERSION = JsonScanner.ascii(",\"version\":");
  private static final byte[] PARAMS = JsonScanner.ascii(",\"params\":");
  private static final byte[] METHOD = JsonScanner.ascii(",\"method\":");
  private static final byte[] CODE = JsonScanner.ascii(",\"code\":");
  private static final byte[] DATA = JsonScanner.ascii(",\"data\":");
  private static final byte[] MESSAGE = JsonScanner.ascii(",\"message\":");
  private static final byte[] HEX = JsonScanner.ascii("0123456789abcdef");

  /** The maximum number of bytes for one char: a Unicode escape. */
  private static final int WIDEST = 6;

  private byte[] out;
  private int at;

  private EnvelopeWriter(int size) {
    out = new byte[size];
  }

  static byte[] write(AlinkRequest request) {
    int size =
        ID.length
            + quoted(request.id().text())
            + VERSION.length
            + quoted(request.version())
            + PARAMS.length
            + request.params().length()
            + METHOD.length
            + quoted(request.method())
            + 1;
    return new EnvelopeWriter(size)
        .raw(ID)
        .id(request.id())
        .raw(VERSION)
        .string(request.version())
        .raw(PARAMS)
        .json(request.params())
        .raw(METHOD)
        .string(request.method())
        .end();
  }

  static byte[] write(AlinkReply reply) {
    String code = Integer.toString(reply.code().value());
    int size =
        ID.length
            + quoted(reply.id().text())
            + CODE.length
            + code.length()
            + DATA.length
            + reply.data().length()
            + reply.message().map(text -> MESSAGE.length + quoted(text)).orElse(0)
            + 1;
    EnvelopeWriter writer =
        new EnvelopeWriter(size)
            .raw(ID)
            .id(reply.id())
            .raw(CODE)
            .raw(JsonScanner.ascii(code))
            .raw(DATA)
            .json(reply.data());
    reply.message().ifPresent(text -> writer.raw(MESSAGE).string(text));
    return writer.end();
  }

  private static int quoted(String text) {
    return text.length() + 2;
  }

  private byte[] end() {
    reserve(1);
    out[at++] = '}';
    return at == out.length ? out : Arrays.copyOf(out, at);
  }

  private EnvelopeWriter raw(byte[] bytes) {
    reserve(bytes.length);
    System.arraycopy(bytes, 0, out, at, bytes.length);
    at += bytes.length;
    return this;
  }

  private EnvelopeWriter json(JsonText text) {
    reserve(text.length());
    text.bytes().get(out, at, text.length());
    at += text.length();
    return this;
  }

  private EnvelopeWriter id(MessageId id) {
    return id.numeric() && isNumber(id.text())
        ? raw(id.text().getBytes(StandardCharsets.US_ASCII))
        : string(id.text());
  }

  private static boolean isNumber(String text) {
    if (text.isEmpty() || text.charAt(0) != '-' && !Character.isDigit(text.charAt(0))) {
      return false;
    }
    try {
      JsonScanner scanner = new JsonScanner(text.getBytes(StandardCharsets.UTF_8));
      scanner.takeNumber();
      return scanner.at() == text.length();
    } catch (MalformedMessageException e) {
      return false;
    }
  }

  private EnvelopeWriter string(String text) {
    reserve(quoted(text));
    out[at++] = '"';
    int length = text.length();
    for (int i = 0; i < length; i++) {
      char c = text.charAt(i);
      if (c >= ' ' && c < 0x7f && c != '"' && c != '\\') {
        if (at == out.length) {
          reserve(length - i + 1);
        }
        out[at++] = (byte) c;
      } else {
        reserve(WIDEST + length - i);
        i += escapeOrEncode(text, i);
      }
    }
    reserve(1);
    out[at++] = '"';
    return this;
  }

  /**
   * Writes a character that needs an escape or several bytes; returns how many further chars it
   * consumed.
   */
  private int escapeOrEncode(String text, int index) {
    char c = text.charAt(index);
    if (c == '"' || c == '\\') {
      out[at++] = '\\';
      out[at++] = (byte) c;
    } else if (c < 0x80) {
      escape(c);
    } else if (c < 0x800) {
      out[at++] = (byte) (0xc0 | c >> 6);
      out[at++] = tail(c);
    } else if (!Character.isSurrogate(c)) {
      out[at++] = (byte) (0xe0 | c >> 12);
      out[at++] = tail(c >> 6);
      out[at++] = tail(c);
    } else {
      return surrogate(text, index, c);
    }
    return 0;
  }

  /** Writes a surrogate pair as four bytes; a lone surrogate has no UTF-8 form and is escaped. */
  private int surrogate(String text, int index, char c) {
    int character = text.codePointAt(index);
    if (character == c) {
      escape(c);
      return 0;
    }
    out[at++] = (byte) (0xf0 | character >> 18);
    out[at++] = tail(character >> 12);
    out[at++] = tail(character >> 6);
    out[at++] = tail(character);
    return 1;
  }

  private static byte tail(int bits) {
    return (byte) (0x80 | bits & 0x3f);
  }

  private void escape(char c) {
    out[at++] = '\\';
    out[at++] = 'u';
    for (int shift = 12; shift >= 0; shift -= 4) {
      out[at++] = HEX[c >> shift & 0xf];
    }
  }

  private void reserve(int bytes) {
    if (out.length - at < bytes) {
      out = Arrays.copyOf(out, Math.max(at + bytes, out.length + (out.length >> 1)));
    }
  }
}
