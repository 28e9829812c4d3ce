/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.simulator.tsl;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The parameters of an event, of a service call or of its result. Immutable. */
public final class Parameters {
  static final Parameters NONE = new Parameters(Map.of());

  private final Map<String, Parameter> byName;

  private record Parameter(boolean required, ValueCheck check) {}

  private Parameters(Map<String, Parameter> byName) {
    this.byName = byName;
  }

  static Parameters read(@Nullable JsonElement list, String path) throws BadModelException {
    if (list == null) {
      return NONE;
    }
    if (!list.isJsonArray()) {
      throw new BadModelException(path + ": an array is needed");
    }
    Map<String, Parameter> byName = new LinkedHashMap<>();
    for (JsonElement element : list.getAsJsonArray()) {
      if (!element.isJsonObject()) {
        throw new BadModelException(path + ": a parameter must be an object");
      }
      JsonObject json = element.getAsJsonObject();
      String name = DataTypes.text(json, "identifier", path);
      boolean required =
          json.get("required") instanceof JsonPrimitive flag
              && flag.isBoolean()
              && flag.getAsBoolean();
      ValueCheck check = DataTypes.read(json, path + "." + name);
      if (byName.put(name, new Parameter(required, check)) != null) {
        throw new BadModelException(path + ": " + name + " is there twice");
      }
    }
    return new Parameters(byName);
  }

  /** Whether there is one of this name. */
  public boolean knows(String name) {
    return byName.containsKey(name);
  }

  /** Returns the error of the values; empty if they are valid. */
  public Optional<String> problem(JsonElement given) {
    if (!given.isJsonObject()) {
      return Optional.of("an object is needed");
    }
    JsonObject values = given.getAsJsonObject();
    for (Map.Entry<String, JsonElement> entry : values.entrySet()) {
      Parameter parameter = byName.get(entry.getKey());
      String problem =
          parameter == null ? "not in the TSL" : parameter.check.problem(entry.getValue());
      if (problem != null) {
        return Optional.of(entry.getKey() + ": " + problem);
      }
    }
    for (Map.Entry<String, Parameter> entry : byName.entrySet()) {
      if (entry.getValue().required && !values.has(entry.getKey())) {
        return Optional.of(entry.getKey() + ": missing");
      }
    }
    return Optional.empty();
  }
}
