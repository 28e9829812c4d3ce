/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.shadow;

import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import com.google.gson.stream.JsonWriter;
import java.io.IOException;
import java.io.StringReader;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.kuralink.api.shadow.ShadowError;
import org.kuralink.api.shadow.ShadowException;

/** Plain Java values as JSON and back. What JSON cannot say, and what is nested too deep, fails. */
final class JsonForm {

  /** Deeper than any document that a person wrote, and harmless for a stack. */
  static final int MAX_DEPTH = 32;

  private JsonForm() {}

  /**
   * Reads an object.
   *
   * @throws IOException if the bytes are none, or not as strict as JSON is
   */
  static Map<String, @Nullable Object> readObject(byte[] json) throws IOException {
    String text = new String(json, StandardCharsets.UTF_8);
    try (JsonReader reader = new JsonReader(new StringReader(text))) {
      Object value = read(reader, 0);
      if (value instanceof Map<?, ?> && reader.peek() == JsonToken.END_DOCUMENT) {
        @SuppressWarnings("unchecked")
        Map<String, @Nullable Object> object = (Map<String, @Nullable Object>) value;
        return object;
      }
      throw new IOException("it is not one object");
    } catch (IllegalStateException | NumberFormatException e) {
      throw new IOException(e.getMessage(), e);
    }
  }

  private static @Nullable Object read(JsonReader reader, int depth) throws IOException {
    if (depth > MAX_DEPTH) {
      throw new IOException("it is nested deeper than " + MAX_DEPTH);
    }
    switch (reader.peek()) {
      case BEGIN_OBJECT:
        Map<String, @Nullable Object> object = new LinkedHashMap<>();
        reader.beginObject();
        while (reader.hasNext()) {
          object.put(reader.nextName(), read(reader, depth + 1));
        }
        reader.endObject();
        return Collections.unmodifiableMap(object);
      case BEGIN_ARRAY:
        List<@Nullable Object> array = new ArrayList<>();
        reader.beginArray();
        while (reader.hasNext()) {
          array.add(read(reader, depth + 1));
        }
        reader.endArray();
        return Collections.unmodifiableList(array);
      case STRING:
        return reader.nextString();
      case NUMBER:
        return number(reader.nextString());
      case BOOLEAN:
        return reader.nextBoolean();
      default:
        reader.nextNull();
        return null;
    }
  }

  private static Object number(String text) {
    try {
      return Long.valueOf(text);
    } catch (NumberFormatException notWhole) {
      double number = Double.parseDouble(text);
      if (Double.isInfinite(number)) {
        throw new NumberFormatException("the number " + text + " is too large");
      }
      return number;
    }
  }

  /**
   * Writes a value.
   *
   * @throws ShadowException if JSON cannot say it, naming where
   */
  static byte[] write(Map<String, ?> object) {
    StringWriter text = new StringWriter();
    try (JsonWriter writer = new JsonWriter(text)) {
      write(writer, "", object, 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return text.toString().getBytes(StandardCharsets.UTF_8);
  }

  /**
   * The attributes as JSON says them, independent of what becomes of the given ones.
   *
   * @throws ShadowException if JSON cannot say them, naming where
   */
  static Map<String, Object> attributes(Map<String, ?> given) {
    given.forEach(
        (name, value) -> {
          if (name == null || name.isEmpty()) {
            throw refused("an attribute has no name");
          }
          if ("null".equals(value)) {
            throw refused(name + " is the text null, which means that there is no value");
          }
        });
    Map<String, Object> attributes = new LinkedHashMap<>();
    try {
      readObject(write(given))
          .forEach((name, value) -> attributes.put(name, Objects.requireNonNull(value)));
    } catch (IOException | IllegalArgumentException e) {
      throw refused(String.valueOf(e.getMessage()));
    }
    return attributes;
  }

  private static void write(JsonWriter writer, String path, @Nullable Object value, int depth)
      throws IOException {
    if (depth > MAX_DEPTH) {
      throw refused(path + " is nested deeper than " + MAX_DEPTH);
    }
    if (value instanceof Map<?, ?> map) {
      writer.beginObject();
      for (Map.Entry<?, ?> entry : map.entrySet()) {
        String name = String.valueOf(entry.getKey());
        writer.name(name);
        write(writer, path.isEmpty() ? name : path + "." + name, entry.getValue(), depth + 1);
      }
      writer.endObject();
    } else if (value instanceof List<?> list) {
      writer.beginArray();
      for (int i = 0; i < list.size(); i++) {
        write(writer, path + "[" + i + "]", list.get(i), depth + 1);
      }
      writer.endArray();
    } else if (value instanceof Number number) {
      if (!Double.isFinite(number.doubleValue())) {
        throw refused(path + " is " + number + ", which is no number in JSON");
      }
      writer.value(number);
    } else if (value instanceof Boolean flag) {
      writer.value(flag);
    } else if (value instanceof String text) {
      writer.value(text);
    } else {
      throw refused(path + " is " + (value == null ? "null" : "a " + value.getClass().getName()));
    }
  }

  private static ShadowException refused(String what) {
    return new ShadowException(ShadowError.INCORRECT_JSON, what);
  }

  /** Whether two values say the same in JSON; 1 and 1.0 do. */
  static boolean same(@Nullable Object one, @Nullable Object other) {
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
