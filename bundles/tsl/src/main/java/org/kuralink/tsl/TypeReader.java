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
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import org.kuralink.api.tsl.DataType;
import org.kuralink.api.tsl.Field;
import org.kuralink.api.tsl.MalformedModelException;

/**
 * Reads data types with their specs. A struct cannot contain a struct nor an array an array, so the
 * deepest type is an array of structs with arrays.
 */
final class TypeReader {

  private static final String TYPES = "int, float, double, text, date, bool, enum, struct, array";

  /** The texts that Java writes for values that are not numbers. */
  private static final Set<String> NOT_NUMBERS = Set.of("NaN", "Infinity", "-Infinity");

  private static final BigDecimal LEAST = BigDecimal.valueOf(Integer.MIN_VALUE);
  private static final BigDecimal MOST = BigDecimal.valueOf(Integer.MAX_VALUE);

  /** Slightly below the largest double, which documents write with different numbers of digits. */
  private static final double LARGEST = 1.797E308;

  private final Warnings warnings;
  private final boolean inStruct;
  private final boolean inArray;

  /** Creates a reader for types outside of structs and arrays. */
  TypeReader(Warnings warnings) {
    this(warnings, false, false);
  }

  private TypeReader(Warnings warnings, boolean inStruct, boolean inArray) {
    this.warnings = warnings;
    this.inStruct = inStruct;
    this.inArray = inArray;
  }

  /** Reads the {@code dataType} of a property. */
  DataType read(Element dataType) throws MalformedModelException {
    return type(dataType);
  }

  /** Reads the fields of an input or an output; an empty text stands for none. */
  Map<String, Field> fields(Element list) throws MalformedModelException {
    return list.isBlank() ? Map.of() : list(list);
  }

  private Map<String, Field> list(Element list) throws MalformedModelException {
    Map<String, Field> fields = new LinkedHashMap<>();
    for (Element element : list.elements()) {
      Element identifier = element.required("identifier");
      String word = identifier.word();
      Field field = new Field(word, name(element, word), need(element), typeOrAny(element));
      if (fields.put(word, field) != null) {
        throw identifier.wrong("'" + word + "' occurs twice");
      }
    }
    return fields;
  }

  private DataType typeOrAny(Element element) {
    try {
      return type(element.required("dataType"));
    } catch (MalformedModelException e) {
      warnings.add(e);
      return new DataType.AnyType();
    }
  }

  private static Field.Need need(Element element) throws MalformedModelException {
    Optional<Element> required = element.member("required");
    if (required.isEmpty()) {
      return Field.Need.UNSAID;
    }
    return required.get().truth() ? Field.Need.REQUIRED : Field.Need.OPTIONAL;
  }

  /** Returns the display name; the identifier if there is none. */
  static String name(Element element, String identifier) throws MalformedModelException {
    Optional<Element> name = element.member("name");
    return name.isEmpty() || name.get().isBlank() ? identifier : name.get().text();
  }

  private DataType type(Element dataType) throws MalformedModelException {
    Element type = dataType.required("type");
    return switch (type.text()) {
      case "int" -> intType(specs(dataType));
      case "float" -> floatType(specs(dataType));
      case "double" -> doubleType(specs(dataType));
      case "text" -> new DataType.TextType(count(specs(dataType), "length"));
      case "date" -> new DataType.DateType();
      case "bool" -> boolType(specs(dataType));
      case "enum" -> enumType(dataType);
      case "struct" -> structType(type, dataType);
      case "array" -> arrayType(type, dataType);
      default -> throw type.wrong("'" + type.text() + "' is not a type; the types are " + TYPES);
    };
  }

  /** Returns the specs; empty if they are not an object. */
  private Optional<Element> specs(Element dataType) throws MalformedModelException {
    Optional<Element> specs = dataType.member("specs").filter(e -> !e.isBlank());
    try {
      if (specs.isPresent()) {
        specs.get().members();
      }
      return specs;
    } catch (MalformedModelException e) {
      warnings.add(e);
      return Optional.empty();
    }
  }

