/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.cota.apply;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import com.google.gson.JsonPrimitive;
import java.io.IOException;
import java.lang.reflect.Array;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.Vector;

/**
 * The properties of components as text and back, without loss: each value carries its Java type,
 * because a component that got an Integer must get an Integer again.
 */
final class PropertyText {

  private static final Map<String, Class<?>> TYPES = new LinkedHashMap<>();

  static {
    for (Class<?> type :
        new Class<?>[] {
          String.class,
          Integer.class,
          Long.class,
          Short.class,
          Byte.class,
          Double.class,
          Float.class,
          Boolean.class,
          Character.class,
          int.class,
          long.class,
          short.class,
          byte.class,
          double.class,
          float.class,
          boolean.class,
          char.class
        }) {
      TYPES.put(type.getSimpleName(), type);
    }
  }

  private PropertyText() {}

  /** Writes the properties of components, by their keys. */
  static byte[] write(Map<String, Map<String, Object>> components) {
    JsonObject all = new JsonObject();
    components.forEach(
        (key, properties) -> {
          JsonObject one = new JsonObject();
          new TreeMap<>(properties).forEach((name, value) -> one.add(name, typed(value)));
          all.add(key, one);
        });
    return all.toString().getBytes(StandardCharsets.UTF_8);
  }

  /**
   * Reads what was written.
   *
   * @throws IOException if it was not written here
   */
  static Map<String, Map<String, Object>> read(byte[] text) throws IOException {
    try {
      Map<String, Map<String, Object>> components = new TreeMap<>();
      JsonObject all =
          JsonParser.parseString(new String(text, StandardCharsets.UTF_8)).getAsJsonObject();
      for (Map.Entry<String, JsonElement> component : all.entrySet()) {
        Map<String, Object> properties = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        for (Map.Entry<String, JsonElement> property :
            component.getValue().getAsJsonObject().entrySet()) {
          properties.put(property.getKey(), value(property.getValue().getAsJsonArray()));
        }
        components.put(component.getKey(), properties);
      }
      return components;
    } catch (JsonParseException
        | IllegalStateException
        | IllegalArgumentException
        | IndexOutOfBoundsException e) {
      throw new IOException("the snapshot is damaged");
    }
  }

  /** The type, the kind of container, and the values. */
  private static JsonArray typed(Object value) {
    JsonArray line = new JsonArray();
    if (value.getClass().isArray()) {
      line.add(value.getClass().getComponentType().getSimpleName());
      line.add("array");
      for (int i = 0; i < Array.getLength(value); i++) {
        line.add(String.valueOf(Array.get(value, i)));
      }
    } else if (value instanceof Collection<?> collection) {
      line.add("");
      line.add(value instanceof Vector ? "vector" : "list");
      for (Object element : collection) {
        line.add(typed(element));
      }
    } else {
      line.add(value.getClass().getSimpleName());
      line.add("one");
      line.add(new JsonPrimitive(value.toString()));
    }
    return line;
  }

  private static Object value(JsonArray line) {
    String container = line.get(1).getAsString();
    if (container.equals("list") || container.equals("vector")) {
      Collection<Object> elements = container.equals("vector") ? new Vector<>() : new ArrayList<>();
      for (int i = 2; i < line.size(); i++) {
        elements.add(value(line.get(i).getAsJsonArray()));
      }
      return elements;
    }
    Class<?> type = TYPES.get(line.get(0).getAsString());
    if (type == null) {
      throw new IllegalArgumentException("no type of a property");
    }
    if (container.equals("one")) {
      return parse(type, line.get(2).getAsString());
    }
    Object array = Array.newInstance(type, line.size() - 2);
    for (int i = 2; i < line.size(); i++) {
      Array.set(array, i - 2, parse(type, line.get(i).getAsString()));
    }
    return array;
  }

  private static Object parse(Class<?> type, String text) {
    return switch (type.getSimpleName()) {
      case "Integer", "int" -> Integer.valueOf(text);
      case "Long", "long" -> Long.valueOf(text);
      case "Short", "short" -> Short.valueOf(text);
      case "Byte", "byte" -> Byte.valueOf(text);
      case "Double", "double" -> Double.valueOf(text);
      case "Float", "float" -> Float.valueOf(text);
      case "Boolean", "boolean" -> Boolean.valueOf(text);
      case "Character", "char" -> text.charAt(0);
      default -> text;
    };
  }
}
