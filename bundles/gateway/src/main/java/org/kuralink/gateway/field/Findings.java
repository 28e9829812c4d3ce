/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.gateway.field;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.kuralink.api.channel.FieldError;

/** The errors and remarks that are found while a configuration is read. */
final class Findings {

  private static final int MOST = 500;

  private final List<FieldError> errors = new ArrayList<>();
  private final List<String> remarks = new ArrayList<>();

  void error(String place, String member, String text) {
    add(new FieldError(place, member, text));
  }

  void add(FieldError error) {
    if (errors.size() < MOST) {
      errors.add(error);
    }
  }

  void remark(String text) {
    if (remarks.size() < MOST) {
      remarks.add(text);
    }
  }

  List<FieldError> errors() {
    return List.copyOf(errors);
  }

  List<String> remarks() {
    return List.copyOf(remarks);
  }

  /** Returns a required list. */
  List<?> list(Map<?, ?> document, String name) {
    Object value = document.get(name);
    if (value instanceof List<?> list) {
      return list;
    }
    error(
        name,
        "",
        value == null
            ? "is missing; use an empty list to stop what runs, as a missing one may be a broken file"
            : "is not a list");
    return List.of();
  }

  /** Returns an element that must be an object. */
  Optional<Map<?, ?>> object(@Nullable Object value, String place) {
    if (value instanceof Map<?, ?> map) {
      return Optional.of(map);
    }
    error(place, "", "is not an object");
    return Optional.empty();
  }

  /** Returns a required string. */
  Optional<String> text(Map<?, ?> object, String place, String member) {
    Object value = object.get(member);
    if (value instanceof String text && !text.isBlank()) {
      return Optional.of(text);
    }
    error(
        place, member, value == null || value instanceof String ? "is missing" : "is not a string");
    return Optional.empty();
  }
}
