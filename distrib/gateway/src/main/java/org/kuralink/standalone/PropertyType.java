/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.standalone;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonPrimitive;
import java.lang.reflect.Array;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The type of a property in the Configurator format, written after the colon as in {@code
 * "port:Integer"}: a scalar, an array ({@code Integer[]}) or a collection ({@code
 * Collection<Integer>}).
 */
final class PropertyType {

  private static final Map<String, Scalar> SCALARS =
      Map.ofEntries(
          Map.entry("String", new Scalar(String.class, value -> value)),
          Map.entry("Integer", new Scalar(Integer.class, v -> exact(v).intValueExact())),
          Map.entry("Long", new Scalar(Long.class, v -> exact(v).longValueExact())),
          Map.entry("Short", new Scalar(Short.class, v -> exact(v).shortValueExact())),
          Map.entry("Byte", new Scalar(Byte.class, v -> exact(v).byteValueExact())),
          Map.entry("Float", new Scalar(Float.class, Float::valueOf)),
          Map.entry("Double", new Scalar(Double.class, Double::valueOf)),
          Map.entry("Boolean", new Scalar(Boolean.class, PropertyType::truth)),
          Map.entry("Character", new Scalar(Character.class, PropertyType::character)));

  private static final Map<String, String> PRIMITIVES =
      Map.of(
          "int", "Integer",
          "long", "Long",
          "short", "Short",
          "byte", "Byte",
          "float", "Float",
          "double", "Double",
          "boolean", "Boolean",
          "char", "Character");

  private final Environment environment;

  PropertyType(Environment environment) {
    this.environment = environment;
  }

  /** Converts a JSON value without a declared type. */
  Object untyped(JsonElement json) throws WrongValueException {
    if (json.isJsonObject()) {
      return environment.fillIn(json.toString());
    }
    if (json.isJsonArray()) {
      return array(json.getAsJsonArray(), SCALARS.getOrDefault(elementType(json), string()));
    }
    return scalar(json, SCALARS.getOrDefault(nameOf(json), string()));
  }

  /** Converts a JSON value to the declared type. */
  Object typed(String type, JsonElement json) throws WrongValueException {
    String element = type;
    if (type.endsWith("[]")) {
      element = type.substring(0, type.length() - 2);
    } else if (type.startsWith("Collection<") && type.endsWith(">")) {
      element = type.substring("Collection<".length(), type.length() - 1);
    }
    Scalar scalar = SCALARS.get(PRIMITIVES.getOrDefault(element, element));
    if (scalar == null) {
      throw new WrongValueException(
          "unknown type "
              + type
              + "; known are "
              + String.join(" ", SCALARS.keySet().stream().sorted().toList())
              + ", with [] or in Collection<>");
    }
    if (element.equals(type)) {
      return scalar(json, scalar);
    }
    JsonArray values = json.isJsonArray() ? json.getAsJsonArray() : singleton(json);
    return type.endsWith("[]") ? array(values, scalar) : list(values, scalar);
  }

  private Object scalar(JsonElement json, Scalar type) throws WrongValueException {
    if (type.java == String.class && !json.isJsonPrimitive()) {
      return environment.fillIn(json.toString());
    }
    if (!json.isJsonPrimitive()) {
      throw new WrongValueException("is not a single value");
    }
    String text = environment.fillIn(json.getAsString());
    try {
      return type.reading.read(text);
    } catch (ArithmeticException | IllegalArgumentException e) {
      throw new WrongValueException("is not a value of type " + type.java.getSimpleName());
    }
  }

  private List<Object> list(JsonArray values, Scalar type) throws WrongValueException {
    List<Object> list = new ArrayList<>();
    for (JsonElement value : values) {
      list.add(scalar(value, type));
    }
    return list;
  }

  private Object array(JsonArray values, Scalar type) throws WrongValueException {
    List<Object> list = list(values, type);
    Object array = Array.newInstance(type.java, list.size());
    for (int i = 0; i < list.size(); i++) {
      Array.set(array, i, list.get(i));
    }
    return array;
  }

  private static String elementType(JsonElement array) {
    String common = "";
    for (JsonElement element : array.getAsJsonArray()) {
      String name = nameOf(element);
      if (common.isEmpty() || (common.equals("Long") && name.equals("Double"))) {
        common = name;
      } else if (!common.equals(name) && !(common.equals("Double") && name.equals("Long"))) {
        return "String";
      }
    }
    return common;
  }

  private static String nameOf(JsonElement json) {
    if (json instanceof JsonPrimitive primitive && primitive.isBoolean()) {
      return "Boolean";
    }
    if (json instanceof JsonPrimitive primitive && primitive.isNumber()) {
      return isWhole(primitive) ? "Long" : "Double";
    }
    return "String";
  }

  private static boolean isWhole(JsonPrimitive number) {
    String text = number.getAsString();
    return text.chars().noneMatch(c -> c == '.' || c == 'e' || c == 'E') && text.length() < 19;
  }

  private static JsonArray singleton(JsonElement json) {
    JsonArray array = new JsonArray();
    array.add(json);
    return array;
  }

  private static Scalar string() {
    return new Scalar(String.class, value -> value);
  }

  private static java.math.BigInteger exact(String text) {
    return new BigDecimal(text.strip()).toBigIntegerExact();
  }

  private static Object truth(String text) {
    return switch (text) {
      case "true" -> true;
      case "false" -> false;
      default -> throw new IllegalArgumentException();
    };
  }

  private static Object character(String text) {
    if (text.length() != 1) {
      throw new IllegalArgumentException();
    }
    return text.charAt(0);
  }

  private record Scalar(Class<?> java, Reading reading) {}

  @FunctionalInterface
  private interface Reading {
    Object read(String text);
  }
}
