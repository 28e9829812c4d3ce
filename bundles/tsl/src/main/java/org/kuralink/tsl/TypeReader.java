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
import org.kuralink.api.tsl.DataType;
import org.kuralink.api.tsl.Field;
import org.kuralink.api.tsl.MalformedModelException;

/**
 * Reads data types with their specs. Structs do not nest in structs and arrays not in arrays, so
 * that the deepest type is an array of structs with arrays.
 */
final class TypeReader {

  private static final String TYPES = "int, float, double, text, date, bool, enum, struct, array";

  private final boolean inStruct;
  private final boolean inArray;

  private TypeReader(boolean inStruct, boolean inArray) {
    this.inStruct = inStruct;
    this.inArray = inArray;
  }

  /** The {@code dataType} of a property. */
  static DataType read(Element dataType) throws MalformedModelException {
    return new TypeReader(false, false).type(dataType);
  }

  /** The fields of an input or an output; an empty text stands for none. */
  static Map<String, Field> fields(Element list) throws MalformedModelException {
    return list.isBlank() ? Map.of() : new TypeReader(false, false).list(list);
  }

  private Map<String, Field> list(Element list) throws MalformedModelException {
    Map<String, Field> fields = new LinkedHashMap<>();
    for (Element element : list.elements()) {
      Element identifier = element.required("identifier");
      String word = identifier.word();
      Optional<Element> required = element.member("required");
      Field field =
          new Field(
              word,
              name(element, word),
              required.isEmpty() || required.get().truth(),
              type(element.required("dataType")));
      if (fields.put(word, field) != null) {
        throw identifier.wrong("'" + word + "' stands there twice");
      }
    }
    return fields;
  }

  /** The name for people; the identifier where there is none. */
  static String name(Element element, String identifier) throws MalformedModelException {
    Optional<Element> name = element.member("name");
    return name.isEmpty() || name.get().isBlank() ? identifier : name.get().text();
  }

  private DataType type(Element dataType) throws MalformedModelException {
    Element type = dataType.required("type");
    Optional<Element> specs = dataType.member("specs").filter(e -> !e.isBlank());
    return switch (type.text()) {
      case "int" -> intType(specs);
      case "float" -> floatType(specs);
      case "double" -> doubleType(specs);
      case "text" -> new DataType.TextType(count(specs, "length"));
      case "date" -> new DataType.DateType();
      case "bool" -> boolType(specs);
      case "enum" -> enumType(dataType);
      case "struct" -> structType(type, dataType);
      case "array" -> arrayType(type, dataType);
      default -> throw type.wrong("'" + type.text() + "' is no type; there are " + TYPES);
    };
  }

  private static DataType intType(Optional<Element> specs) throws MalformedModelException {
    OptionalInt min = whole(specs, "min");
    OptionalInt max = whole(specs, "max");
    if (min.isPresent() && max.isPresent() && min.getAsInt() > max.getAsInt()) {
      throw crossed(specs, min.getAsInt(), max.getAsInt());
    }
    return new DataType.IntType(
        min, max, count(specs, "step"), word(specs, "unit"), word(specs, "unitName"));
  }

  private static DataType floatType(Optional<Element> specs) throws MalformedModelException {
    OptionalDouble min = real(specs, "min", Float.MAX_VALUE);
    OptionalDouble max = real(specs, "max", Float.MAX_VALUE);
    checkOrder(specs, min, max);
    return new DataType.FloatType(
        min, max, step(specs), word(specs, "unit"), word(specs, "unitName"));
  }

  private static DataType doubleType(Optional<Element> specs) throws MalformedModelException {
    OptionalDouble min = real(specs, "min", Double.MAX_VALUE);
    OptionalDouble max = real(specs, "max", Double.MAX_VALUE);
    checkOrder(specs, min, max);
    return new DataType.DoubleType(
        min, max, step(specs), word(specs, "unit"), word(specs, "unitName"));
  }

  private static void checkOrder(Optional<Element> specs, OptionalDouble min, OptionalDouble max)
      throws MalformedModelException {
    if (min.isPresent() && max.isPresent() && min.getAsDouble() > max.getAsDouble()) {
      throw crossed(specs, min.getAsDouble(), max.getAsDouble());
    }
  }

  private static MalformedModelException crossed(Optional<Element> specs, Number min, Number max)
      throws MalformedModelException {
    return specs
        .orElseThrow()
        .required("min")
        .wrong("the minimum " + min + " is more than the maximum " + max);
  }

