/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.cota.kura;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.eclipse.kura.configuration.metatype.AD;
import org.eclipse.kura.configuration.metatype.OCD;
import org.eclipse.kura.configuration.metatype.Option;
import org.eclipse.kura.configuration.metatype.Scalar;
import org.jspecify.annotations.Nullable;
import org.kuralink.cota.apply.ComponentForm;
import org.kuralink.cota.apply.ComponentForm.FieldType;

/** A form as Kura has parsed it. Kura itself does not check values against it. */
final class KuraForm {

  private KuraForm() {}

  static ComponentForm of(OCD definition) {
    List<ComponentForm.Field> fields = new ArrayList<>();
    for (AD attribute : definition.getAD()) {
      FieldType type = type(attribute.getType());
      fields.add(
          new ComponentForm.Field(
              attribute.getId(),
              type,
              cardinality(attribute.getCardinality()),
              attribute.isRequired(),
              defaults(attribute),
              text -> allows(attribute, type, text)));
    }
    return new ComponentForm(definition.getId(), List.copyOf(fields));
  }

  private static List<String> defaults(AD attribute) {
    String text = attribute.getDefault();
    return text == null || text.isEmpty() ? List.of() : List.of(text);
  }

  /** Returns the names of the properties that Kura encrypts. */
  static Set<String> passwords(OCD definition) {
    return definition.getAD().stream()
        .filter(attribute -> attribute.getType() == Scalar.PASSWORD)
        .map(AD::getId)
        .collect(Collectors.toUnmodifiableSet());
  }

  /** Returns the cardinality as Kura uses it: one value is a scalar, more are an array. */
  private static int cardinality(int declared) {
    return declared >= -1 && declared <= 1 ? 0 : Math.abs(Math.max(declared, -Integer.MAX_VALUE));
  }

  private static boolean allows(AD attribute, FieldType type, String text) {
    if (text.isEmpty() && !attribute.isRequired()) {
      return true;
    }
    List<Option> options = attribute.getOption();
    if (options != null
        && !options.isEmpty()
        && options.stream().noneMatch(option -> option.getValue().equals(text))) {
      return false;
    }
    if (type == FieldType.BOOLEAN || type == FieldType.CHARACTER) {
      return true;
    }
    boolean isText = type == FieldType.STRING || type == FieldType.PASSWORD;
    return isWithin(attribute, isText ? BigDecimal.valueOf(text.length()) : new BigDecimal(text));
  }

  private static boolean isWithin(AD attribute, BigDecimal value) {
    BigDecimal min = number(attribute.getMin());
    BigDecimal max = number(attribute.getMax());
    return (min == null || value.compareTo(min) >= 0) && (max == null || value.compareTo(max) <= 0);
  }

  private static @Nullable BigDecimal number(@Nullable String bound) {
    try {
      return bound == null || bound.isBlank() ? null : new BigDecimal(bound.strip());
    } catch (NumberFormatException e) {
      return null;
    }
  }

  private static FieldType type(Scalar type) {
    // The other types have the same names.
    return type == Scalar.CHAR ? FieldType.CHARACTER : FieldType.valueOf(type.name());
  }
}
