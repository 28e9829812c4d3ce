/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.simulator.thing;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The desired property values of one device with their versions. Thread-safe. */
public final class Desired {
  private final Map<String, Wish> wishes = new TreeMap<>();

  /** A value and its version; a deleted value is empty, but its version continues to count. */
  public record Wish(Optional<JsonElement> value, long version, long time) {

    /** Returns the JSON for devices and REST: an empty object if there is no value. */
    public JsonObject toJson() {
      JsonObject json = new JsonObject();
      value.ifPresent(
          v -> {
            json.add("value", v);
            json.addProperty("version", version);
          });
      return json;
    }
  }

  /** Sets a value; its new version. */
  synchronized long set(String property, JsonElement value, long now) {
    long version = version(property) + 1;
    wishes.put(property, new Wish(Optional.of(value), version, now));
    return version;
  }

  /** Deletes a value, if the version is the current one where one is given; whether it is gone. */
  synchronized boolean delete(String property, Optional<Long> version, long now) {
    Wish wish = wishes.get(property);
    if (wish == null || wish.value.isEmpty()) {
      return true;
    }
    if (version.isPresent() && version.get() != wish.version) {
      return false;
    }
    wishes.put(property, new Wish(Optional.empty(), wish.version, now));
    return true;
  }

  /** The version of the last value, or 0 if there never was one. */
  public synchronized long version(String property) {
    Wish wish = wishes.get(property);
    return wish == null ? 0 : wish.version;
  }

  /** The value of a property, if one is desired. */
  public synchronized Optional<Wish> of(String property) {
    return Optional.ofNullable(wishes.get(property)).filter(wish -> wish.value.isPresent());
  }

  /** Returns all desired values by name. */
  public synchronized Map<String, Wish> all() {
    Map<String, Wish> all = new TreeMap<>(wishes);
    all.values().removeIf(wish -> wish.value.isEmpty());
    return all;
  }

  synchronized JsonObject write() {
    JsonObject json = new JsonObject();
    wishes.forEach(
        (name, wish) -> {
          JsonObject one = new JsonObject();
          wish.value.ifPresent(value -> one.add("value", value));
          one.addProperty("version", wish.version);
          one.addProperty("time", wish.time);
          json.add(name, one);
        });
    return json;
  }

  static Desired read(JsonObject json) {
    Desired desired = new Desired();
    for (Map.Entry<String, JsonElement> entry : json.entrySet()) {
      JsonObject one = entry.getValue().getAsJsonObject();
      desired.wishes.put(
          entry.getKey(),
          new Wish(
              Optional.ofNullable(one.get("value")),
              one.get("version").getAsLong(),
              one.get("time").getAsLong()));
    }
    return desired;
  }
}
