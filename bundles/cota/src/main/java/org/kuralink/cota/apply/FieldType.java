/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.cota.apply;

import java.math.BigDecimal;
import java.util.Optional;

/** The type of a property, and which JSON values have it. */
public enum FieldType {
  STRING(String.class, "text"),
  /** Text that must not be shown. */
  PASSWORD(String.class, "text"),
  INTEGER(Integer.class, "a whole number of 32 bits"),
  LONG(Long.class, "a whole number of 64 bits"),
  SHORT(Short.class, "a whole number of 16 bits"),
  BYTE(Byte.class, "a whole number of 8 bits"),
  DOUBLE(Double.class, "a number"),
  FLOAT(Float.class, "a number"),
  BOOLEAN(Boolean.class, "true or false"),
  CHARACTER(Character.class, "one character");

  private final Class<?> javaType;
  private final String words;

  FieldType(Class<?> javaType, String words) {
    this.javaType = javaType;
    this.words = words;
  }

  /** The class of its values. */
  Class<?> javaType() {
    return javaType;
  }

  /** For messages. */
  String words() {
    return words;
  }

  /** The value as a component gets it; empty if it does not have this type. */
  Optional<Object> convert(Object json) {
    try {
      return switch (this) {
        case STRING, PASSWORD -> json instanceof String ? Optional.of(json) : Optional.empty();
        case BOOLEAN -> json instanceof Boolean ? Optional.of(json) : Optional.empty();
        case CHARACTER ->
            json instanceof String text && text.length() == 1
                ? Optional.of(text.charAt(0))
                : Optional.empty();
        default -> json instanceof BigDecimal number ? number(number) : Optional.empty();
      };
    } catch (ArithmeticException e) {
      return Optional.empty();
    }
  }

  private Optional<Object> number(BigDecimal number) {
    return switch (this) {
      case INTEGER -> Optional.of(number.intValueExact());
      case LONG -> Optional.of(number.longValueExact());
      case SHORT -> Optional.of(number.shortValueExact());
      case BYTE -> Optional.of(number.byteValueExact());
      case DOUBLE ->
          Optional.<Object>of(number.doubleValue()).filter(d -> !((Double) d).isInfinite());
      case FLOAT -> Optional.<Object>of(number.floatValue()).filter(f -> !((Float) f).isInfinite());
      default -> Optional.empty();
    };
  }
}
