/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.kura.metric;

import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.kuralink.api.tsl.DataType;
import org.kuralink.json.Json;
import org.kuralink.json.JsonException;

/** Metrics of Kura as the thing model wants them. Ranges are checked by the thing. */
public final class ModelForm {

  private ModelForm() {}

  /**
   * A metric in the form of a type.
   *
   * @param type empty if there is no thing model
   * @throws IllegalArgumentException if it has none, saying why
   */
  public static Object of(Object metric, Optional<DataType> type) {
    if (metric instanceof Map<?, ?> position) {
      return PositionForm.of(position, type);
    }
    Object plain = plain(metric);
    if (type.isEmpty() || type.get() instanceof DataType.AnyType) {
      return plain;
    }
    DataType wanted = type.get();
    if (wanted instanceof DataType.TextType) {
      return plain.toString();
    }
    if (wanted instanceof DataType.BoolType) {
      return truth(plain);
    }
    if (wanted instanceof DataType.StructType || wanted instanceof DataType.ArrayType) {
      return parsed(plain, wanted);
    }
    Object number = plain instanceof Boolean yes ? (Object) (yes ? 1 : 0) : plain;
    boolean whole =
        !(wanted instanceof DataType.FloatType || wanted instanceof DataType.DoubleType);
    return whole && number instanceof Double fraction ? whole(fraction, wanted) : number;
  }

  /** Whether a metric is of a type, and a value, that can be said at all. */
  public static boolean isSayable(Object metric) {
    try {
      return !(metric instanceof Map) && plain(metric) != null;
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  private static Object plain(Object metric) {
    if (metric instanceof byte[] bytes) {
      return Base64.getEncoder().encodeToString(bytes);
    }
    if (metric instanceof Float || metric instanceof Double) {
      // By way of the text, so that 21.3f becomes 21.3 and not 21.299999237060547.
      Double number = Double.valueOf(metric.toString());
      if (number.isNaN() || number.isInfinite()) {
        throw new IllegalArgumentException("is " + number + ", which JSON cannot say");
      }
      return number;
    }
    if (metric instanceof Number || metric instanceof String || metric instanceof Boolean) {
      return metric;
    }
    throw new IllegalArgumentException(
        "is a " + metric.getClass().getName() + ", which the platform does not know");
  }

  private static Object truth(Object plain) {
    if (plain instanceof Number number) {
      if (number.doubleValue() == 0 || number.doubleValue() == 1) {
        return number.doubleValue() == 1;
      }
      throw new IllegalArgumentException("is " + number + ", neither 0 nor 1");
    }
    return plain;
  }

  private static Object whole(Double fraction, DataType wanted) {
    if (fraction != Math.rint(fraction) || Math.abs(fraction) > 1L << 53) {
      throw new IllegalArgumentException(
          "is " + fraction + ", no whole number for " + wanted.name());
    }
    return fraction.longValue();
  }

  private static Object parsed(Object plain, DataType wanted) {
    if (!(plain instanceof String text)) {
      return plain;
    }
    Object json;
    try {
      json = Json.read(text);
    } catch (JsonException e) {
      throw new IllegalArgumentException(e.getMessage(), e);
    }
    boolean fits =
        wanted instanceof DataType.StructType ? json instanceof Map : json instanceof List;
    if (json == null || !fits) {
      throw new IllegalArgumentException("is no JSON for a value of type " + wanted.name());
    }
    return json;
  }
}
