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
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import org.kuralink.simulator.alink.Answer;
import org.kuralink.simulator.alink.Capability;
import org.kuralink.simulator.alink.Request;
import org.kuralink.simulator.alink.Routes;
import org.kuralink.simulator.live.DeviceNews;
import org.kuralink.simulator.live.Ring;
import org.kuralink.simulator.registry.DeviceKey;
import org.kuralink.simulator.registry.PerDevice;
import org.kuralink.simulator.registry.Registry;
import org.kuralink.simulator.tsl.Event;

/**
 * Accepts the events that the TSL defines and stores the latest events of each device (spec 9.5).
 */
public final class Events implements Capability {
  /** How many events of a device are kept. */
  public static final int KEPT = 200;

  private final Registry registry;
  private final PerDevice<Ring<Occurrence>> kept;
  private final DeviceNews news;
  private final Clock clock;

  /** A received event; {@code time} is the time in the message, or else the time of arrival. */
  public record Occurrence(
      String event, String type, JsonObject output, long time, long receivedAt) {

    /** Returns the JSON for REST. */
    public JsonObject toJson() {
      JsonObject json = new JsonObject();
      json.addProperty("event", event);
      json.addProperty("type", type);
      json.add("output", output);
      json.addProperty("time", time);
      json.addProperty("receivedAt", receivedAt);
      return json;
    }
  }

  /** For the devices of the registry. */
  public Events(Registry registry, DeviceNews news, Clock clock) {
    this.registry = registry;
    this.kept = PerDevice.of(registry, () -> new Ring<>(KEPT));
    this.news = news;
    this.clock = clock;
  }

  @Override
  public void register(Routes routes) {
    routes.request("thing/event/{event}/post", this::post);
  }

  /** The last events of the device, oldest first. */
  public List<Occurrence> of(DeviceKey key) {
    return kept.of(key).all();
  }

  private Answer post(Request request) {
    String name = request.values().get(0);
    if (registry.tsl(request.key()).event(name).isEmpty()) {
      return Answer.failure(6300, "tsl parse: method not exist");
    }
    Optional<String> problem = problem(request.key(), name, request.params());
    if (problem.isPresent()) {
      return Answer.badParameters(problem.get());
    }
    take(request.key(), name, request.params());
    news.tell(request.key(), "events");
    return Answer.success();
  }

  /** Returns the error of an event; empty if it is valid. */
  Optional<String> problem(DeviceKey key, String name, JsonElement given) {
    Optional<Event> event = registry.tsl(key).event(name);
    if (event.isEmpty()) {
      return Optional.of("event " + name + " is not in the TSL");
    }
    if (!given.isJsonObject()) {
      return Optional.of("an event is an object");
    }
    long now = clock.millis();
    return event
        .get()
        .output()
        .problem(output(event.get(), given))
        .map(problem -> name + "." + problem)
        .or(
            () ->
                PropertyIntake.tooFarAhead(time(event.get(), given, now), now)
                    .map(problem -> name + ": " + problem));
  }

  /** Keeps an event that has no problem. */
  void take(DeviceKey key, String name, JsonElement given) {
    Event event = registry.tsl(key).event(name).orElseThrow();
    long now = clock.millis();
    JsonObject output = output(event, given).getAsJsonObject();
    long time = time(event, given, now);
    kept.of(key).add(new Occurrence(name, event.type(), output, time, now));
  }

  private static long time(Event event, JsonElement given, long otherwise) {
    boolean timed = output(event, given) != given && given.getAsJsonObject().has("time");
    return timed ? given.getAsJsonObject().get("time").getAsLong() : otherwise;
  }

  /** The outputs, bare or within {@code {"value": ..., "time": ...}}. */
  private static JsonElement output(Event event, JsonElement given) {
    boolean wrapped =
        PropertyIntake.hasTime(given)
            && given.getAsJsonObject().get("value").isJsonObject()
            && !event.output().knows("value");
    return wrapped ? given.getAsJsonObject().get("value") : given;
  }
}
