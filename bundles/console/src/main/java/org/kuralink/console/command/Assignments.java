/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.console.command;

import com.google.gson.Gson;
import com.google.gson.JsonElement;
import com.google.gson.JsonParseException;
import com.google.gson.JsonPrimitive;
import com.google.gson.TypeAdapter;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import java.io.IOException;
import java.io.StringReader;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Parses arguments of the form {@code NAME=VALUE}. */
public final class Assignments {

  /** The note about values in the description of commands. */
  public static final String NOTES =
      "a value is JSON or else plain text; quote a value with blanks or brackets: 'tank={\"level\":3}'";

  private static final TypeAdapter<JsonElement> JSON = new Gson().getAdapter(JsonElement.class);

  private Assignments() {}

  /**
   * Returns the values by name, in their order.
   *
   * @throws CommandException if an argument is invalid; the message names it
   */
  public static Map<String, Object> of(List<String> words) {
    Map<String, Object> values = new LinkedHashMap<>();
    texts(words).forEach((name, text) -> values.put(name, value(text)));
    return values;
  }

  /** Returns the values as plain text. */
  public static Map<String, String> texts(List<String> words) {
    Map<String, String> values = new LinkedHashMap<>();
    for (String word : words) {
      int equals = word.indexOf('=');
      if (equals < 1) {
        throw new CommandException("\"" + word + "\" is not NAME=VALUE");
      }
      values.put(word.substring(0, equals), word.substring(equals + 1));
    }
    return values;
  }

  /** Parses a value as JSON if possible, as text otherwise. */
  public static Object value(String text) {
    try (JsonReader reader = new JsonReader(new StringReader(text))) {
      JsonElement json = JSON.read(reader);
      if (reader.peek() == JsonToken.END_DOCUMENT && !json.isJsonNull()) {
        return plain(json);
      }
    } catch (IOException
        | JsonParseException
        | ArithmeticException
        | NumberFormatException notJson) {
      return text;
    }
    return text;
  }

  private static Object plain(JsonElement json) {
    if (json.isJsonArray()) {
      List<Object> list = new ArrayList<>();
      json.getAsJsonArray().forEach(element -> list.add(plain(element)));
      return list;
    }
    if (json.isJsonObject()) {
      Map<String, Object> map = new LinkedHashMap<>();
      json.getAsJsonObject().entrySet().forEach(e -> map.put(e.getKey(), plain(e.getValue())));
      return map;
    }
    return json instanceof JsonPrimitive primitive ? plain(primitive) : json.toString();
  }

  private static Object plain(JsonPrimitive primitive) {
    if (primitive.isBoolean()) {
      return primitive.getAsBoolean();
    }
    if (primitive.isString()) {
      return primitive.getAsString();
    }
    BigDecimal number = primitive.getAsBigDecimal();
    boolean whole = number.scale() <= 0 && number.precision() - number.scale() <= 18;
    return whole ? (Object) number.longValueExact() : (Object) number.doubleValue();
  }
}
