/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.kura.metric;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.stream.JsonReader;
import java.io.IOException;
import java.io.StringReader;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** JSON of strangers as plain Java, and plain Java as JSON. */
final class Json {

  private static final Gson GSON =
      new GsonBuilder().serializeNulls().disableHtmlEscaping().create();

  /** Deeper than a value goes, and far from the end of a stack. */
  private static final int MAX_DEPTH = 32;

  /** More than a number of any type needs. */
  private static final int MAX_DIGITS = 400;

  private Json() {}

  static String write(@Nullable Object value) {
    return GSON.toJson(value);
  }

  /**
   * Reads JSON into Long, BigDecimal, String, Boolean, Map and List, with null for null.
   *
   * @throws IllegalArgumentException if it is no JSON
   */
  static @Nullable Object read(String text) {
    try (JsonReader reader = new JsonReader(new StringReader(text))) {
      Object value = read(reader, 0);
      return switch (reader.peek()) {
        case END_DOCUMENT -> value;
        default -> throw new IllegalArgumentException("is more than one value of JSON");
      };
    } catch (IOException | IllegalStateException | NumberFormatException e) {
      throw new IllegalArgumentException("is no JSON", e);
    }
  }

  private static @Nullable Object read(JsonReader reader, int depth) throws IOException {
    if (depth > MAX_DEPTH) {
      throw new IllegalArgumentException("is JSON nested more than " + MAX_DEPTH + " deep");
    }
    return switch (reader.peek()) {
      case BEGIN_OBJECT -> object(reader, depth);
      case BEGIN_ARRAY -> array(reader, depth);
      case NUMBER -> number(reader.nextString());
      case BOOLEAN -> reader.nextBoolean();
      case STRING -> reader.nextString();
      default -> {
        reader.nextNull();
        yield null;
      }
    };
  }

  private static Map<String, @Nullable Object> object(JsonReader reader, int depth)
      throws IOException {
    Map<String, @Nullable Object> map = new LinkedHashMap<>();
    reader.beginObject();
    while (reader.hasNext()) {
      map.put(reader.nextName(), read(reader, depth + 1));
    }
    reader.endObject();
    return map;
  }

  private static List<@Nullable Object> array(JsonReader reader, int depth) throws IOException {
    List<@Nullable Object> list = new ArrayList<>();
    reader.beginArray();
    while (reader.hasNext()) {
      list.add(read(reader, depth + 1));
    }
    reader.endArray();
    return list;
  }

  private static Object number(String text) {
    if (text.length() > MAX_DIGITS) {
      throw new IllegalArgumentException("has a number of more than " + MAX_DIGITS + " characters");
    }
    boolean whole = text.chars().noneMatch(c -> c == '.' || c == 'e' || c == 'E');
    // Not in one expression, which would make one type of both.
    if (whole && text.length() < 19) {
      return Long.valueOf(text);
    }
    return new BigDecimal(text);
  }
}
