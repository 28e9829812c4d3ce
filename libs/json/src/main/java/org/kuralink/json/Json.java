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
 * Plain values as JSON and back: {@code Map}, {@code List}, {@code String}, numbers, {@code
 * Boolean} and null. What is read is a {@code LinkedHashMap}, an {@code ArrayList}, a {@code
 * String}, a {@code Boolean}, null, or of numbers a {@code Long} (whole, of 64 bits), a {@code
 * BigDecimal} (whole, beyond that) or a {@code Double} (with a fraction or an exponent).
 *
 * <p>Without state, for any thread.
 */
public final class Json {

  /** Deeper than any value that a person thought of, and far from the end of a stack. */
  public static final int MAX_DEPTH = 32;

  /** More than a number of any type needs; the time to read one grows with its square. */
  private static final int MAX_DIGITS = 400;

  private static final Pattern PLACE = Pattern.compile(" at line ([0-9]+) column ([0-9]+)");

  private Json() {}

  /**
   * Reads one value.
   *
   * @throws JsonException if it is no JSON, more than one value, nested more than {@link
   *     #MAX_DEPTH} deep, or holds a number beyond all others
   */
  public static @Nullable Object read(JsonText json) throws JsonException {
    return read(json.reader());
  }

  /** As {@link #read(JsonText)}. */
  public static @Nullable Object read(String json) throws JsonException {
    return read(new StringReader(json));
  }

  /** As {@link #read(JsonText)}, of UTF-8; bytes that are none become U+FFFD. */
  public static @Nullable Object read(byte[] json) throws JsonException {
    return read(new String(json, StandardCharsets.UTF_8));
  }

  /** As {@link #read(byte[])}, but each number is the {@code BigDecimal} that stands there. */
  public static @Nullable Object readExact(byte[] json) throws JsonException {
    return read(new StringReader(new String(json, StandardCharsets.UTF_8)), true);
  }

  /** As {@link #read(byte[])}; what is no object is refused as well. */
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

  /** Where a reader stands; it says so in no other way than as a text. */
  private static String place(JsonReader reader) {
    Matcher place = PLACE.matcher(reader.toString());
    return place.find() ? "line " + place.group(1) + ", column " + place.group(2) : "";
  }

  private static @Nullable Object read(JsonReader reader, int depth, boolean exact)
      throws IOException {
    if (depth > MAX_DEPTH) {
      throw new JsonException("is nested more than " + MAX_DEPTH + " deep");
    }
    switch (reader.peek()) {
      case BEGIN_OBJECT -> {
        Map<String, @Nullable Object> map = new LinkedHashMap<>();
        reader.beginObject();
        while (reader.hasNext()) {
          map.put(reader.nextName(), read(reader, depth + 1, exact));
        }
        reader.endObject();
        return map;
      }
      case BEGIN_ARRAY -> {
        List<@Nullable Object> list = new ArrayList<>();
        reader.beginArray();
        while (reader.hasNext()) {
          list.add(read(reader, depth + 1, exact));
        }
        reader.endArray();
        return list;
      }
      case NUMBER -> {
        return number(reader, exact);
      }
      case STRING -> {
        return reader.nextString();
      }
      case BOOLEAN -> {
        return reader.nextBoolean();
      }
      default -> {
        reader.nextNull();
        return null;
      }
    }
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
            "has at " + path(place) + " the number " + text + ", beyond all others");
      }
      return number;
    }
    try {
      return Long.valueOf(text);
    } catch (NumberFormatException beyond64Bits) {
      return new BigDecimal(text);
    }
  }

  /** What Gson calls {@code $.tank.level[3]}, as {@link UnsayableException} does. */
  private static String path(String place) {
    String path = place.startsWith("$.") ? place.substring(2) : place.substring(1);
    return path.isEmpty() ? "the top" : path;
  }

  /**
   * Writes a value. A {@link JsonText} within it goes out as it is; half of a surrogate pair, which
   * UTF-8 cannot say, goes out escaped.
   *
   * @throws UnsayableException if JSON has no form for it, or it is nested more than {@link
   *     #MAX_DEPTH} deep
   */
  public static JsonText text(@Nullable Object value) {
    return JsonText.of(string(value));
  }

  /** As {@link #text}. */
  public static String string(@Nullable Object value) {
    StringBuilder out = new StringBuilder();
    append(out, value);
    return out.toString();
  }

  /** As {@link #text}, in UTF-8. */
  public static byte[] bytes(@Nullable Object value) {
    return string(value).getBytes(StandardCharsets.UTF_8);
  }

  /** As {@link #text}, at the end of what is there; nothing is added if it fails. */
  public static StringBuilder append(StringBuilder out, @Nullable Object value) {
    int before = out.length();
    try {
      new JsonOutput(out).write(value);
      return out;
    } catch (UnsayableException e) {
      out.setLength(before);
      throw e;
    }
  }

  /** Whether two values say the same in JSON; 1 and 1.0 do, {a, b} and {b, a} do. */
  public static boolean same(@Nullable Object one, @Nullable Object other) {
    if (one instanceof Number a && other instanceof Number b) {
      return decimal(a).compareTo(decimal(b)) == 0;
    }
    if (one instanceof Map<?, ?> a && other instanceof Map<?, ?> b) {
      return a.keySet().equals(b.keySet())
          && a.keySet().stream().allMatch(key -> same(a.get(key), b.get(key)));
    }
    if (one instanceof List<?> a && other instanceof List<?> b) {
      if (a.size() != b.size()) {
        return false;
      }
      for (int i = 0; i < a.size(); i++) {
        if (!same(a.get(i), b.get(i))) {
          return false;
        }
      }
      return true;
    }
    return one == null ? other == null : one.equals(other);
  }

  private static BigDecimal decimal(Number number) {
    return new BigDecimal(number.toString());
  }
}
