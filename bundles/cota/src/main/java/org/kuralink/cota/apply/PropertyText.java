/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.cota.apply;

import java.io.IOException;
import java.lang.reflect.Array;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.Vector;
import org.jspecify.annotations.Nullable;
import org.kuralink.json.Json;
import org.kuralink.json.JsonException;
import org.kuralink.json.output.JsonOutput;

/**
 * Converts properties of components to JSON and back without loss: each value carries its Java
 * type, because a component that got an Integer must get an Integer again.
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

  /** Writes the properties of components, by key. */
  static byte[] write(Map<String, Map<String, Object>> components) {
    Map<String, Object> all = new LinkedHashMap<>();
    components.forEach(
        (key, properties) -> {
          Map<String, Object> one = new LinkedHashMap<>();
          new TreeMap<>(properties).forEach((name, value) -> one.put(name, typed(value)));
          all.put(key, one);
        });
    return JsonOutput.bytes(all);
  }

  /**
   * Reads the output of {@link #write}.
   *
   * @throws IOException if it is not valid
   */
  static Map<String, Map<String, Object>> read(byte[] text) throws IOException {
    try {
      Map<String, Map<String, Object>> components = new TreeMap<>();
      for (Map.Entry<String, ?> component : Json.readObject(text).entrySet()) {
        if (!(component.getValue() instanceof Map<?, ?> stored)) {
          throw new IllegalArgumentException("no component");
        }
        Map<String, Object> properties = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        stored.forEach((name, value) -> properties.put(String.valueOf(name), value(value)));
        components.put(component.getKey(), properties);
      }
      return components;
    } catch (JsonException | IllegalArgumentException | IndexOutOfBoundsException e) {
      throw new IOException("the snapshot is damaged");
    }
  }

  /** Returns the type, the kind of container and the values. */
  private static List<Object> typed(Object value) {
    List<Object> line = new ArrayList<>();
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
      line.add(value.toString());
    }
    return line;
  }

  private static Object value(@Nullable Object json) {
    if (!(json instanceof List<?> line)) {
      throw new IllegalArgumentException("no value");
    }
    String container = text(line, 1);
    if (container.equals("list") || container.equals("vector")) {
      Collection<Object> elements = container.equals("vector") ? new Vector<>() : new ArrayList<>();
      for (int i = 2; i < line.size(); i++) {
        elements.add(value(line.get(i)));
      }
      return elements;
    }
    Class<?> type = TYPES.get(text(line, 0));
    if (type == null) {
      throw new IllegalArgumentException("no type of a property");
    }
    if (container.equals("one")) {
      return parse(type, text(line, 2));
    }
    Object array = Array.newInstance(type, line.size() - 2);
    for (int i = 2; i < line.size(); i++) {
      Array.set(array, i - 2, parse(type, text(line, i)));
    }
    return array;
  }

  private static String text(List<?> line, int index) {
    if (line.get(index) instanceof String text) {
      return text;
    }
    throw new IllegalArgumentException("no text");
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
