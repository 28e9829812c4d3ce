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
import java.util.LinkedHashMap;
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
 * Accepts the values and events of a gateway and its sub-devices in one message with one answer, as
 * a whole or not at all.
 */
public final class PackPost implements Capability {
  private static final int MAX_EVENTS = 20;
  private static final int MAX_SUB_DEVICES = 20;

  private final Registry registry;
  private final Events events;
  private final DeviceNews news;
  private final Clock clock;

  /** The content of a message for one device. */
  private record Part(JsonObject properties, JsonObject events) {}

  /** Thrown for a message that is rejected; the message says why. */
  private static final class BadPackException extends Exception {
    private static final long serialVersionUID = 1L;
    private final transient Answer answer;

    BadPackException(Answer answer) {
      super(answer.message());
      this.answer = answer;
    }

    static BadPackException because(String why) {
      return new BadPackException(Answer.badParameters(why));
    }
  }

  /** For the devices of the registry. */
  public PackPost(Registry registry, Events events, DeviceNews news, Clock clock) {
    this.registry = registry;
    this.events = events;
    this.news = news;
    this.clock = clock;
  }

  @Override
  public void register(Routes routes) {
    routes.request("thing/event/property/pack/post", this::post);
  }

  private Answer post(Request request) {
    if (request.session().gateway().isPresent()) {
      return Answer.badParameters("a pack is for gateways");
    }
    try {
      Map<Device, Part> parts = read(request);
      check(parts);
      parts.forEach(this::take);
      return Answer.success();
    } catch (BadPackException e) {
      return e.answer;
    }
  }

  private static Map<Device, Part> read(Request request) throws BadPackException {
    JsonObject params = object(request.params(), "params");
    Map<Device, Part> parts = new LinkedHashMap<>();
    parts.put(request.device(), part(params));
    JsonElement given = params.get("subDevices");
    if (given == null) {
      return parts;
    }
    if (!(given instanceof JsonArray list)) {
      throw BadPackException.because("subDevices: an array is needed");
    }
    if (list.size() > MAX_SUB_DEVICES) {
      throw new BadPackException(Answer.failure(6357, "subDevices: at most " + MAX_SUB_DEVICES));
    }
    for (JsonElement element : list) {
      JsonObject one = object(element, "subDevices");
      DeviceKey key = key(object(one.get("identity"), "identity"));
      Device device = device(request.session(), key);
      if (parts.put(device, part(one)) != null) {
        throw BadPackException.because("subDevices: " + key + " twice");
      }
    }
    return parts;
  }

  private static Device device(Session gateway, DeviceKey key) throws BadPackException {
    Optional<Session> session = gateway.subDevice(key);
    if (session.isEmpty()) {
      JsonObject data = new JsonObject();
      data.addProperty("productKey", key.productKey());
      data.addProperty("deviceName", key.deviceName());
      throw new BadPackException(new Answer(520, "device session error", data));
    }
    return session.get().device();
  }

  private static Part part(JsonObject json) throws BadPackException {
    return new Part(
        json.has("properties") ? object(json.get("properties"), "properties") : new JsonObject(),
        json.has("events") ? object(json.get("events"), "events") : new JsonObject());
  }

  private static DeviceKey key(JsonObject identity) throws BadPackException {
    if (identity.get("productKey") instanceof JsonPrimitive product
        && identity.get("deviceName") instanceof JsonPrimitive name) {
      return new DeviceKey(product.getAsString(), name.getAsString());
    }
    throw BadPackException.because("identity: productKey and deviceName are needed");
  }

  private void check(Map<Device, Part> parts) throws BadPackException {
    if (parts.values().stream().mapToInt(part -> part.properties.size()).sum()
        > PropertyPost.MAX_PROPERTIES) {
      throw new BadPackException(PropertyPost.tooMany());
    }
    if (parts.values().stream().mapToInt(part -> part.events.size()).sum() > MAX_EVENTS) {
      throw new BadPackException(Answer.failure(6356, "events: at most " + MAX_EVENTS));
    }
    for (Map.Entry<Device, Part> entry : parts.entrySet()) {
      for (Map.Entry<String, JsonElement> event : entry.getValue().events.entrySet()) {
        Optional<String> problem =
            events.problem(entry.getKey().key(), event.getKey(), event.getValue());
        if (problem.isPresent()) {
          throw BadPackException.because(entry.getKey().key() + ": " + problem.get());
        }
      }
    }
  }

  private void take(Device device, Part part) {
    PropertyIntake intake = new PropertyIntake(device, registry.tsl(device.key()), clock.millis());
    part.properties.entrySet().forEach(e -> intake.takePast(e.getKey(), e.getValue()));
    part.events.entrySet().forEach(e -> events.take(device.key(), e.getKey(), e.getValue()));
    if (part.properties.size() > 0) {
      news.tell(device.key(), "properties");
    }
    if (part.events.size() > 0) {
      news.tell(device.key(), "events");
    }
  }

  private static JsonObject object(@Nullable JsonElement given, String what)
      throws BadPackException {
    if (given instanceof JsonObject json) {
      return json;
    }
    throw BadPackException.because(what + ": an object is needed");
  }
}
