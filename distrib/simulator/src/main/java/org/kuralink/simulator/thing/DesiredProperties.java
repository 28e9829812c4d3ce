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
import com.google.gson.JsonPrimitive;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.kuralink.simulator.alink.Answer;
import org.kuralink.simulator.alink.Capability;
import org.kuralink.simulator.alink.Commands;
import org.kuralink.simulator.alink.Request;
import org.kuralink.simulator.alink.Routes;
import org.kuralink.simulator.live.DeviceNews;
import org.kuralink.simulator.registry.DeviceKey;
import org.kuralink.simulator.registry.PerDevice;
import org.kuralink.simulator.registry.Registry;
import org.kuralink.simulator.registry.StateStore;

/**
 * Desired property values: stores them with versions, pushes them to a connected device, and
 * answers requests for them.
 */
public final class DesiredProperties implements Capability {
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final PerDevice<Desired> states;
  private final StateStore store;
  private final Commands commands;
  private final DeviceNews news;
  private final Clock clock;

  /** For the devices of the registry. */
  public DesiredProperties(
      Registry registry, StateStore store, Commands commands, DeviceNews news, Clock clock) {
    this.states = PerDevice.of(registry, Desired::new);
    this.store = store;
    this.commands = commands;
    this.news = news;
    this.clock = clock;
    store.keep("desired", registry, states, Desired::write, Desired::read);
  }

  @Override
  public void register(Routes routes) {
    routes.request("thing/property/desired/get", this::get);
    routes.request("thing/property/desired/delete", this::delete);
  }

  /** Returns the desired values of the device. */
  public Desired of(DeviceKey key) {
    return states.of(key);
  }

  /** Sets values; the new versions. A device that is connected is sent a property set. */
  public Map<String, Long> set(DeviceKey key, JsonObject values) {
    Desired desired = states.of(key);
    Map<String, Long> versions = new HashMap<>();
    for (Map.Entry<String, JsonElement> entry : values.entrySet()) {
      versions.put(entry.getKey(), desired.set(entry.getKey(), entry.getValue(), clock.millis()));
    }
    changed(key);
    // Who is away asks for it when it comes back.
    var unused = commands.call(key, "thing/service/property/set", values.deepCopy(), PATIENCE);
    return versions;
  }

  /** Deletes a value, whatever its version. */
  public void delete(DeviceKey key, String property) {
    states.of(key).delete(property, Optional.empty(), clock.millis());
    changed(key);
  }

  private Answer get(Request request) {
    if (!request.params().isJsonArray()) {
      return Answer.badParameters("params must be an array of property names");
    }
    if (request.params().getAsJsonArray().size() > PropertyPost.MAX_PROPERTIES) {
      return tooMany();
    }
    Desired desired = states.of(request.key());
    JsonObject data = new JsonObject();
    for (JsonElement name : request.params().getAsJsonArray()) {
      if (!(name instanceof JsonPrimitive text) || !text.isString()) {
        return Answer.badParameters("a property name is a text");
      }
      data.add(
          name.getAsString(),
          desired.of(name.getAsString()).map(Desired.Wish::toJson).orElseGet(JsonObject::new));
    }
    return Answer.success(data);
  }

  private Answer delete(Request request) {
    if (!request.params().isJsonObject()) {
      return Answer.badParameters("params must be an object");
    }
    Map<String, Optional<Long>> wanted = new HashMap<>();
    for (Map.Entry<String, JsonElement> entry : request.params().getAsJsonObject().entrySet()) {
      Optional<Optional<Long>> version = version(entry.getValue());
      if (version.isEmpty()) {
        return Answer.badParameters(entry.getKey() + ": {} or {\"version\": <number>} is needed");
      }
      wanted.put(entry.getKey(), version.get());
    }
    if (wanted.size() > PropertyPost.MAX_PROPERTIES) {
      return tooMany();
    }
    Desired desired = states.of(request.key());
    wanted.forEach((name, version) -> desired.delete(name, version, clock.millis()));
    changed(request.key());
    return Answer.success();
  }

  private static Answer tooMany() {
    return Answer.failure(6104, "at most " + PropertyPost.MAX_PROPERTIES + " properties");
  }

  private static Optional<Optional<Long>> version(JsonElement given) {
    if (!(given instanceof JsonObject json)) {
      return Optional.empty();
    }
    JsonElement version = json.get("version");
    if (version == null) {
      return Optional.of(Optional.empty());
    }
    return version instanceof JsonPrimitive number && number.isNumber()
        ? Optional.of(Optional.of(number.getAsLong()))
        : Optional.empty();
  }

  private void changed(DeviceKey key) {
    store.saveSoon();
    news.tell(key, "desired");
  }
}
