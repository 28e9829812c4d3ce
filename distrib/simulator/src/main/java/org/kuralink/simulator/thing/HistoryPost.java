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
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.kuralink.simulator.alink.Answer;
import org.kuralink.simulator.alink.Capability;
import org.kuralink.simulator.alink.Request;
import org.kuralink.simulator.alink.Routes;
import org.kuralink.simulator.live.DeviceNews;
import org.kuralink.simulator.registry.DeviceKey;
import org.kuralink.simulator.registry.Registry;

/** Takes many values and events in one message, past ones too, in both dialects of the SDKs. */
public final class HistoryPost implements Capability {
  private final Registry registry;
  private final Events events;
  private final DeviceNews news;
  private final Clock clock;

  /** One value or event. */
  private record Item(String name, JsonElement given) {}

  /** What one message brings. */
  private record Load(List<Item> properties, List<Item> events) {

    Load() {
      this(new ArrayList<>(), new ArrayList<>());
    }
  }

  /** Why a message cannot be taken. */
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
      Load load = new Load();
      for (JsonElement element : array(request.params(), "params")) {
        JsonObject entry = object(element, "params");
        checkIdentity(request.key(), entry);
        for (JsonElement one : array(entry.get("properties"), "properties")) {
          add(load.properties, object(one, "properties"));
        }
        for (JsonElement one : array(entry.get("events"), "events")) {
          add(load.events, object(one, "events"));
        }
      }
      return take(request, load);
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
      return take(request, load);
    } catch (BadLoadException e) {
      return Answer.badParameters(e.reason);
    }
  }

  private Answer take(Request request, Load load) {
    if (load.properties.size() + load.events.size() > PropertyPost.MAX_PROPERTIES) {
      return PropertyPost.tooMany();
    }
    for (Item event : load.events) {
      Optional<String> problem = events.problem(request.key(), event.name, event.given);
      if (problem.isPresent()) {
        return Answer.badParameters(problem.get());
      }
    }
    load.events.forEach(event -> events.take(request.key(), event.name, event.given));
    PropertyIntake intake =
        new PropertyIntake(request.device(), registry.tsl(request.key()), clock.millis());
    load.properties.forEach(property -> intake.takePast(property.name, property.given));
    if (!load.properties.isEmpty()) {
      news.tell(request.key(), "properties");
    }
    if (!load.events.isEmpty()) {
      news.tell(request.key(), "events");
    }
    return intake.answer();
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

  private static void checkIdentity(DeviceKey key, JsonObject entry) throws BadLoadException {
    JsonElement given = entry.get("identity");
    if (given == null) {
      return;
    }
    JsonObject expected = new JsonObject();
    expected.addProperty("productKey", key.productKey());
    expected.addProperty("deviceName", key.deviceName());
    if (!given.equals(expected)) {
      throw new BadLoadException("identity: not the device itself");
    }
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
