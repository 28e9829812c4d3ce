/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.thing.model;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.kuralink.api.tsl.CheckedValue;
import org.kuralink.api.tsl.DataType;
import org.kuralink.api.tsl.Property;
import org.kuralink.api.tsl.ThingModel;
import org.kuralink.api.tsl.ThingModels;
import org.kuralink.api.tsl.Violation;

/**
 * Checks properties by the model. Without a model, or without somebody who checks, everything is
 * allowed as it is.
 */
public record PropertyCheck(Optional<ThingModel> model, Optional<ThingModels> checker) {

  private static final String UNKNOWN = "is no property of the thing model";

  /** Whether there is a model but at this moment nobody who checks by it. */
  public boolean isBlind() {
    return model.isPresent() && checker.isEmpty();
  }

  /** The type of a property; null if it is not known. */
  public @Nullable DataType type(String identifier) {
    return property(identifier).map(Property::type).orElse(null);
  }

  /** Whether the platform may see the property. */
  public boolean isReadable(String identifier) {
    return property(identifier).map(property -> property.access().isReadable()).orElse(true);
  }

  private Optional<Property> property(String identifier) {
    return model.map(known -> known.properties().get(identifier));
  }

  /** Checks a value that goes to the platform. */
  public CheckedValue check(String identifier, Object value) {
    if (model.isEmpty() || checker.isEmpty()) {
      return new CheckedValue(value, List.of());
    }
    Optional<Property> property = property(identifier);
    return property.isEmpty()
        ? new CheckedValue(value, List.of(new Violation(identifier, UNKNOWN)))
        : checker.get().check(identifier, property.get().type(), value);
  }

  /** Checks what the platform wants to be set. */
  public Checked checkSet(Map<?, ?> params) {
    Checked checked = new Checked(new LinkedHashMap<>(), new ArrayList<>());
    params.forEach(
        (name, value) -> {
          String identifier = String.valueOf(name);
          Optional<Property> property = property(identifier);
          if (value == null) {
            checked.violations.add(new Violation(identifier, "is null"));
          } else if (property.isPresent() && !property.get().access().isWritable()) {
            checked.violations.add(new Violation(identifier, "cannot be set"));
          } else {
            CheckedValue result = check(identifier, value);
            checked.values.put(identifier, result.value());
            checked.violations.addAll(result.violations());
          }
        });
    return checked;
  }

  /** Checks which properties the platform wants to read. */
  public List<Violation> checkGet(Iterable<String> identifiers) {
    List<Violation> violations = new ArrayList<>();
    for (String identifier : identifiers) {
      if (model.isPresent() && property(identifier).isEmpty()) {
        violations.add(new Violation(identifier, UNKNOWN));
      } else if (!isReadable(identifier)) {
        violations.add(new Violation(identifier, "cannot be read"));
      }
    }
    return violations;
  }

  /** Values in the Java form of their types, and what is wrong with them. */
  public record Checked(Map<String, Object> values, List<Violation> violations) {}
}
