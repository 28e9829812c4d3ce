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

/** What is found while a configuration is read: errors, and what a person should know. */
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

  /** A list that has to be there. */
  List<?> list(Map<?, ?> document, String name) {
    Object value = document.get(name);
    if (value instanceof List<?> list) {
      return list;
    }
    error(
        name,
        "",
        value == null
            ? "is missing; an empty list stops what was there, a missing one may be a broken file"
            : "is no list");
    return List.of();
  }

  /** An element that has to be an object. */
  Optional<Map<?, ?>> object(@Nullable Object value, String place) {
    if (value instanceof Map<?, ?> map) {
      return Optional.of(map);
    }
    error(place, "", "is no object");
    return Optional.empty();
  }

  /** A text that has to be there. */
  Optional<String> text(Map<?, ?> object, String place, String member) {
    Object value = object.get(member);
    if (value instanceof String text && !text.isBlank()) {
      return Optional.of(text);
    }
    error(place, member, value == null || value instanceof String ? "is missing" : "is no text");
    return Optional.empty();
  }
}
