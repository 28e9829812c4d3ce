/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.thing.model;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.kuralink.api.tsl.DataType;
import org.kuralink.api.tsl.Field;
import org.kuralink.api.tsl.UntypedValue;

/**
 * Values in the form that the platform gives to their types: a bool is 1 or 0, a date a string of
 * digits, a number of a float or double has decimals; the rest is as one would expect.
 */
public final class JsonForm {

  private JsonForm() {}

  /**
   * What JSON is to say of a value.
   *
   * @param type its type where there is one: tells a date from a number
   * @throws IllegalArgumentException if the platform has no form for it, saying which part
   */
  public static Object of(@Nullable DataType type, @Nullable Object value) {
    if (value instanceof Boolean truth) {
      return truth ? 1 : 0;
    }
    if (value instanceof Number number) {
      return number(type, number);
    }
    if (value instanceof CharSequence text) {
      return text;
    }
    if (value instanceof Map<?, ?> map) {
      Map<String, Field> members =
          type instanceof DataType.StructType struct ? struct.members() : Map.of();
      Map<String, Object> form = new LinkedHashMap<>();
      map.forEach(
          (name, part) -> {
            Field member = members.get(String.valueOf(name));
            form.put(String.valueOf(name), of(member == null ? null : member.type(), part));
          });
      return form;
    }
    if (value instanceof List<?> list) {
      DataType item = type instanceof DataType.ArrayType array ? array.item() : null;
      List<Object> form = new ArrayList<>(list.size());
      list.forEach(part -> form.add(of(item, part)));
      return form;
    }
    if (value instanceof UntypedValue untyped) {
      return of(type, untyped.value());
    }
    throw new IllegalArgumentException(
        value == null ? "null is no value" : "a " + value.getClass().getName() + " is no value");
  }

  private static Object number(@Nullable DataType type, Number number) {
    boolean binary = number instanceof Double || number instanceof Float;
    double real = number.doubleValue();
    if (binary && !Double.isFinite(real)) {
      throw new IllegalArgumentException(number + " is no value");
    }
    if (type instanceof DataType.DateType) {
      return number.toString();
    }
    boolean decimal = type instanceof DataType.FloatType || type instanceof DataType.DoubleType;
    return decimal && !binary && Double.isFinite(real) ? (Number) real : number;
  }
}
