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
import org.kuralink.api.tsl.Doubt;
import org.kuralink.api.tsl.Event;
import org.kuralink.api.tsl.Field;
import org.kuralink.api.tsl.Property;
import org.kuralink.api.tsl.Service;
import org.kuralink.api.tsl.ThingModel;
import org.kuralink.api.tsl.ThingModels;
import org.kuralink.api.tsl.UntypedValue;
import org.kuralink.api.tsl.Violation;

/**
 * The check of values against a thing model, and their conversion to the JSON form of the platform:
 * a bool is 1 or 0, a date a string of digits, a float or double a number with decimals. Without a
 * model, or without a checker, every value is allowed unchanged.
 *
 * @param model the thing model
 * @param checker the service that checks values, while it is there
 * @param outdated whether a newer model could not be read; then an unknown name is only a doubt
 */
public record ModelCheck(
    Optional<ThingModel> model, Optional<ThingModels> checker, boolean outdated) {

  private static final String SERVICE = "thing.service.";
  private static final String UNKNOWN = "is not a property of the thing model";
  private static final String UNKNOWN_EVENT = "is not an event of the thing model";

  /** Tells whether a violation is a name that the model does not know. */
  public static boolean isUnknown(Violation violation) {
    return violation.message().equals(UNKNOWN) || violation.message().equals(UNKNOWN_EVENT);
  }

  /** Tells whether there is a model but no service that checks values against it. */
  public boolean lacksChecker() {
    return model.isPresent() && checker.isEmpty();
  }

  /**
   * Returns the JSON form of a property's value.
   *
   * @throws IllegalArgumentException if the platform has no form for a part of it; names the part
   */
  public Object form(String identifier, Object value) {
    return formOf(property(identifier).map(Property::type).orElse(null), value);
  }

  /** Returns the JSON form of an event's outputs, as {@link #form(String, Object)}. */
  public Object eventForm(String identifier, Object outputs) {
    return formOf(
        event(identifier).map(event -> new DataType.StructType(event.outputs())).orElse(null),
        outputs);
  }

  /**
   * Returns the JSON form of a value.
   *
   * @param type the type of the value if it is known: it tells a date from a number
   * @throws IllegalArgumentException if the platform has no form for a part of it; names the part
   */
  public static Object formOf(@Nullable DataType type, @Nullable Object value) {
    if (value instanceof Boolean truth) {
      return truth ? 1 : 0;
    }
    if (value instanceof Number number) {
      return number(type, number);
    }
    if (value instanceof CharSequence text) {
      return text;
    }
    if (value instanceof Map<?, ?> map) {
      Map<String, Field> members =
          type instanceof DataType.StructType struct ? struct.members() : Map.of();
      Map<String, Object> form = new LinkedHashMap<>();
      map.forEach(
          (name, part) -> {
            Field member = members.get(String.valueOf(name));
            form.put(String.valueOf(name), formOf(member == null ? null : member.type(), part));
          });
      return form;
    }
    if (value instanceof List<?> list) {
      DataType item = type instanceof DataType.ArrayType array ? array.item() : null;
      List<Object> form = new ArrayList<>(list.size());
      list.forEach(part -> form.add(formOf(item, part)));
      return form;
    }
    if (value instanceof UntypedValue untyped) {
      return formOf(type, untyped.value());
    }
    throw new IllegalArgumentException(
        value == null ? "null is no value" : "a " + value.getClass().getName() + " is no value");
  }

  private static Object number(@Nullable DataType type, Number number) {
    boolean binary = number instanceof Double || number instanceof Float;
    double real = number.doubleValue();
    if (binary && !Double.isFinite(real)) {
      throw new IllegalArgumentException(number + " is no value");
    }
    if (type instanceof DataType.DateType) {
      return number.toString();
    }
    boolean decimal = type instanceof DataType.FloatType || type instanceof DataType.DoubleType;
    return decimal && !binary && Double.isFinite(real) ? (Number) real : number;
  }

  /** Tells whether the platform may read a property. */
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
   * @param path the name of the value in violations
   */
  public CheckedValue check(String path, String identifier, Object value) {
    Optional<Property> property = property(identifier);
    return property.isEmpty()
        ? unknown(path, identifier, value, UNKNOWN)
        : check(path, property.get().type(), value);
  }

  private CheckedValue unknown(String path, String identifier, Object value, String words) {
    if (checker.isEmpty() || !includes(identifier)) {
      return new CheckedValue(value, List.of());
    }
    return outdated
        ? new CheckedValue(value, List.of(), List.of(new Doubt(Doubt.Kind.UNKNOWN, path, words)))
        : new CheckedValue(value, List.of(new Violation(path, words)));
  }

  /** Tells whether the model covers the module of an identifier. */
  private boolean includes(String identifier) {
    return model.map(known -> known.coverage().includes(identifier)).orElse(false);
  }

  /** Tells whether it is certain that a service does not exist. */
  public boolean isNoService(String identifier) {
    return includes(identifier) && !outdated;
  }

  private CheckedValue check(String path, DataType type, Object value) {
    return checker.isEmpty()
        ? new CheckedValue(value, List.of())
        : checker.get().check(path, type, value);
  }

  /** Checks the properties that the platform sets. */
  public Checked checkSet(Map<?, ?> params) {
    Checked checked = Checked.of(new LinkedHashMap<>());
    params.forEach(
        (name, value) -> {
          String identifier = String.valueOf(name);
          if (value == null) {
            checked.impossible.add(new Violation(identifier, "is null"));
            return;
          }
          CheckedValue result = check(identifier, value);
          checked.values.put(identifier, result.value());
          Optional<Property> property = property(identifier);
          if (property.isPresent() && !property.get().access().isWritable()) {
            checked.violations.add(new Violation(identifier, "cannot be set"));
          } else {
            checked.violations.addAll(result.violations());
            checked.doubts.addAll(result.doubts());
          }
        });
    return checked;
  }

  /** Checks the identifiers of the properties that the platform reads. */
  public List<Violation> checkGet(Iterable<String> identifiers) {
    List<Violation> violations = new ArrayList<>();
    for (String identifier : identifiers) {
      if (property(identifier).isEmpty() && includes(identifier) && !outdated) {
        violations.add(new Violation(identifier, UNKNOWN));
      } else if (!isReadable(identifier)) {
        violations.add(new Violation(identifier, "cannot be read"));
      }
    }
    return violations;
  }

  /** Tells whether a text can be the identifier of an event in a topic. */
  public static boolean isEventIdentifier(String text) {
    return !text.isEmpty()
        && !text.equals("property")
        && text.chars().allMatch(c -> Character.isLetterOrDigit(c) || "_-:".indexOf(c) >= 0);
  }

  /** Returns the method that posts an event. */
  public String eventMethod(String identifier) {
    return event(identifier).map(Event::method).orElse("thing.event." + identifier + ".post");
  }

  private Optional<Event> event(String identifier) {
    return model.map(known -> known.events().get(identifier));
  }

  /**
   * Checks an event.
   *
   * @param path the name of the event in violations
   */
  public CheckedValue checkEvent(String path, String identifier, Map<String, ?> outputs) {
    Optional<Event> event = event(identifier);
    return event.isEmpty()
        ? unknown(path, identifier, outputs, UNKNOWN_EVENT)
        : check(path, new DataType.StructType(event.get().outputs()), outputs);
  }

  /** Returns the service of a method; empty if the model has none, or there is no model. */
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
   * @param path the name of the service in violations
   */
  public CheckedValue checkFields(String path, Map<String, Field> fields, Map<?, ?> values) {
    return check(path, new DataType.StructType(fields), values);
  }

  /**
   * Checks the inputs with which the platform calls a service.
   *
   * @param path the name of the service in violations
   * @param fields the inputs in the model; empty if they are not known
   */
  public Checked checkInputs(String path, Optional<Map<String, Field>> fields, Map<?, ?> params) {
    CheckedValue result =
        fields.isPresent() ? checkFields(path, fields.get(), params) : checkNothing(path, params);
    Map<String, Object> values = new LinkedHashMap<>();
    if (result.value() instanceof Map<?, ?> map) {
      map.forEach((name, value) -> values.put(String.valueOf(name), value));
    }
    Checked checked = Checked.of(values);
    checked.violations.addAll(result.violations());
    checked.doubts.addAll(result.doubts());
    checked.impossible.addAll(checkNothing(path, params).violations());
    checked.violations.removeAll(checked.impossible);
    return checked;
  }

  /** Checks values of unknown types: only null is a violation. */
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

  /**
   * Checked values.
   *
   * @param values the values in the Java form of their types
   * @param violations what the model does not allow
   * @param doubts deviations that the platform is not known to refuse
   * @param impossible what is refused with any model and any validation
   */
  public record Checked(
      Map<String, Object> values,
      List<Violation> violations,
      List<Doubt> doubts,
      List<Violation> impossible) {

    static Checked of(Map<String, Object> values) {
      return new Checked(values, new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
    }
  }
}
