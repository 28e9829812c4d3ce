/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.codec;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;
import org.kuralink.api.codec.AlinkCodec;
import org.kuralink.api.codec.AlinkMessage;
import org.kuralink.api.codec.JsonText;
import org.kuralink.api.codec.MalformedMessageException;
import org.kuralink.api.codec.MessageId;

/**
 * Decodes one envelope in one pass. A null member counts as absent. Of members with the same name
 * the last one counts, but each must have the right type.
 */
final class EnvelopeReader {

  private static final byte[] ID = JsonScanner.ascii("id");
  private static final byte[] VERSION = JsonScanner.ascii("version");
  private static final byte[] METHOD = JsonScanner.ascii("method");
  private static final byte[] PARAMS = JsonScanner.ascii("params");
  private static final byte[] CODE = JsonScanner.ascii("code");
  private static final byte[] DATA = JsonScanner.ascii("data");
  private static final byte[] MESSAGE = JsonScanner.ascii("message");
  private static final byte[] NONE = {};

  /** Longer than any valid code; prevents the conversion of huge numbers. */
  private static final int MAX_CODE_LENGTH = 32;

  private final byte[] payload;
  private final JsonScanner scanner;
  private @Nullable MessageId id;
  private @Nullable String version;
  private @Nullable String method;
  private @Nullable JsonText params;
  private OptionalInt code = OptionalInt.empty();
  private @Nullable JsonText data;
  private @Nullable String message;

  private EnvelopeReader(byte[] payload) {
    this.payload = payload;
    this.scanner = new JsonScanner(payload);
  }

  static AlinkMessage read(byte[] payload) throws MalformedMessageException {
    if (payload.length > AlinkCodec.MAX_BYTES) {
      throw new MalformedMessageException(
          payload.length + " bytes, more than the " + AlinkCodec.MAX_BYTES + " that are allowed");
    }
    return new EnvelopeReader(payload).read();
  }

  private AlinkMessage read() throws MalformedMessageException {
    scanner.take('{');
    if (!scanner.takeIf('}')) {
      do {
        member();
      } while (scanner.takeIf(','));
      scanner.take('}');
    }
    scanner.takeEnd();
    return new AlinkMessage(
        Optional.ofNullable(id),
        Optional.ofNullable(version),
        Optional.ofNullable(method),
        Optional.ofNullable(params),
        code,
        Optional.ofNullable(data),
        Optional.ofNullable(message));
  }

  private void member() throws MalformedMessageException {
    if (scanner.next() != '"') {
      throw JsonScanner.malformed(scanner.at(), "expected a member name");
    }
    int from = scanner.at() + 1;
    boolean escapes = scanner.takeString();
    int to = scanner.at() - 1;
    byte[] name = escapes ? known(scanner.unescaped(from, to)) : known(from, to - from);
    scanner.take(':');
    value(name);
  }

  /** Returns the known member name at this position, or {@link #NONE}. */
  private byte[] known(int from, int length) {
    byte[] candidate =
        switch (length) {
          case 2 -> ID;
          case 4 -> payload[from] == 'c' ? CODE : DATA;
          case 6 -> payload[from] == 'p' ? PARAMS : METHOD;
          case 7 -> payload[from] == 'v' ? VERSION : MESSAGE;
          default -> NONE;
        };
    return candidate.length == length && scanner.matches(from, candidate) ? candidate : NONE;
  }

  private static byte[] known(String name) {
    return switch (name) {
      case "id" -> ID;
      case "version" -> VERSION;
      case "method" -> METHOD;
      case "params" -> PARAMS;
      case "code" -> CODE;
      case "data" -> DATA;
      case "message" -> MESSAGE;
      default -> NONE;
    };
  }

  private void value(byte[] name) throws MalformedMessageException {
    if (name == NONE) {
      scanner.takeValue(1);
    } else if (name == PARAMS) {
      params = slice();
    } else if (name == DATA) {
      data = slice();
    } else if (name == ID) {
      id = id();
    } else if (name == CODE) {
      code = code();
    } else if (name == METHOD) {
      method = string(METHOD);
    } else if (name == MESSAGE) {
      message = displayText();
    } else {
      version = displayText();
    }
  }

  private @Nullable JsonText slice() throws MalformedMessageException {
    boolean absent = scanner.next() == 'n';
    int from = scanner.at();
    scanner.takeValue(1);
    return absent ? null : JsonText.wrap(payload, from, scanner.at() - from);
  }

  private @Nullable MessageId id() throws MalformedMessageException {
    boolean numeric = scanner.next() != '"';
    String text = scalar(ID);
    return text == null ? null : new MessageId(text, numeric);
  }

  /** Reads a member that is only displayed; accepts any JSON type. */
  private @Nullable String displayText() throws MalformedMessageException {
    int kind = scanner.next();
    if (kind == '"' || kind == 'n') {
      return scalar(VERSION);
    }
    int from = scanner.at();
    scanner.takeValue(1);
    return scanner.text(from, scanner.at());
  }

  private OptionalInt code() throws MalformedMessageException {
    int kind = scanner.next();
    int from = scanner.at();
    int small = scanner.takeSmallNumber();
    if (small > 0) {
      return OptionalInt.of(small);
    }
    String text = scalar(CODE);
    if (text == null) {
      return OptionalInt.empty();
    }
    try {
      if (text.length() <= MAX_CODE_LENGTH) {
        return OptionalInt.of(
            kind == '"' ? Integer.parseInt(text) : new BigDecimal(text).intValueExact());
      }
    } catch (ArithmeticException | NumberFormatException e) {
      throw JsonScanner.malformed(from, "member 'code' is not a 32-bit integer");
    }
    throw JsonScanner.malformed(from, "member 'code' is too long");
  }

  private @Nullable String string(byte[] name) throws MalformedMessageException {
    int kind = scanner.next();
    if (kind != '"' && kind != 'n') {
      throw wrongType(name, "a string");
    }
    return scalar(name);
  }

  private @Nullable String scalar(byte[] name) throws MalformedMessageException {
    int kind = scanner.next();
    int from = scanner.at();
    if (kind == '"') {
      boolean escapes = scanner.takeString();
      int to = scanner.at() - 1;
      return escapes ? scanner.unescaped(from + 1, to) : scanner.text(from + 1, to);
    }
    if (kind == '{' || kind == '[' || kind == 't' || kind == 'f') {
      throw wrongType(name, "a string or a number");
    }
    scanner.takeValue(1);
    return kind == 'n' ? null : scanner.text(from, scanner.at());
  }

  private MalformedMessageException wrongType(byte[] name, String expected) {
    String member = new String(name, StandardCharsets.US_ASCII);
    return JsonScanner.malformed(scanner.at(), "member '" + member + "' is not " + expected);
  }
}
