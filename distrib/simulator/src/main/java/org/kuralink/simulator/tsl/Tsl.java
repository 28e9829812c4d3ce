/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.simulator.tsl;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.kuralink.simulator.json.BadJsonException;
import org.kuralink.simulator.json.StrictJson;

/** A thing model: its JSON text and its validators. Immutable. */
public final class Tsl {
  private final JsonObject source;
  private final Map<String, Property> properties;
  private final Map<String, Event> events;
  private final Map<String, Service> services;

  private record Property(boolean writable, ValueCheck check) {}

  private Tsl(
      JsonObject source,
      Map<String, Property> properties,
      Map<String, Event> events,
      Map<String, Service> services) {
    this.source = source;
    this.properties = properties;
    this.events = events;
    this.services = services;
  }

  /** A model without any property. */
  public static Tsl empty() {
    JsonObject source = new JsonObject();
    source.add("properties", new JsonArray());
    source.add("events", new JsonArray());
    source.add("services", new JsonArray());
    return new Tsl(source, Map.of(), Map.of(), Map.of());
  }

  /**
   * Reads a model: the default module, which may have others in {@code functionBlocks}; a custom
   * module alone; or an array of modules.
   */
  public static Tsl parse(JsonElement given) throws BadModelException {
    JsonObject source = Modules.together(given);
    Map<String, Property> properties = new LinkedHashMap<>(properties(source, ""));
    Map<String, Event> events = new LinkedHashMap<>(Features.events(source, ""));
    Map<String, Service> services = new LinkedHashMap<>(Features.services(source, ""));
    for (Map.Entry<String, JsonObject> module : Modules.of(source).entrySet()) {
      String prefix = module.getKey() + ":";
      properties.putAll(properties(module.getValue(), prefix));
      events.putAll(Features.events(module.getValue(), prefix));
      services.putAll(Features.services(module.getValue(), prefix));
    }
    return new Tsl(source, Map.copyOf(properties), Map.copyOf(events), Map.copyOf(services));
  }

  private static Map<String, Property> properties(JsonObject source, String prefix)
      throws BadModelException {
    JsonElement list = source.get("properties");
    Map<String, Property> properties = new LinkedHashMap<>();
    if (list != null && !list.isJsonArray()) {
      throw new BadModelException("properties: an array is needed");
    }
    int index = 0;
    for (JsonElement element : list == null ? new JsonArray() : list.getAsJsonArray()) {
      String path = "properties[" + index++ + "]";
      if (!element.isJsonObject()) {
        throw new BadModelException(path + ": an object is needed");
      }
      JsonObject property = element.getAsJsonObject();
      String name = prefix + DataTypes.text(property, "identifier", path);
      boolean writable = "rw".equals(DataTypes.text(property, "accessMode", path));
      ValueCheck check = DataTypes.read(property, path + "(" + name + ")");
      if (properties.put(name, new Property(writable, check)) != null) {
        throw new BadModelException(path + ": " + name + " is there twice");
      }
    }
    return properties;
  }

  /** The default module as JSON, which only names the others. */
  public JsonObject defaultModule() {
    return Modules.named(source);
  }

  /** A custom module as JSON, if the model has it. */
  public Optional<JsonObject> module(String identifier) throws BadModelException {
    return Optional.ofNullable(Modules.of(source).get(identifier)).map(JsonObject::deepCopy);
  }

  /** The model as JSON, a copy. */
  public JsonObject toJson() {
    return source.deepCopy();
  }

  /** Whether the model has such a property. */
  public boolean knows(String property) {
    return properties.containsKey(property);
  }

  /** An event, if the model has it. */
  public Optional<Event> event(String identifier) {
    return Optional.ofNullable(events.get(identifier));
  }

  /** A service, if the model has it. */
  public Optional<Service> service(String identifier) {
    return Optional.ofNullable(services.get(identifier));
  }

  /** Returns the error of a reported value; empty if it is valid. */
  public Optional<String> reportProblem(String property, JsonElement value) {
    Property known = properties.get(property);
    return known == null
        ? Optional.of("not in the TSL")
        : Optional.ofNullable(known.check.problem(value));
  }

  /** Returns the error of a value to be set; a number may be written as text (spec 9.5). */
  public Optional<String> setProblem(String property, JsonElement value) {
    Property known = properties.get(property);
    if (known == null) {
      return Optional.of("not in the TSL");
    }
    if (!known.writable) {
      return Optional.of("read only");
    }
    String problem = known.check.problem(value);
    if (problem != null && known.check.problem(asNumber(value)) == null) {
      return Optional.empty();
    }
    return Optional.ofNullable(problem);
  }

  private static JsonElement asNumber(JsonElement value) {
    if (value instanceof JsonPrimitive text && text.isString()) {
      try {
        return new JsonPrimitive(StrictJson.number(text.getAsString()));
      } catch (BadJsonException | NumberFormatException e) {
        return value;
      }
    }
    return value;
  }
}