  private DataType intType(Optional<Element> specs) throws MalformedModelException {
    OptionalInt min = whole(specs, "min");
    OptionalInt max = whole(specs, "max");
    if (min.isPresent() && max.isPresent() && min.getAsInt() > max.getAsInt()) {
      warnOfReversedBounds(specs, min.getAsInt(), max.getAsInt());
      min = OptionalInt.empty();
      max = OptionalInt.empty();
    }
    return new DataType.IntType(
        min, max, count(specs, "step"), word(specs, "unit"), word(specs, "unitName"));
  }

  private DataType floatType(Optional<Element> specs) throws MalformedModelException {
    Range range = range(specs, true);
    return new DataType.FloatType(
        range.min, range.max, step(specs), word(specs, "unit"), word(specs, "unitName"));
  }

  private DataType doubleType(Optional<Element> specs) throws MalformedModelException {
    Range range = range(specs, false);
    return new DataType.DoubleType(
        range.min, range.max, step(specs), word(specs, "unit"), word(specs, "unitName"));
  }

  private Range range(Optional<Element> specs, boolean single) throws MalformedModelException {
    OptionalDouble min = bound(specs, "min", single);
    OptionalDouble max = bound(specs, "max", single);
    if (min.isPresent() && max.isPresent() && min.getAsDouble() > max.getAsDouble()) {
      warnOfReversedBounds(specs, min.getAsDouble(), max.getAsDouble());
      return new Range(OptionalDouble.empty(), OptionalDouble.empty());
    }
    return new Range(min, max);
  }

  private void warnOfReversedBounds(Optional<Element> specs, Number min, Number max)
      throws MalformedModelException {
    Element element = specs.orElseThrow().required("min");
    warnings.add(element.wrong("the minimum " + min + " is more than the maximum " + max));
  }

  private DataType boolType(Optional<Element> specs) {
    Map<Integer, String> labels = specs.isEmpty() ? Map.of() : labels(specs.get());
    for (Integer key : labels.keySet()) {
      if (key != 0 && key != 1) {
        warnings.add(specs.orElseThrow().wrong("a bool has the values 0 and 1, not " + key));
        return new DataType.BoolType(Map.of());
      }
    }
    return new DataType.BoolType(labels);
  }

  /** Reads an enum; if not all of its keys can be read, any key is valid. */
  private DataType enumType(Element dataType) throws MalformedModelException {
    Optional<Element> specs = specs(dataType);
    Map<Integer, String> labels = specs.isEmpty() ? Map.of() : labels(specs.get());
    if (specs.isEmpty() || specs.get().members().isEmpty()) {
      warnings.add(dataType.wrong("an enum without readable keys; any value is accepted"));
    }
    return new DataType.EnumType(labels);
  }

  private Map<Integer, String> labels(Element specs) {
    Map<Integer, String> labels = new LinkedHashMap<>();
    try {
      for (Map.Entry<String, Element> entry : specs.members().entrySet()) {
        int key;
        try {
          key = Integer.parseInt(entry.getKey().strip());
        } catch (NumberFormatException e) {
          throw entry.getValue().wrong("'" + entry.getKey() + "' is not an integer");
        }
        if (labels.put(key, entry.getValue().label()) != null) {
          throw entry.getValue().wrong("the value " + key + " occurs twice");
        }
      }
      return labels;
    } catch (MalformedModelException e) {
      warnings.add(e);
      return Map.of();
    }
  }

  private DataType structType(Element type, Element dataType) throws MalformedModelException {
    if (inStruct) {
      throw type.wrong("a struct cannot contain a struct");
    }
    Optional<Element> specs = dataType.member("specs").filter(e -> !e.isBlank());
    Map<String, Field> members =
        specs.isEmpty() ? Map.of() : new TypeReader(warnings, true, false).list(specs.get());
    if (members.isEmpty()) {
      warnings.add(dataType.wrong("a struct without readable members; any value is accepted"));
      return new DataType.AnyType();
    }
    return new DataType.StructType(members);
  }

  private DataType arrayType(Element type, Element dataType) throws MalformedModelException {
    if (inArray) {
      throw type.wrong("an array cannot contain an array");
    }
    Optional<Element> specs = specs(dataType);
    OptionalInt size = count(specs, "size");
    Optional<Element> item = spec(specs, "item");
    DataType itemType = new DataType.AnyType();
    if (item.isEmpty()) {
      warnings.add(dataType.wrong("an array without an item type; any elements are accepted"));
    } else {
      itemType = new TypeReader(warnings, inStruct, true).type(item.get());
    }
    return new DataType.ArrayType(
        size.isPresent() ? OptionalLong.of(size.getAsInt()) : OptionalLong.empty(), itemType);
  }

