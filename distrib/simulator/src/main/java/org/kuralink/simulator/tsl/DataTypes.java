/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.simulator.tsl;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.kuralink.simulator.json.BadJsonException;
import org.kuralink.simulator.json.StrictJson;

/** Converts the {@code dataType} elements of a TSL to validators. */
final class DataTypes {
  private static final int DEFAULT_TEXT_LENGTH = 10_240;
  private static final int DEFAULT_ARRAY_SIZE = 512;
  private static final BigDecimal INT_MIN = BigDecimal.valueOf(Integer.MIN_VALUE);
  private static final BigDecimal INT_MAX = BigDecimal.valueOf(Integer.MAX_VALUE);

  private DataTypes() {}

  static ValueCheck read(JsonObject holder, String path) throws BadModelException {
    JsonElement element = holder.get("dataType");
    if (element == null || !element.isJsonObject()) {
      throw new BadModelException(path + ": dataType is missing");
    }
    return check(element.getAsJsonObject(), path + ".dataType");
  }

  private static ValueCheck check(JsonObject dataType, String path) throws BadModelException {
    String type = text(dataType, "type", path);
    JsonElement specs = dataType.get("specs");
    return switch (type) {
      case "int" -> number(object(specs), path, true);
      case "float", "double" -> number(object(specs), path, false);
      case "text" -> text(object(specs), path);
      case "date" -> DataTypes::date;
      case "bool" -> key(Set.of("0", "1"), "bool is 0 or 1");
      case "enum" -> choice(Set.copyOf(object(specs).keySet()), path);
      case "struct" -> struct(specs, path);
      case "array" -> array(object(specs), path);
      default -> throw new BadModelException(path + ".type: unknown type " + type);
    };
  }

  private static ValueCheck number(JsonObject specs, String path, boolean integral)
      throws BadModelException {
    BigDecimal min = limit(specs, "min", path);
    BigDecimal max = limit(specs, "max", path);
    return value -> {
      if (!isNumber(value)) {
        return "a number is needed";
      }
      BigDecimal number = value.getAsBigDecimal();
      if (integral && number.stripTrailingZeros().scale() > 0) {
        return "an integer is needed";
      }
      if (integral && (number.compareTo(INT_MIN) < 0 || number.compareTo(INT_MAX) > 0)) {
        return "outside 32 bits";
      }
      if (min != null && number.compareTo(min) < 0) {
        return "less than " + min.toPlainString();
      }
      if (max != null && number.compareTo(max) > 0) {
        return "more than " + max.toPlainString();
      }
      return null;
    };
  }

  private static ValueCheck text(JsonObject specs, String path) throws BadModelException {
    int length = size(specs, "length", DEFAULT_TEXT_LENGTH, path);
    return value -> {
      if (!isString(value)) {
        return "a text is needed";
      }
      int bytes = value.getAsString().getBytes(StandardCharsets.UTF_8).length;
      return bytes > length ? bytes + " bytes, more than " + length : null;
    };
  }

  private static @Nullable String date(JsonElement value) {
    boolean digits = isString(value) && value.getAsString().matches("[0-9]{1,19}");
    return digits ? null : "a date is a text of digits, milliseconds since 1970";
  }

  private static ValueCheck key(Set<String> keys, String problem) {
    return value -> {
      boolean fits = isNumber(value) && keys.contains(value.getAsBigDecimal().toPlainString());
      return fits ? null : problem;
    };
  }

  /** Accepts one of the keys, or any integer if the model defines no keys. */
  private static ValueCheck choice(Set<String> keys, String path) throws BadModelException {
    return keys.isEmpty()
        ? number(new JsonObject(), path, true)
        : key(keys, "not a key of the enum");
  }

  private static ValueCheck struct(@Nullable JsonElement specs, String path)
      throws BadModelException {
    if (specs == null || !specs.isJsonArray()) {
      throw new BadModelException(path + ".specs: a struct needs an array of members");
    }
    Map<String, ValueCheck> members = new HashMap<>();
    for (JsonElement element : specs.getAsJsonArray()) {
      if (!element.isJsonObject()) {
        throw new BadModelException(path + ".specs: a member must be an object");
      }
      JsonObject member = element.getAsJsonObject();
      String name = text(member, "identifier", path + ".specs");
      members.put(name, read(member, path + ".specs." + name));
    }
    return value -> {
      if (!value.isJsonObject()) {
        return "an object is needed";
      }
      for (Map.Entry<String, JsonElement> entry : value.getAsJsonObject().entrySet()) {
        ValueCheck member = members.get(entry.getKey());
        String problem = member == null ? "no such member" : member.problem(entry.getValue());
        if (problem != null) {
          return entry.getKey() + ": " + problem;
        }
      }
      return null;
    };
  }

  private static ValueCheck array(JsonObject specs, String path) throws BadModelException {
    int size = size(specs, "size", DEFAULT_ARRAY_SIZE, path);
    JsonElement element = specs.get("item");
    if (element == null || !element.isJsonObject()) {
      throw new BadModelException(path + ".specs.item: an array needs the type of its items");
    }
    ValueCheck item = check(element.getAsJsonObject(), path + ".specs.item");
    return value -> {
      if (!value.isJsonArray()) {
        return "an array is needed";
      }
      JsonArray items = value.getAsJsonArray();
      if (items.size() > size) {
        return "more than " + size + " items";
      }
      for (int i = 0; i < items.size(); i++) {
        String problem = item.problem(items.get(i));
        if (problem != null) {
          return "item " + i + ": " + problem;
        }
      }
      return null;
    };
  }

  static String text(JsonObject holder, String name, String path) throws BadModelException {
    JsonElement value = holder.get(name);
    if (value == null || !isString(value) || value.getAsString().isEmpty()) {
      throw new BadModelException(path + ": " + name + " is missing");
    }
    return value.getAsString();
  }

  private static JsonObject object(@Nullable JsonElement specs) {
    return specs != null && specs.isJsonObject() ? specs.getAsJsonObject() : new JsonObject();
  }

  /** A bound of numbers; what Java has as its smallest and largest is exported for none. */
  private static @Nullable BigDecimal limit(JsonObject specs, String name, String path)
      throws BadModelException {
    BigDecimal bound = bound(specs, name, path);
    if (bound == null) {
      return null;
    }
    double size = Math.abs(bound.doubleValue());
    boolean none =
        size == Double.MIN_VALUE
            || (float) size == Float.MIN_VALUE
            || (float) size == Float.MAX_VALUE
            || size >= Double.MAX_VALUE;
    return none ? null : bound;
  }

  private static @Nullable BigDecimal bound(JsonObject specs, String name, String path)
      throws BadModelException {
    JsonElement value = specs.get(name);
    if (value == null || (isString(value) && value.getAsString().isBlank())) {
      return null;
    }
    try {
      return new BigDecimal(StrictJson.number(value.getAsString().trim()).toString());
    } catch (BadJsonException | RuntimeException e) {
      throw new BadModelException(path + ".specs." + name + ": not a number");
    }
  }

  private static int size(JsonObject specs, String name, int otherwise, String path)
      throws BadModelException {
    BigDecimal value = bound(specs, name, path);
    return value == null ? otherwise : value.intValue();
  }

  private static boolean isNumber(JsonElement value) {
    return value instanceof JsonPrimitive primitive && primitive.isNumber();
  }

  private static boolean isString(JsonElement value) {
    return value instanceof JsonPrimitive primitive && primitive.isString();
  }
}
