/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.cota.apply;

import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * The form of a component, as its metatype says.
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
  }

  /** What the form says of a value: its range, its options. */
  @FunctionalInterface
  public interface ValueCheck {

    /** Whether the value is allowed, as the form would write it. */
    boolean allows(String text);
  }
}
