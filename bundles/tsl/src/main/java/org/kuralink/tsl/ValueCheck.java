/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.tsl;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalDouble;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.kuralink.api.tsl.DataType;
import org.kuralink.api.tsl.Doubt;
import org.kuralink.api.tsl.Field;
import org.kuralink.api.tsl.UntypedValue;
import org.kuralink.api.tsl.Violation;
import org.kuralink.json.Json;
import org.kuralink.json.JsonException;

/**
 * Validates one value. A deviation from the step is a doubt for integers and ignored for other
 * numbers: the developer guide itself replies 100.101 to a double with step 1 (9.5).
 */
final class ValueCheck {

  /** The maximum number of listed violations; further ones are not searched for. */
  static final int MAX_VIOLATIONS = 50;

  private static final int MAX_SHOWN = 40;

  private final List<Violation> violations = new ArrayList<>();
  private final List<Doubt> doubts = new ArrayList<>();

  List<Violation> violations() {
    return violations;
  }

  List<Doubt> doubts() {
    return doubts;
  }

  /** Returns the value in the Java form of its type; unchanged if it violates the type. */
  Object value(String path, DataType type, Object value) {
    if (value instanceof UntypedValue untyped) {
      int before = violations.size();
      Object typed = value(path, type, converted(type, untyped.value()));
      return violations.size() == before ? typed : untyped.value();
    }
    if (type instanceof DataType.IntType t) {
      return wholeNumber(path, t, value);
    }
    if (type instanceof DataType.FloatType t) {
      return singlePrecision(path, t, value);
    }
    if (type instanceof DataType.DoubleType t) {
      return doublePrecision(path, t, value);
    }
    if (type instanceof DataType.TextType t) {
      return text(path, t, value);
    }
    if (type instanceof DataType.DateType) {
      return date(path, value);
    }
    if (type instanceof DataType.BoolType) {
      return bool(path, value);
    }
    if (type instanceof DataType.EnumType t) {
      return enumKey(path, t, value);
    }
    if (type instanceof DataType.StructType t) {
      return struct(path, t, value);
    }
    if (type instanceof DataType.AnyType) {
      return value;
    }
    return array(path, (DataType.ArrayType) type, value);
  }

  /** Converts an untyped value to the type; unchanged if this would change its meaning. */
  private static Object converted(DataType type, Object value) {
    if (type instanceof DataType.TextType) {
      return value instanceof Number || value instanceof Boolean ? value.toString() : value;
    }
    if (type instanceof DataType.StructType || type instanceof DataType.ArrayType) {
      return value instanceof String json ? parsed(json) : value;
    }
    boolean asItIs = type instanceof DataType.BoolType || type instanceof DataType.AnyType;
    return value instanceof Boolean truth && !asItIs ? (Object) (truth ? 1 : 0) : value;
  }

  private static Object parsed(String json) {
    try {
      return Objects.requireNonNullElse(Json.read(json), json);
    } catch (JsonException e) {
      return json;
    }
  }

  private Object wholeNumber(String path, DataType.IntType type, Object value) {
    int whole;
    try {
      BigDecimal number = value instanceof Integer ? null : number(value);
      if (number == null && !(value instanceof Integer)) {
        return violates(path, value, "is not an integer" + range(type));
      }
      whole = number == null ? (Integer) value : number.intValueExact();
    } catch (ArithmeticException e) {
      return violates(path, value, "is not a 32-bit integer" + range(type));
    }
    if (whole < type.min().orElse(whole) || whole > type.max().orElse(whole)) {
      return violates(path, value, "is not allowed" + range(type));
    }
    long base = type.min().orElse(0);
    if (type.step().isPresent() && (whole - base) % type.step().getAsInt() != 0) {
      doubt(
          Doubt.Kind.STEP,
          path,
          whole + " is not on a step of " + type.step().getAsInt() + " from " + base);
    }
    return whole;
  }

  private Object singlePrecision(String path, DataType.FloatType type, Object value) {
    double number = real(value);
    float single = (float) number + 0.0f;
    if (Float.isInfinite(single) && Double.isFinite(number)) {
      return violates(path, value, "is beyond single precision");
    }
    boolean fits =
        single >= (float) type.min().orElse(single) && single <= (float) type.max().orElse(single);
    if (!Double.isFinite(number) || !fits) {
      return outside(path, type.min(), type.max(), value, number);
    }
    return single;
  }

  private Object doublePrecision(String path, DataType.DoubleType type, Object value) {
    double number = real(value);
    boolean fits = number >= type.min().orElse(number) && number <= type.max().orElse(number);
    return Double.isFinite(number) && fits
        ? (Object) number
        : outside(path, type.min(), type.max(), value, number);
  }

  private Object outside(
      String path, OptionalDouble min, OptionalDouble max, Object value, double number) {
    String what = Double.isFinite(number) ? "is not allowed" : "is not a number";
    return violates(path, value, what + range(min, max));
  }

  private Object text(String path, DataType.TextType type, Object value) {
    if (!(value instanceof String text)) {
      return violates(path, value, "is not a text");
    }
    long length = utf8Length(text);
    if (type.maxLength().isPresent() && length > type.maxLength().getAsInt()) {
      return violates(
          path,
          value,
          "has " + length + " bytes, more than the " + type.maxLength().getAsInt() + " allowed");
    }
    return text;
  }