  private Optional<String> word(Optional<Element> specs, String name)
      throws MalformedModelException {
    Optional<Element> word = spec(specs, name);
    try {
      return word.isEmpty() ? Optional.empty() : Optional.of(word.get().label());
    } catch (MalformedModelException e) {
      warnings.add(e);
      return Optional.empty();
    }
  }

  private static Optional<Element> spec(Optional<Element> specs, String name)
      throws MalformedModelException {
    return specs.isEmpty()
        ? Optional.empty()
        : specs.get().member(name).filter(element -> !element.isBlank());
  }

  /**
   * Returns the number of a spec, which may be a text; empty if there is none or it cannot be read.
   *
   * @param whole whether the number has to be an integer
   */
  private Optional<BigDecimal> number(Optional<Element> specs, String name, boolean whole)
      throws MalformedModelException {
    Optional<Element> spec = spec(specs, name);
    if (spec.isEmpty()) {
      return Optional.empty();
    }
    try {
      String text = spec.get().number();
      if (NOT_NUMBERS.contains(text)) {
        return Optional.empty();
      }
      BigDecimal number = NumberText.of(text);
      if (whole && number.stripTrailingZeros().scale() > 0) {
        throw spec.get().wrong("'" + text + "' is not an integer");
      }
      return Optional.of(number);
    } catch (NumberFormatException e) {
      warnings.add(spec.get().wrong("'" + spec.get().number() + "' is not a number"));
    } catch (MalformedModelException e) {
      warnings.add(e);
    }
    return Optional.empty();
  }

  /** Returns a bound of an integer; empty if it does not restrict a 32-bit integer. */
  private OptionalInt whole(Optional<Element> specs, String name) throws MalformedModelException {
    Optional<BigDecimal> number = number(specs, name, true);
    if (number.isEmpty()
        || name.equals("min") && number.get().compareTo(LEAST) <= 0
        || !name.equals("min") && number.get().compareTo(MOST) >= 0) {
      return OptionalInt.empty();
    }
    try {
      return OptionalInt.of(number.get().intValueExact());
    } catch (ArithmeticException e) {
      warnings.add(
          spec(specs, name).orElseThrow().wrong("'" + number.get() + "' is beyond 32 bits"));
      return OptionalInt.empty();
    }
  }

  /** Returns an integer of at least 1; empty for 0, which stands for none. */
  private OptionalInt count(Optional<Element> specs, String name) throws MalformedModelException {
    OptionalInt count = whole(specs, name);
    if (count.isPresent() && count.getAsInt() < 0) {
      warnings.add(specs.orElseThrow().required(name).wrong(count.getAsInt() + " is less than 0"));
    }
    return count.isPresent() && count.getAsInt() > 0 ? count : OptionalInt.empty();
  }

  /**
   * Returns a bound of a number. If no range was chosen, the console exports the smallest and
   * largest numbers of Java's types, which count as none.
   */
  private OptionalDouble bound(Optional<Element> specs, String name, boolean single)
      throws MalformedModelException {
    Optional<BigDecimal> number = number(specs, name, false);
    if (number.isEmpty()) {
      return OptionalDouble.empty();
    }
    double value = number.get().doubleValue();
    double size = Math.abs(value);
    boolean none =
        size == Double.MIN_VALUE
            || Math.abs((float) value) == Float.MIN_VALUE
            || Math.abs((float) value) == Float.MAX_VALUE
            || size > (single ? Float.MAX_VALUE : LARGEST);
    return none ? OptionalDouble.empty() : OptionalDouble.of(value);
  }

  private OptionalDouble step(Optional<Element> specs) throws MalformedModelException {
    Optional<BigDecimal> step = number(specs, "step", false);
    if (step.isPresent() && step.get().signum() < 0) {
      warnings.add(specs.orElseThrow().required("step").wrong(step.get() + " is less than 0"));
    }
    return step.isPresent() && step.get().signum() > 0
        ? OptionalDouble.of(step.get().doubleValue())
        : OptionalDouble.empty();
  }

  /** The bounds of a number. */
  private record Range(OptionalDouble min, OptionalDouble max) {}
}
