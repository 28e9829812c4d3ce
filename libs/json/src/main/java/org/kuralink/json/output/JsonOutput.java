/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.json.output;

import com.google.gson.stream.JsonWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.kuralink.api.codec.JsonText;
import org.kuralink.json.Json;

/**
 * Writes plain values as JSON: {@code Map}, {@code List}, {@code String}, numbers, {@code Boolean}
 * and null. Stateless between calls, for any thread.
 */
public final class JsonOutput extends Writer {

  private final StringBuilder out;
  private final int start;

  private JsonOutput(StringBuilder out) {
    this.out = out;
    this.start = out.length();
  }

  /**
   * Writes a value. A {@link JsonText} in it is written unchanged; an unpaired surrogate, which
   * UTF-8 cannot encode, is escaped.
   *
   * @throws UnsupportedValueException if JSON cannot represent the value, or it is nested more than
   *     {@link Json#MAX_DEPTH} deep
   */
  public static JsonText text(@Nullable Object value) {
    return JsonText.of(string(value));
  }

  /** Writes a value as {@link #text} does. */
  public static String string(@Nullable Object value) {
    StringBuilder out = new StringBuilder();
    append(out, value);
    return out.toString();
  }

  /** Writes a value as {@link #text} does, in UTF-8. */
  public static byte[] bytes(@Nullable Object value) {
    return string(value).getBytes(StandardCharsets.UTF_8);
  }

  /** Appends a value as {@link #text} does; appends nothing if it fails. */
  public static StringBuilder append(StringBuilder out, @Nullable Object value) {
    int before = out.length();
    try {
      new JsonOutput(out).write(value);
      return out;
    } catch (UnsupportedValueException e) {
      out.setLength(before);
      throw e;
    }
  }

  private void write(@Nullable Object value) {
    // Most values are numbers or plain texts, for which a writer would be slow.
    if (value instanceof Number number) {
      append(representable(number));
    } else if (value instanceof CharSequence text && isPlain(text)) {
      out.append('"').append(text).append('"');
    } else {
      writeAny(value);
    }
  }

  private void append(Number number) {
    if (number instanceof Integer || number instanceof Long) {
      out.append(number.longValue());
    } else if (number instanceof Double) {
      out.append(number.doubleValue());
    } else {
      out.append(number);
    }
  }

  /** Returns whether a text needs no escapes; Gson writes all others. */
  private static boolean isPlain(CharSequence text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c < ' ' || c > '~' || c == '"' || c == '\\') {
        return false;
      }
    }
    return true;
  }

  private void writeAny(@Nullable Object value) {
    try (JsonWriter writer = new JsonWriter(this)) {
      write(writer, value, 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    escapeHalves();
  }

  private static void write(JsonWriter writer, @Nullable Object value, int depth)
      throws IOException {
    if (depth > Json.MAX_DEPTH) {
      throw new UnsupportedValueException("", "is nested more than " + Json.MAX_DEPTH + " deep");
    }
    if (value instanceof Map<?, ?> map) {
      writer.beginObject();
      for (Map.Entry<?, ?> entry : map.entrySet()) {
        String name = String.valueOf(entry.getKey());
        writer.name(name);
        writeWithin(name, writer, entry.getValue(), depth);
      }
      writer.endObject();
    } else if (value instanceof List<?> list) {
      writer.beginArray();
      for (int i = 0; i < list.size(); i++) {
        writeWithin("[" + i + "]", writer, list.get(i), depth);
      }
      writer.endArray();
    } else if (value instanceof Number number) {
      writer.value(representable(number));
    } else if (value instanceof Boolean truth) {
      writer.value(truth);
    } else if (value instanceof CharSequence text) {
      writer.value(text.toString());
    } else if (value instanceof JsonText json) {
      writer.jsonValue(json.toString());
    } else if (value == null) {
      writer.nullValue();
    } else {
      throw new UnsupportedValueException(
          "", "is a " + value.getClass().getName() + ", which JSON cannot represent");
    }
  }

  private static void writeWithin(String step, JsonWriter writer, @Nullable Object value, int depth)
      throws IOException {
    try {
      write(writer, value, depth + 1);
    } catch (UnsupportedValueException e) {
      throw e.within(step);
    }
  }

  private static Number representable(Number number) {
    boolean binary = number instanceof Double || number instanceof Float;
    if (binary && !Double.isFinite(number.doubleValue())) {
      throw new UnsupportedValueException("", "is " + number + ", which JSON cannot represent");
    }
    // The texts of these types are valid JSON; those of other types are parsed first.
    if (binary || number instanceof Integer || number instanceof Long || isOfJava(number)) {
      return number;
    }
    try {
      return new BigDecimal(number.toString());
    } catch (NumberFormatException e) {
      throw new UnsupportedValueException("", "is " + number + ", which JSON cannot represent");
    }
  }

  private static boolean isOfJava(Number number) {
    String home = number.getClass().getPackageName();
    return home.equals("java.lang") || home.equals("java.math");
  }

  /** Escapes unpaired surrogates, which occur only inside strings. */
  private void escapeHalves() {
    for (int i = start; i < out.length(); i++) {
      char c = out.charAt(i);
      if (!Character.isSurrogate(c)) {
        continue;
      }
      boolean pair =
          Character.isHighSurrogate(c)
              && i + 1 < out.length()
              && Character.isLowSurrogate(out.charAt(i + 1));
      if (pair) {
        i++;
      } else {
        out.replace(i, i + 1, "\\u" + Integer.toHexString(c));
        i += 5;
      }
    }
  }

  @Override
  public void write(int c) {
    out.append((char) c);
  }

  @Override
  public void write(String text, int offset, int length) {
    out.append(text, offset, offset + length);
  }

  @Override
  public void write(char[] characters, int offset, int length) {
    out.append(characters, offset, length);
  }

  @Override
  public void flush() {}

  @Override
  public void close() {}
}