  private static DataType boolType(Optional<Element> specs) throws MalformedModelException {
    Map<Integer, String> labels = specs.isEmpty() ? Map.of() : labels(specs.get());
    for (Integer key : labels.keySet()) {
      if (key != 0 && key != 1) {
        throw specs.orElseThrow().wrong("a bool has the values 0 and 1, not " + key);
      }
    }
    return new DataType.BoolType(labels);
  }

  private static DataType enumType(Element dataType) throws MalformedModelException {
    Element specs = dataType.required("specs");
    Map<Integer, String> labels = labels(specs);
    if (labels.isEmpty()) {
      throw specs.wrong("an enum needs values");
    }
    return new DataType.EnumType(labels);
  }

  private static Map<Integer, String> labels(Element specs) throws MalformedModelException {
    Map<Integer, String> labels = new LinkedHashMap<>();
    for (Map.Entry<String, Element> entry : specs.members().entrySet()) {
      int key;
      try {
        key = Integer.parseInt(entry.getKey().strip());
      } catch (NumberFormatException e) {
        throw entry.getValue().wrong("'" + entry.getKey() + "' is no whole number");
      }
      if (labels.put(key, entry.getValue().text()) != null) {
        throw entry.getValue().wrong("the value " + key + " stands there twice");
      }
    }
    return labels;
  }

  private DataType structType(Element type, Element dataType) throws MalformedModelException {
    if (inStruct) {
      throw type.wrong("a struct cannot stand in a struct");
    }
    Element specs = dataType.required("specs");
    Map<String, Field> members = new TypeReader(true, false).list(specs);
    if (members.isEmpty()) {
      throw specs.wrong("a struct needs members");
    }
    return new DataType.StructType(members);
  }

  private DataType arrayType(Element type, Element dataType) throws MalformedModelException {
    if (inArray) {
      throw type.wrong("an array cannot stand in an array");
    }
    Element specs = dataType.required("specs");
    OptionalInt size = count(Optional.of(specs), "size");
    DataType item = new TypeReader(inStruct, true).type(specs.required("item"));
    return new DataType.ArrayType(
        size.isPresent() ? OptionalLong.of(size.getAsInt()) : OptionalLong.empty(), item);
  }

  private static Optional<String> word(Optional<Element> specs, String name)
      throws MalformedModelException {
    Optional<Element> word = spec(specs, name);
    return word.isEmpty() ? Optional.empty() : Optional.of(word.get().text());
  }

  private static Optional<Element> spec(Optional<Element> specs, String name)
      throws MalformedModelException {
    return specs.isEmpty()
        ? Optional.empty()
        : specs.get().member(name).filter(element -> !element.isBlank());
  }

  private static OptionalInt whole(Optional<Element> specs, String name)
      throws MalformedModelException {
    Optional<Element> spec = spec(specs, name);
    if (spec.isEmpty()) {
      return OptionalInt.empty();
    }
    try {
      return OptionalInt.of(Numbers.of(spec.get().number()).intValueExact());
    } catch (ArithmeticException | NumberFormatException e) {
      throw spec.get().wrong("'" + spec.get().number() + "' is no whole number of 32 bits");
    }
  }

  /** A whole number of at least 1; 0 stands for none. */
  private static OptionalInt count(Optional<Element> specs, String name)
      throws MalformedModelException {
    OptionalInt count = whole(specs, name);
    if (count.isPresent() && count.getAsInt() < 0) {
      throw specs.orElseThrow().required(name).wrong(count.getAsInt() + " is less than 0");
    }
    return count.isPresent() && count.getAsInt() == 0 ? OptionalInt.empty() : count;
  }

  private static OptionalDouble real(Optional<Element> specs, String name, double most)
      throws MalformedModelException {
    Optional<Element> spec = spec(specs, name);
    if (spec.isEmpty()) {
      return OptionalDouble.empty();
    }
    double value;
    try {
      BigDecimal exact = Numbers.of(spec.get().number());
      value = exact.doubleValue();
    } catch (NumberFormatException e) {
      throw spec.get().wrong("'" + spec.get().number() + "' is no number");
    }
    if (Math.abs(value) > most) {
      throw spec.get().wrong("'" + spec.get().number() + "' is beyond the range of the type");
    }
    return OptionalDouble.of(value);
  }

  private static OptionalDouble step(Optional<Element> specs) throws MalformedModelException {
    OptionalDouble step = real(specs, "step", Double.MAX_VALUE);
    if (step.isPresent() && step.getAsDouble() < 0) {
      throw specs.orElseThrow().required("step").wrong(step.getAsDouble() + " is less than 0");
    }
    return step.isPresent() && step.getAsDouble() == 0 ? OptionalDouble.empty() : step;
  }
}
