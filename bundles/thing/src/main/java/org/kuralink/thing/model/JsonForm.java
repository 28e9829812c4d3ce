/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.thing.model;

import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import com.google.gson.stream.MalformedJsonException;
import java.io.EOFException;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.kuralink.api.codec.JsonText;
import org.kuralink.api.tsl.DataType;
import org.kuralink.api.tsl.Field;

/**
 * Values as plain Java and as JSON. On the wire a bool is 1 or 0 and a date a string of digits; the
 * rest is as one would expect.
 */
public final class JsonForm {

  /** Far deeper than any model goes, and far from the end of a stack. */
  private static final int MAX_DEPTH = 32;

  /** More than a number of any type needs. */
  private static final int MAX_DIGITS = 400;

  private static final String HEX = "0123456789abcdef";

  private JsonForm() {}

  /**
   * Reads JSON into Long, BigDecimal, Double, String, Boolean, Map and List.
   *
   * @return null for the JSON null, at the top as well as within maps and lists
   * @throws IOException if it is no JSON
   */
  public static @Nullable Object read(JsonText json) throws IOException {
    try (JsonReader reader = new JsonReader(json.reader())) {
      Object value = read(reader, 0);
      if (reader.peek() != JsonToken.END_DOCUMENT) {
        throw new IOException("has more than one value");
      }
      return value;
    } catch (MalformedJsonException | EOFException | IllegalStateException e) {
      throw new IOException("is no JSON", e);
    }
  }

  private static @Nullable Object read(JsonReader reader, int depth) throws IOException {
    if (depth > MAX_DEPTH) {
      throw new IOException("is nested more than " + MAX_DEPTH + " deep");
    }
    switch (reader.peek()) {
      case BEGIN_OBJECT -> {
        Map<String, @Nullable Object> map = new LinkedHashMap<>();
        reader.beginObject();
        while (reader.hasNext()) {
          map.put(reader.nextName(), read(reader, depth + 1));
        }
        reader.endObject();
        return map;
      }
      case BEGIN_ARRAY -> {
        List<@Nullable Object> list = new ArrayList<>();
        reader.beginArray();
        while (reader.hasNext()) {
          list.add(read(reader, depth + 1));
        }
        reader.endArray();
        return list;
      }
      case STRING -> {
        return reader.nextString();
      }
      case NUMBER -> {
        String place = reader.getPath();
        return number(place, reader.nextString());
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

  private static Object number(String place, String text) throws IOException {
    if (text.length() > MAX_DIGITS) {
      throw new IOException(
          "has at " + path(place) + " a number of more than " + MAX_DIGITS + " characters");
    }
    boolean whole = text.indexOf('.') < 0 && text.indexOf('e') < 0 && text.indexOf('E') < 0;
    if (!whole) {
      double number = Double.parseDouble(text);
      if (Double.isInfinite(number)) {
        throw new IOException(
            "has at " + path(place) + " the number " + text + ", beyond all others");
      }
      return number;
    }
    // Not in one expression, which would make a Double of both.
    if (text.length() < 19) {
      return Long.valueOf(text);
    }
    return new BigDecimal(text);
  }

  /** What Gson calls {@code $.tank.level[3]}, as violations do. */
  private static String path(String place) {
    String path = place.startsWith("$.") ? place.substring(2) : place.substring(1);
    return path.isEmpty() ? "the top" : path;
  }

  /**
   * Writes a value.
   *
   * @param type its type where there is one: tells a date from a number
   * @throws IllegalArgumentException if JSON has no form for it, saying which part
   */
  public static void write(StringBuilder out, @Nullable DataType type, @Nullable Object value) {
    if (value instanceof Boolean truth) {
      out.append(truth ? '1' : '0');
    } else if (value instanceof Number number) {
      writeNumber(out, type, number);
    } else if (value instanceof CharSequence text) {
      writeText(out, text);
    } else if (value instanceof Map<?, ?> map) {
      writeMap(out, type instanceof DataType.StructType t ? t.members() : Map.of(), map);
    } else if (value instanceof List<?> list) {
      writeList(out, type instanceof DataType.ArrayType t ? t.item() : null, list);
    } else {
      throw new IllegalArgumentException(
          value == null ? "null is no value" : "a " + value.getClass().getName() + " is no value");
    }
  }

  private static void writeNumber(StringBuilder out, @Nullable DataType type, Number number) {
    String text = number.toString();
    if (number instanceof Double && !Double.isFinite(number.doubleValue())
        || number instanceof Float && !Float.isFinite(number.floatValue())) {
      throw new IllegalArgumentException(text + " is no value");
    }
    if (type instanceof DataType.DateType) {
      out.append('"').append(text).append('"');
    } else {
      out.append(text);
    }
  }

  private static void writeMap(StringBuilder out, Map<String, Field> members, Map<?, ?> map) {
    String separator = "{";
    for (Map.Entry<?, ?> entry : map.entrySet()) {
      String name = String.valueOf(entry.getKey());
      Field member = members.get(name);
      out.append(separator);
      writeText(out, name);
      out.append(':');
      write(out, member == null ? null : member.type(), entry.getValue());
      separator = ",";
    }
    out.append(map.isEmpty() ? "{}" : "}");
  }

  private static void writeList(StringBuilder out, @Nullable DataType item, List<?> list) {
    out.append('[');
    for (int i = 0; i < list.size(); i++) {
      if (i > 0) {
        out.append(',');
      }
      write(out, item, list.get(i));
    }
    out.append(']');
  }

  /** Writes a text or a name. */
  public static void writeText(StringBuilder out, CharSequence text) {
    out.append('"');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '"' || c == '\\') {
        out.append('\\').append(c);
      } else if (c < ' ' || c == 0x7f) {
        out.append("\\u00").append(HEX.charAt(c >> 4)).append(HEX.charAt(c & 0xf));
      } else {
        out.append(c);
      }
    }
    out.append('"');
  }
}
