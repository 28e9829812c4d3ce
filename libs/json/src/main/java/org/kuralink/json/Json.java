/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.json;

import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import java.io.IOException;
import java.io.Reader;
import java.io.StringReader;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.kuralink.api.codec.JsonText;

/**
 * Reads JSON as plain values: a {@code LinkedHashMap}, an {@code ArrayList}, a {@code String}, a
 * {@code Boolean}, null, or for numbers a {@code Long} (integer of 64 bits), a {@code BigDecimal}
 * (larger integer) or a {@code Double} (with a fraction or an exponent).
 *
 * <p>Stateless, for any thread.
 */
public final class Json {

  /** The maximum nesting depth: more than real values need, and far from a stack overflow. */
  public static final int MAX_DEPTH = 32;

  /** The maximum length of a number; the time to parse one grows with its square. */
  private static final int MAX_DIGITS = 400;

  private static final Pattern PLACE = Pattern.compile(" at line ([0-9]+) column ([0-9]+)");

  private Json() {}

  /**
   * Reads one value.
   *
   * @throws JsonException if the text is no JSON, has more than one value, is nested more than
   *     {@link #MAX_DEPTH} deep, or has a number that is out of range
   */
  public static @Nullable Object read(JsonText json) throws JsonException {
    return read(json.reader());
  }

  /** Reads one value as {@link #read(JsonText)} does. */
  public static @Nullable Object read(String json) throws JsonException {
    return read(new StringReader(json));
  }

  /** Reads one value in UTF-8 as {@link #read(JsonText)} does; invalid bytes become U+FFFD. */
  public static @Nullable Object read(byte[] json) throws JsonException {
    return read(new String(json, StandardCharsets.UTF_8));
  }

  /**
   * Reads one value as {@link #read(byte[])} does, with all numbers as exact {@code BigDecimal}.
   */
  public static @Nullable Object readExact(byte[] json) throws JsonException {
    return read(new StringReader(new String(json, StandardCharsets.UTF_8)), true);
  }

  /** Reads an object as {@link #read(byte[])} does; refuses other values. */
  @SuppressWarnings("unchecked")
  public static Map<String, @Nullable Object> readObject(byte[] json) throws JsonException {
    if (read(json) instanceof Map<?, ?> object) {
      return (Map<String, @Nullable Object>) object;
    }
    throw new JsonException("is no object");
  }

  private static @Nullable Object read(Reader json) throws JsonException {
    return read(json, false);
  }

  private static @Nullable Object read(Reader json, boolean exact) throws JsonException {
    JsonReader reader = new JsonReader(json);
    try (reader) {
      Object value = read(reader, 0, exact);
      if (reader.peek() != JsonToken.END_DOCUMENT) {
        throw new JsonException("has more than one value");
      }
      return value;
    } catch (JsonException e) {
      throw e;
    } catch (IOException | IllegalStateException | NumberFormatException e) {
      throw new JsonException("is no JSON", e, place(reader));
    }
  }

  /** Returns the position of a reader, which it provides only as text. */
  private static String place(JsonReader reader) {
    Matcher place = PLACE.matcher(reader.toString());
    return place.find() ? "line " + place.group(1) + ", column " + place.group(2) : "";
  }

  private static @Nullable Object read(JsonReader reader, int depth, boolean exact)
      throws IOException {
    if (depth > MAX_DEPTH) {
      throw new JsonException("is nested more than " + MAX_DEPTH + " deep");
    }
    JsonToken next = reader.peek();
    if (next == JsonToken.BEGIN_OBJECT) {
      return readMap(reader, depth, exact);
    } else if (next == JsonToken.BEGIN_ARRAY) {
      return readList(reader, depth, exact);
    } else if (next == JsonToken.NUMBER) {
      return number(reader, exact);
    } else if (next == JsonToken.STRING) {
      return reader.nextString();
    } else if (next == JsonToken.BOOLEAN) {
      return reader.nextBoolean();
    }
    reader.nextNull();
    return null;
  }

  private static Map<String, @Nullable Object> readMap(JsonReader reader, int depth, boolean exact)
      throws IOException {
    Map<String, @Nullable Object> map = new LinkedHashMap<>();
    reader.beginObject();
    while (reader.hasNext()) {
      map.put(reader.nextName(), read(reader, depth + 1, exact));
    }
    reader.endObject();
    return map;
  }

  private static List<@Nullable Object> readList(JsonReader reader, int depth, boolean exact)
      throws IOException {
    List<@Nullable Object> list = new ArrayList<>();
    reader.beginArray();
    while (reader.hasNext()) {
      list.add(read(reader, depth + 1, exact));
    }
    reader.endArray();
    return list;
  }

  private static Number number(JsonReader reader, boolean exact) throws IOException {
    String place = reader.getPath();
    String text = reader.nextString();
    if (text.length() > MAX_DIGITS) {
      throw new JsonException(
          "has at " + path(place) + " a number of more than " + MAX_DIGITS + " characters");
    }
    if (exact) {
      return new BigDecimal(text);
    }
    if (text.indexOf('.') >= 0 || text.indexOf('e') >= 0 || text.indexOf('E') >= 0) {
      double number = Double.parseDouble(text);
      if (Double.isInfinite(number)) {
        throw new JsonException(
            "has at " + path(place) + " the number " + text + ", which is out of range");
      }
      return number;
    }
    try {
      return Long.valueOf(text);
    } catch (NumberFormatException beyond64Bits) {
      return new BigDecimal(text);
    }
  }

  /**
   * Converts Gson's path {@code $.tank.level[3]} to the form of {@code UnsupportedValueException}.
   */
  private static String path(String place) {
    String path = place.startsWith("$.") ? place.substring(2) : place.substring(1);
    return path.isEmpty() ? "the top" : path;
  }
}
