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
import java.util.Set;

/** Reads the events and services of a TSL, without those that represent the properties. */
final class Features {
  private static final Set<String> EVENT_TYPES = Set.of("info", "alert", "error");

  private Features() {}

  private interface Reader<T> {
    T read(JsonObject json, String identifier, String path) throws BadModelException;
  }

  static Map<String, Event> events(JsonObject source, String prefix) throws BadModelException {
    return read(
        source,
        prefix,
        "events",
        "thing.event.property.",
        (json, name, path) -> {
          String type = text(json, "type", "info");
          if (!EVENT_TYPES.contains(type)) {
            throw new BadModelException(path + ".type: info, alert or error is needed");
          }
          return new Event(
              name, type, Parameters.read(json.get("outputData"), path + ".outputData"));
        });
  }

  static Map<String, Service> services(JsonObject source, String prefix) throws BadModelException {
    return read(
        source,
        prefix,
        "services",
        "thing.service.property.",
        (json, name, path) -> {
          String callType = text(json, "callType", "async");
          if (!callType.equals("sync") && !callType.equals("async")) {
            throw new BadModelException(path + ".callType: sync or async is needed");
          }
          return new Service(
              name,
              callType.equals("sync"),
              Parameters.read(json.get("inputData"), path + ".inputData"),
              Parameters.read(json.get("outputData"), path + ".outputData"));
        });
  }

  private static <T> Map<String, T> read(
      JsonObject source, String prefix, String member, String ofProperties, Reader<T> reader)
      throws BadModelException {
    Map<String, T> features = new LinkedHashMap<>();
    JsonElement list = source.get(member);
    if (list == null) {
      return features;
    }
    if (!list.isJsonArray()) {
      throw new BadModelException(member + ": an array is needed");
    }
    int index = 0;
    for (JsonElement element : list.getAsJsonArray()) {
      String path = member + "[" + index++ + "]";
      if (!element.isJsonObject()) {
        throw new BadModelException(path + ": an object is needed");
      }
      JsonObject json = element.getAsJsonObject();
      String name = prefix + DataTypes.text(json, "identifier", path);
      if (text(json, "method", "").startsWith(ofProperties)) {
        continue;
      }
      if (features.put(name, reader.read(json, name, path + "(" + name + ")")) != null) {
        throw new BadModelException(path + ": " + name + " is there twice");
      }
    }
    return features;
  }

  private static String text(JsonObject json, String name, String otherwise) {
    return json.get(name) instanceof JsonPrimitive text && text.isString()
        ? text.getAsString()
        : otherwise;
  }
}
