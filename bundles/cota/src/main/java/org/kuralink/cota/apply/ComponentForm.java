/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.cota.apply;

import java.lang.reflect.Array;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.kuralink.api.cota.ConfigurationException;

/**
 * The form of a component, as its metatype says, and what a file wants measured by it.
 *
 * @param id of the definition: the PID of the kind of component
 * @param fields each with a name of its own
 */
public record ComponentForm(String id, Collection<Field> fields) {

  /** The field of this name. */
  public Optional<Field> field(String name) {
    return fields.stream().filter(field -> field.name().equals(name)).findFirst();
  }

  /**
   * The properties that a component will have: those that are stored, with those of a file over
   * them.
   *
   * @param key which component
   * @throws ConfigurationException naming the property and what it may be, never its value
   */
  Map<String, Object> merge(String key, Map<String, Object> stored, Map<String, Object> wanted)
      throws ConfigurationException {
    Map<String, Object> merged = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    merged.putAll(stored);
    for (Map.Entry<String, Object> property : wanted.entrySet()) {
      String name = property.getKey();
      Field field =
          field(name)
              .orElseThrow(
                  () ->
                      new ConfigurationException(
                          key
                              + ": "
                              + ConfigurationDocument.printable(name)
                              + " is not a property of it"));
      merged.put(field.name(), field.value(key, property.getValue()));
    }
    for (Field field : fields) {
      Object value = merged.get(field.name());
      boolean given = value != null && !value.toString().isBlank();
      if (field.required() && !given && !(field.hasDefault() && value == null)) {
        throw field.refusal(key, "is required");
      }
    }
    return merged;
  }

  /**
   * One property.
   *
   * @param cardinality 0 for one value, more for an array of at most so many, less for a list
   * @param defaults what the component finds if nothing is stored; empty if it finds nothing
   * @param check what the form says of a value that has the type
   */
  public record Field(
      String name,
      FieldType type,
      int cardinality,
      boolean required,
      List<String> defaults,
      ValueCheck check) {

    /** Whether the component finds a value even if none is stored. */
    boolean hasDefault() {
      return !defaults.isEmpty();
    }

    /** Whether the component finds just this if nothing is stored. */
    boolean isDefault(Object value) {
      String text = value.toString();
      return cardinality == 0
          && (defaults.equals(List.of(text)) || (defaults.isEmpty() && text.isEmpty()));
    }

    private Object value(String key, Object wanted) throws ConfigurationException {
      if (cardinality == 0) {
        if (wanted instanceof List) {
          throw refusal(key, "must be " + type.words() + ", not an array");
        }
        return scalar(key, wanted);
      }
      List<?> elements = wanted instanceof List<?> list ? list : List.of(wanted);
      long most = Math.abs((long) cardinality);
      if (elements.size() > most) {
        throw refusal(key, "may have at most " + most + " values");
      }
      List<Object> converted = new ArrayList<>();
      for (Object element : elements) {
        converted.add(scalar(key, element));
      }
      if (cardinality < 0) {
        return converted;
      }
      Object array = Array.newInstance(type.javaType(), converted.size());
      for (int i = 0; i < converted.size(); i++) {
        Array.set(array, i, converted.get(i));
      }
      return array;
    }

    private Object scalar(String key, Object wanted) throws ConfigurationException {
      Object value =
          type.convert(wanted).orElseThrow(() -> refusal(key, "must be " + type.words()));
      if (!check.allows(value.toString())) {
        throw refusal(key, "is outside of the range or the options of its form");
      }
      return value;
    }

    private ConfigurationException refusal(String key, String what) {
      return new ConfigurationException(key + ": " + name + " " + what);
    }
  }

  /** What the form says of a value: its range, its options. */
  @FunctionalInterface
  public interface ValueCheck {

    /** Whether the value is allowed, as the form would write it. */
    boolean allows(String text);
  }

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
        case FLOAT ->
            Optional.<Object>of(number.floatValue()).filter(f -> !((Float) f).isInfinite());
        default -> Optional.empty();
      };
    }
  }
}
