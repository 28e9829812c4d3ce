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
 * A data type of the thing model with its specs (developer guide 9.5, 9.6, 9.9). Values of the
 * types are plain Java: Integer, Float, Double, String, Long (milliseconds since 1970 in UTC for
 * dates), Boolean, Integer (the key of an enum), {@code Map<String, Object>} and {@code
 * List<Object>}; of a type that is not known, whatever it is.
 */
public sealed interface DataType {

  /** The name in the TSL, for example {@code int}. */
  String name();

  /**
   * A whole number of 32 bits.
   *
   * @param step the distance of expected values, counted from the minimum; the platform is not
   *     known to check it
   * @param unit its sign, for example {@code g/ml}
   * @param unitName its name for people
   */
  record IntType(
      OptionalInt min,
      OptionalInt max,
      OptionalInt step,
      Optional<String> unit,
      Optional<String> unitName)
      implements DataType {

    /** Without a name of the unit. */
    public IntType(OptionalInt min, OptionalInt max, OptionalInt step, Optional<String> unit) {
      this(min, max, step, unit, Optional.empty());
    }

    @Override
    public String name() {
      return "int";
    }
  }

  /**
   * A number of single precision.
   *
   * @param step how finely to show it
   * @param unit its sign, for example {@code g/ml}
   * @param unitName its name for people
   */
  record FloatType(
      OptionalDouble min,
      OptionalDouble max,
      OptionalDouble step,
      Optional<String> unit,
      Optional<String> unitName)
      implements DataType {

    /** Without a name of the unit. */
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
   * A number of double precision.
   *
   * @param step how finely to show it
   * @param unit its sign, for example {@code g/ml}
   * @param unitName its name for people
   */
  record DoubleType(
      OptionalDouble min,
      OptionalDouble max,
      OptionalDouble step,
      Optional<String> unit,
      Optional<String> unitName)
      implements DataType {

    /** Without a name of the unit. */
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

  /** A moment, in milliseconds since 1970 in UTC; on the wire a string of digits. */
  record DateType() implements DataType {
    @Override
    public String name() {
      return "date";
    }
  }

  /**
   * Yes or no; on the wire 1 or 0.
   *
   * @param labels by 0 and 1
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
   * One of several numbers.
   *
   * @param labels by number; empty where the model does not tell the numbers: then any is allowed
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
   * Named members.
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
   * Several values of one type.
   *
   * @param maxSize the number of elements that may not be exceeded
   */
  record ArrayType(OptionalLong maxSize, DataType item) implements DataType {
    @Override
    public String name() {
      return "array";
    }
  }

  /** A type of which the model tells nothing that could be read; every value is allowed. */
  record AnyType() implements DataType {
    @Override
    public String name() {
      return "any";
    }
  }
}
