/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.simulator.json;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import java.io.IOException;
import java.io.StringReader;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * Parses JSON according to RFC 8259 without leniency: valid UTF-8 only, limited depth and number
 * length.
 */
public final class StrictJson {
  private static final int MAX_DEPTH = 64;
  private static final int MAX_NUMBER_LENGTH = 64;
  private static final int MAX_EXPONENT = 400;
  private static final char REPLACEMENT = '\uFFFD';

  private StrictJson() {}

  /** The text of the bytes, or nothing if they are not UTF-8. */
  public static Optional<String> utf8(byte[] bytes) {
    String text = new String(bytes, StandardCharsets.UTF_8);
    if (text.indexOf(REPLACEMENT) < 0) {
      return Optional.of(text);
    }
    try {
      return Optional.of(
          StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString());
    } catch (CharacterCodingException e) {
      return Optional.empty();
    }
  }

  /** Reads one JSON value that fills the bytes. */
  public static JsonElement parse(byte[] bytes) throws BadJsonException {
    return parse(utf8(bytes).orElseThrow(() -> new BadJsonException("not valid UTF-8")));
  }

  /** Reads one JSON value that fills the text. */
  public static JsonElement parse(String text) throws BadJsonException {
    try (JsonReader in = new JsonReader(new StringReader(text))) {
      JsonElement value = read(in, 0);
      if (in.peek() != JsonToken.END_DOCUMENT) {
        throw new BadJsonException("more text after the JSON value");
      }
      return value;
    } catch (IOException | NumberFormatException e) {
      throw new BadJsonException(plain(e));
    }
  }

  /** Reads one JSON object that fills the bytes. */
  public static JsonObject parseObject(byte[] bytes) throws BadJsonException {
    JsonElement value = parse(bytes);
    if (!value.isJsonObject()) {
      throw new BadJsonException("a JSON object is needed");
    }
    return value.getAsJsonObject();
  }

  private static String plain(Exception e) {
    String message = e.getMessage();
    if (message == null || message.contains("JsonReader.setLenient")) {
      return "not valid JSON"
          + (message == null ? "" : message.replaceAll("(?s).*?( at line)", "$1"));
    }
    return message;
  }

  private static JsonElement read(JsonReader in, int depth) throws IOException, BadJsonException {
    if (depth > MAX_DEPTH) {
      throw new BadJsonException("nested deeper than " + MAX_DEPTH);
    }
    return switch (in.peek()) {
      case BEGIN_OBJECT -> readObject(in, depth);
      case BEGIN_ARRAY -> readArray(in, depth);
      case STRING -> new JsonPrimitive(in.nextString());
      case NUMBER -> new JsonPrimitive(number(in.nextString()));
      case BOOLEAN -> new JsonPrimitive(in.nextBoolean());
      case NULL -> {
        in.nextNull();
        yield JsonNull.INSTANCE;
      }
      default -> throw new BadJsonException("unexpected end");
    };
  }

  private static JsonObject readObject(JsonReader in, int depth)
      throws IOException, BadJsonException {
    JsonObject object = new JsonObject();
    in.beginObject();
    while (in.hasNext()) {
      String name = in.nextName();
      object.add(name, read(in, depth + 1));
    }
    in.endObject();
    return object;
  }

  private static JsonArray readArray(JsonReader in, int depth)
      throws IOException, BadJsonException {
    JsonArray array = new JsonArray();
    in.beginArray();
    while (in.hasNext()) {
      array.add(read(in, depth + 1));
    }
    in.endArray();
    return array;
  }

  /** The number that the text is; none of absurd length or size, which would take long to write. */
  public static Number number(String text) throws BadJsonException {
    if (text.length() > MAX_NUMBER_LENGTH) {
      throw new BadJsonException("a number longer than " + MAX_NUMBER_LENGTH + " characters");
    }
    if (text.length() < 18 && isInteger(text)) {
      return Long.valueOf(text);
    }
    BigDecimal exact = new BigDecimal(text);
    if (Math.abs((long) exact.scale()) > MAX_EXPONENT) {
      throw new BadJsonException("a number out of any range");
    }
    return exact;
  }

  private static boolean isInteger(String text) {
    for (int i = text.startsWith("-") ? 1 : 0; i < text.length(); i++) {
      if (!Character.isDigit(text.charAt(i))) {
        return false;
      }
    }
    return !text.equals("-0");
  }
}
