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
import java.util.Optional;

/**
 * The form of a component, as its metatype says.
 *
 * @param fields each with a name of its own
 */
public record ComponentForm(Collection<Field> fields) {

  /** The field of this name. */
  public Optional<Field> field(String name) {
    return fields.stream().filter(field -> field.name().equals(name)).findFirst();
  }

  /**
   * One property.
   *
   * @param cardinality 0 for one value, more for an array of at most so many, less for a list
   * @param hasDefault whether the component finds a value even if none is stored
   * @param check what the form says of a value that has the type
   */
  public record Field(
      String name,
      FieldType type,
      int cardinality,
      boolean required,
      boolean hasDefault,
      ValueCheck check) {}

  /** What the form says of a value: its range, its options. */
  @FunctionalInterface
  public interface ValueCheck {

    /** Whether the value is allowed, as the form would write it. */
    boolean allows(String text);
  }
}
