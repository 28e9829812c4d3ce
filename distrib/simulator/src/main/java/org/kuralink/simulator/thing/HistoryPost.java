/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.simulator.thing;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.kuralink.simulator.alink.Answer;
import org.kuralink.simulator.alink.Capability;
import org.kuralink.simulator.alink.Request;
import org.kuralink.simulator.alink.Routes;
import org.kuralink.simulator.broker.Session;
import org.kuralink.simulator.live.DeviceNews;
import org.kuralink.simulator.registry.Device;
import org.kuralink.simulator.registry.DeviceKey;
import org.kuralink.simulator.registry.Registry;

/**
 * Accepts many values and events, including past ones, in one message, in both formats of the SDKs.
 */
public final class HistoryPost implements Capability {
  private final Registry registry;
  private final Events events;
  private final DeviceNews news;
  private final Clock clock;

  /** One value or event. */
  private record Item(String name, JsonElement given) {}

  /** The content of one message. */
  private record Load(List<Item> properties, List<Item> events) {

    Load() {
      this(new ArrayList<>(), new ArrayList<>());
    }

    int size() {
      return properties.size() + events.size();
    }
  }

  /** Thrown for a message that is rejected; the message says why. */
  private static final class BadLoadException extends Exception {
    private static final long serialVersionUID = 1L;
    private final String reason;

    BadLoadException(String reason) {
      super(reason);
      this.reason = reason;
    }
  }

  /** For the devices of the registry. */
  public HistoryPost(Registry registry, Events events, DeviceNews news, Clock clock) {
    this.registry = registry;
    this.events = events;
    this.news = news;
    this.clock = clock;
  }

  @Override
  public void register(Routes routes) {
    routes.request("thing/event/property/history/post", this::history);
    routes.request("thing/event/property/batch/post", this::batch);
  }

  private Answer history(Request request) {
    try {
      Map<Device, Load> loads = new LinkedHashMap<>();
      for (JsonElement element : array(request.params(), "params")) {
        JsonObject entry = object(element, "params");
        Load load = loads.computeIfAbsent(device(request, entry), device -> new Load());
        for (JsonElement one : array(entry.get("properties"), "properties")) {
          add(load.properties, object(one, "properties"));
        }
        for (JsonElement one : array(entry.get("events"), "events")) {
          add(load.events, object(one, "events"));
        }
      }
      return take(loads);
    } catch (BadLoadException e) {
      return Answer.badParameters(e.reason);
    }
  }

  private Answer batch(Request request) {
    try {
      JsonObject params = object(request.params(), "params");
      Load load = new Load();
      spread(load.properties, params.get("properties"), "properties");
      spread(load.events, params.get("events"), "events");
      return take(Map.of(request.device(), load));
    } catch (BadLoadException e) {
      return Answer.badParameters(e.reason);
    }
  }

  private Answer take(Map<Device, Load> loads) {
    if (loads.values().stream().mapToInt(Load::size).sum() > PropertyPost.MAX_PROPERTIES) {
      return PropertyPost.tooMany();
    }
    for (Map.Entry<Device, Load> entry : loads.entrySet()) {
      for (Item event : entry.getValue().events) {
        Optional<String> problem = events.problem(entry.getKey().key(), event.name, event.given);
        if (problem.isPresent()) {
          return Answer.badParameters(problem.get());
        }
      }
    }
    JsonObject refusals = new JsonObject();
    loads.forEach((device, load) -> take(device, load, refusals));
    return Answer.success(refusals);
  }

  private void take(Device device, Load load, JsonObject refusals) {
    load.events.forEach(event -> events.take(device.key(), event.name, event.given));
    PropertyIntake intake =
        new PropertyIntake(device, registry.tsl(device.key()), clock.millis(), refusals);
    load.properties.forEach(property -> intake.takePast(property.name, property.given));
    if (!load.properties.isEmpty()) {
      news.tell(device.key(), "properties");
    }
    if (!load.events.isEmpty()) {
      news.tell(device.key(), "events");
    }
  }

  private static void add(List<Item> items, JsonObject named) {
    named.entrySet().forEach(entry -> items.add(new Item(entry.getKey(), entry.getValue())));
  }

  private static void spread(List<Item> items, @Nullable JsonElement named, String what)
      throws BadLoadException {
    if (named == null) {
      return;
    }
    for (Map.Entry<String, JsonElement> entry : object(named, what).entrySet()) {
      for (JsonElement one : array(entry.getValue(), what + "." + entry.getKey())) {
        items.add(new Item(entry.getKey(), one));
      }
    }
  }

  /** Returns the device of the values: the sender, or one of its online sub-devices. */
  private static Device device(Request request, JsonObject entry) throws BadLoadException {
    JsonElement given = entry.get("identity");
    if (given == null) {
      return request.device();
    }
    if (given instanceof JsonObject names
        && names.get("productKey") instanceof JsonPrimitive product
        && names.get("deviceName") instanceof JsonPrimitive name) {
      DeviceKey key = new DeviceKey(product.getAsString(), name.getAsString());
      Optional<Device> whose =
          key.equals(request.key())
              ? Optional.of(request.device())
              : request.session().subDevice(key).map(Session::device);
      if (whose.isPresent()) {
        return whose.get();
      }
    }
    throw new BadLoadException("identity: neither the device itself nor a sub-device behind it");
  }

  private static JsonArray array(@Nullable JsonElement given, String what) throws BadLoadException {
    if (given == null) {
      return new JsonArray();
    }
    if (!given.isJsonArray()) {
      throw new BadLoadException(what + ": an array is needed");
    }
    return given.getAsJsonArray();
  }

  private static JsonObject object(JsonElement given, String what) throws BadLoadException {
    if (!given.isJsonObject()) {
      throw new BadLoadException(what + ": an object is needed");
    }
    return given.getAsJsonObject();
  }
}
