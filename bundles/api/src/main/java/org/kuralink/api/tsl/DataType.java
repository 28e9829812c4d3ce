/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.api.tsl;

import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * A data type of the thing model with its specs (developer guide 9.5, 9.6, 9.9). The Java forms of
 * values are: Integer for int and enum (the key), Float, Double, String for text, Long for date
 * (milliseconds since 1970-01-01T00:00Z), Boolean, {@code Map<String, Object>} for struct and
 * {@code List<Object>} for array; a value of an unknown type keeps its form.
 */
public sealed interface DataType {

  /** Returns the name in the TSL, for example {@code int}. */
  String name();

  /**
   * A 32-bit integer.
   *
   * @param step the distance between expected values, counted from the minimum; it is not known
   *     whether the platform checks it
   * @param unit the symbol of the unit, for example {@code g/ml}
   * @param unitName the display name of the unit
   */
  record IntType(
      OptionalInt min,
      OptionalInt max,
      OptionalInt step,
      Optional<String> unit,
      Optional<String> unitName)
      implements DataType {

    /** Creates a type without a display name of the unit. */
    public IntType(OptionalInt min, OptionalInt max, OptionalInt step, Optional<String> unit) {
      this(min, max, step, unit, Optional.empty());
    }

    @Override
    public String name() {
      return "int";
    }
  }

  /**
   * A single-precision number.
   *
   * @param step the resolution for display
   * @param unit the symbol of the unit, for example {@code g/ml}
   * @param unitName the display name of the unit
   */
  record FloatType(
      OptionalDouble min,
      OptionalDouble max,
      OptionalDouble step,
      Optional<String> unit,
      Optional<String> unitName)
      implements DataType {

    /** Creates a type without a display name of the unit. */
    public FloatType(
        OptionalDouble min, OptionalDouble max, OptionalDouble step, Optional<String> unit) {
      this(min, max, step, unit, Optional.empty());
    }

    @Override
    public String name() {
      return "float";
    }
  }

  /**
   * A double-precision number.
   *
   * @param step the resolution for display
   * @param unit the symbol of the unit, for example {@code g/ml}
   * @param unitName the display name of the unit
   */
  record DoubleType(
      OptionalDouble min,
      OptionalDouble max,
      OptionalDouble step,
      Optional<String> unit,
      Optional<String> unitName)
      implements DataType {

    /** Creates a type without a display name of the unit. */
    public DoubleType(
        OptionalDouble min, OptionalDouble max, OptionalDouble step, Optional<String> unit) {
      this(min, max, step, unit, Optional.empty());
    }

    @Override
    public String name() {
      return "double";
    }
  }

  /**
   * A text.
   *
   * @param maxLength in bytes of UTF-8
   */
  record TextType(OptionalInt maxLength) implements DataType {
    @Override
    public String name() {
      return "text";
    }
  }

  /** A time in milliseconds since 1970-01-01T00:00Z; in messages a string of digits. */
  record DateType() implements DataType {
    @Override
    public String name() {
      return "date";
    }
  }

  /**
   * A Boolean; in messages 1 or 0.
   *
   * @param labels the display names of 0 and 1
   */
  record BoolType(Map<Integer, String> labels) implements DataType {
    /** Copies the map. */
    public BoolType {
      labels = Map.copyOf(labels);
    }

    @Override
    public String name() {
      return "bool";
    }
  }

  /**
   * An enumeration of integers.
   *
   * @param labels the display names by key; empty if the model does not list the keys: then any key
   *     is valid
   */
  record EnumType(Map<Integer, String> labels) implements DataType {
    /** Copies the map. */
    public EnumType {
      labels = Map.copyOf(labels);
    }

    @Override
    public String name() {
      return "enum";
    }
  }

  /**
   * A structure of named members.
   *
   * @param members by identifier, in the order of the TSL
   */
  record StructType(Map<String, Field> members) implements DataType {
    /** Copies the map. */
    public StructType {
      members = Field.copy(members);
    }

    @Override
    public String name() {
      return "struct";
    }
  }

  /**
   * An array of values of one type.
   *
   * @param maxSize the maximum number of elements
   * @param item the type of the elements
   */
  record ArrayType(OptionalLong maxSize, DataType item) implements DataType {
    @Override
    public String name() {
      return "array";
    }
  }

  /** A type whose definition could not be read; every value is valid. */
  record AnyType() implements DataType {
    @Override
    public String name() {
      return "any";
    }
  }
}