  private static long utf8Length(String text) {
    long length = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      // A surrogate pair has four bytes in UTF-8.
      length += c < 0x80 ? 1 : c < 0x800 || Character.isSurrogate(c) ? 2 : 3;
    }
    return length;
  }

  private Object date(String path, Object value) {
    BigDecimal number = number(value);
    try {
      if (number != null && number.signum() >= 0) {
        return number.longValueExact();
      }
    } catch (ArithmeticException e) {
      return violates(path, value, "is not an integer number of milliseconds");
    }
    return violates(
        path, value, "is not a date: milliseconds since 1970, as a number or its digits");
  }

  private Object bool(String path, Object value) {
    if (value instanceof Boolean truth) {
      return truth;
    }
    if ("true".equals(value) || "false".equals(value)) {
      return "true".equals(value);
    }
    BigDecimal number = number(value);
    if (number != null && number.compareTo(BigDecimal.ONE) == 0) {
      return true;
    }
    return number != null && number.signum() == 0
        ? false
        : violates(path, value, "is not one of 0, 1, true, false");
  }

  private Object enumKey(String path, DataType.EnumType type, Object value) {
    BigDecimal number = number(value);
    try {
      boolean any = type.labels().isEmpty();
      if (number != null && (any || type.labels().containsKey(number.intValueExact()))) {
        return number.intValueExact();
      }
      if (any) {
        return violates(path, value, "is not an integer");
      }
    } catch (ArithmeticException e) {
      return violates(path, value, "is not a 32-bit integer");
    }
    return violates(path, value, "is not one of " + new TreeSet<>(type.labels().keySet()));
  }

  private Object struct(String path, DataType.StructType type, Object value) {
    if (!(value instanceof Map<?, ?> given)) {
      return violates(path, value, "is not a struct with the members " + type.members().keySet());
    }
    int before = violations.size();
    Map<String, Object> checked = new LinkedHashMap<>();
    for (Field member : type.members().values()) {
      String place = path + "." + member.identifier();
      Object inner = given.get(member.identifier());
      if (inner != null) {
        checked.put(member.identifier(), value(place, member.type(), inner));
      } else if (given.containsKey(member.identifier())) {
        add(place, "is null");
      } else if (member.need() == Field.Need.REQUIRED) {
        add(place, "is missing");
      } else if (member.need() == Field.Need.UNSAID) {
        doubt(Doubt.Kind.MISSING, place, "is missing");
      }
    }
    for (Object name : given.keySet()) {
      if (!(name instanceof String word) || !type.members().containsKey(word)) {
        add(
            path + "." + truncated(name),
            "is not a member; the members are " + type.members().keySet());
      }
    }
    return violations.size() == before ? Collections.unmodifiableMap(checked) : value;
  }

  private Object array(String path, DataType.ArrayType type, Object value) {
    if (!(value instanceof List<?> given)) {
      return violates(path, value, "is not an array");
    }
    if (type.maxSize().isPresent() && given.size() > type.maxSize().getAsLong()) {
      String most = type.maxSize().getAsLong() + " allowed";
      return violates(path, value, "has " + given.size() + " elements, more than the " + most);
    }
    int before = violations.size();
    List<Object> checked = new ArrayList<>(given.size());
    int index = 0;
    for (Object inner : given) {
      String place = path + "[" + index++ + "]";
      if (inner == null) {
        add(place, "is null");
      } else {
        checked.add(value(place, type.item(), inner));
      }
      if (violations.size() >= MAX_VIOLATIONS) {
        return value;
      }
    }
    return violations.size() == before ? Collections.unmodifiableList(checked) : value;
  }

  /** Returns the number of a value, which may be a text; null if it is not a number. */
  private static @Nullable BigDecimal number(Object value) {
    try {
      if (value instanceof Integer || value instanceof Long) {
        return BigDecimal.valueOf(((Number) value).longValue());
      }
      if (value instanceof BigDecimal number) {
        return number;
      }
      // Converted by its text, so that the float 0.1 does not exceed the limit 0.1.
      return value instanceof Number || value instanceof String
          ? NumberText.of(value.toString().strip())
          : null;
    } catch (NumberFormatException e) {
      return null;
    }
  }

  /**
   * Returns the number of a value, which may be a text, without a negative zero; NaN if it is not a
   * number.
   */
  private static double real(Object value) {
    if (value instanceof Double || value instanceof Integer) {
      return ((Number) value).doubleValue() + 0.0;
    }
    BigDecimal number = number(value);
    return number == null ? Double.NaN : number.doubleValue();
  }

  private static String range(DataType.IntType type) {
    return range(
        type.min().isPresent() ? type.min().getAsInt() : null,
        type.max().isPresent() ? type.max().getAsInt() : null);
  }

  private static String range(OptionalDouble min, OptionalDouble max) {
    return range(
        min.isPresent() ? min.getAsDouble() : null, max.isPresent() ? max.getAsDouble() : null);
  }

  private static String range(@Nullable Number min, @Nullable Number max) {
    if (min == null) {
      return max == null ? "" : ": at most " + max;
    }
    return max == null ? ": at least " + min : ": " + min + " to " + max;
  }

  private Object violates(String path, Object value, String what) {
    add(path, described(value) + " " + what);
    return value;
  }

  private void doubt(Doubt.Kind kind, String path, String message) {
    if (doubts.size() < MAX_VIOLATIONS) {
      doubts.add(new Doubt(kind, path, message));
    }
  }

  private void add(String path, String message) {
    if (violations.size() < MAX_VIOLATIONS) {
      violations.add(new Violation(path, message));
    }
  }

  private static String described(@Nullable Object value) {
    if (value instanceof Map || value instanceof List) {
      return value instanceof Map ? "a struct" : "an array";
    }
    return value instanceof String ? "'" + truncated(value) + "'" : truncated(value);
  }

  private static String truncated(@Nullable Object value) {
    String text = String.valueOf(value);
    return text.length() <= MAX_SHOWN ? text : text.substring(0, MAX_SHOWN) + "…";
  }
}
