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
import org.kuralink.api.tsl.Event;
import org.kuralink.api.tsl.Field;
import org.kuralink.api.tsl.Property;
import org.kuralink.api.tsl.Service;
import org.kuralink.api.tsl.ThingModel;
import org.kuralink.api.tsl.ThingModels;
import org.kuralink.api.tsl.Violation;

/**
 * Checks by the model. Without a model, or without somebody who checks, everything is allowed as it
 * is.
 */
public record ModelCheck(Optional<ThingModel> model, Optional<ThingModels> checker) {

  private static final String SERVICE = "thing.service.";
  private static final String UNKNOWN = "is no property of the thing model";
  private static final String UNKNOWN_EVENT = "is no event of the thing model";

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

  /** Checks a value of a property. */
  public CheckedValue check(String identifier, Object value) {
    return check(identifier, identifier, value);
  }

  /**
   * Checks a value of a property.
   *
   * @param path how the value is called in violations
   */
  public CheckedValue check(String path, String identifier, Object value) {
    Optional<Property> property = property(identifier);
    return property.isEmpty()
        ? unknown(path, value, UNKNOWN)
        : check(path, property.get().type(), value);
  }

  private CheckedValue unknown(String path, Object value, String words) {
    List<Violation> violations =
        model.isPresent() && checker.isPresent() ? List.of(new Violation(path, words)) : List.of();
    return new CheckedValue(value, violations);
  }

  private CheckedValue check(String path, DataType type, Object value) {
    return checker.isEmpty()
        ? new CheckedValue(value, List.of())
        : checker.get().check(path, type, value);
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

  /** Whether a text can stand for an event in a topic. */
  public static boolean isEventIdentifier(String text) {
    return !text.isEmpty()
        && !text.equals("property")
        && text.chars().allMatch(c -> Character.isLetterOrDigit(c) || "_-:".indexOf(c) >= 0);
  }

  /** The method by which an event is posted. */
  public String eventMethod(String identifier) {
    return event(identifier).map(Event::method).orElse("thing.event." + identifier + ".post");
  }

  /** The type of an event's outputs; null if it is not known. */
  public @Nullable DataType eventType(String identifier) {
    return event(identifier).map(event -> new DataType.StructType(event.outputs())).orElse(null);
  }

  private Optional<Event> event(String identifier) {
    return model.map(known -> known.events().get(identifier));
  }

  /**
   * Checks an event.
   *
   * @param path how the event is called in violations
   */
  public CheckedValue checkEvent(String path, String identifier, Map<String, ?> outputs) {
    Optional<Event> event = event(identifier);
    return event.isEmpty()
        ? unknown(path, outputs, UNKNOWN_EVENT)
        : check(path, new DataType.StructType(event.get().outputs()), outputs);
  }

  /** The service that a method stands for; empty if the model has none, or there is no model. */
  public Optional<Service> service(String method) {
    return model.flatMap(
        known -> {
          Service byName =
              method.startsWith(SERVICE)
                  ? known.services().get(method.substring(SERVICE.length()))
                  : null;
          return byName != null && byName.method().equals(method)
              ? Optional.of(byName)
              : known.services().values().stream()
                  .filter(service -> service.method().equals(method))
                  .findFirst();
        });
  }

  /**
   * Checks the inputs or the outputs of a service.
   *
   * @param path how the service is called in violations
   */
  public CheckedValue checkFields(String path, Map<String, Field> fields, Map<?, ?> values) {
    return check(path, new DataType.StructType(fields), values);
  }

  /** Checks values of which no type is known: they must be there. */
  public CheckedValue checkNothing(String path, Map<?, ?> values) {
    List<Violation> violations = new ArrayList<>();
    values.forEach(
        (name, value) -> {
          if (value == null) {
            violations.add(new Violation(path + "." + name, "is null"));
          }
        });
    return new CheckedValue(values, violations);
  }

  /** Values in the Java form of their types, and what is wrong with them. */
  public record Checked(Map<String, Object> values, List<Violation> violations) {}
}
