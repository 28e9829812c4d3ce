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
import java.util.Map;
import java.util.Optional;
import org.kuralink.simulator.alink.Answer;
import org.kuralink.simulator.alink.Capability;
import org.kuralink.simulator.alink.Request;
import org.kuralink.simulator.alink.Routes;
import org.kuralink.simulator.live.Journal;
import org.kuralink.simulator.registry.Device;
import org.kuralink.simulator.registry.DeviceKey;
import org.kuralink.simulator.registry.Registry;
import org.kuralink.simulator.tsl.Tsl;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Takes reported properties (spec 9.5); what the TSL does not know or allow is ignored. */
public final class PropertyPost implements Capability {
  /** How many properties one message may carry. */
  public static final int MAX_PROPERTIES = 200;

  private static final Logger LOG = LoggerFactory.getLogger(PropertyPost.class);

  private final Registry registry;
  private final Journal journal;
  private final Clock clock;

  /** For the devices of the registry. */
  public PropertyPost(Registry registry, Journal journal, Clock clock) {
    this.registry = registry;
    this.journal = journal;
    this.clock = clock;
  }

  @Override
  public void register(Routes routes) {
    routes.request("thing/event/property/post", this::post);
  }

  private Answer post(Request request) {
    if (!request.params().isJsonObject()) {
      return Answer.badParameters("params must be an object");
    }
    JsonObject params = request.params().getAsJsonObject();
    if (params.size() > MAX_PROPERTIES) {
      return Answer.failure(6106, "map size must less than 200");
    }
    Device device = request.device();
    Tsl tsl = registry.tsl(device.key());
    long now = clock.millis();
    for (Map.Entry<String, JsonElement> entry : params.entrySet()) {
      take(device, tsl, entry.getKey(), entry.getValue(), now);
    }
    journal.event("device", () -> changed(device.key()));
    return Answer.success();
  }

  private static void take(Device device, Tsl tsl, String name, JsonElement given, long now) {
    JsonElement value = given;
    long time = now;
    Optional<String> problem = tsl.reportProblem(name, value);
    if (problem.isPresent() && timed(given)) {
      JsonObject pair = given.getAsJsonObject();
      value = pair.get("value");
      time = pair.has("time") ? pair.get("time").getAsLong() : now;
      problem = tsl.reportProblem(name, value);
    }
    if (problem.isEmpty()) {
      device.report(name, value, time);
    } else {
      device.ignore(name, problem.get(), now);
      LOG.debug("{}: property {} ignored: {}", device.key(), name, problem.get());
    }
  }

  private static boolean timed(JsonElement given) {
    if (!given.isJsonObject() || !given.getAsJsonObject().has("value")) {
      return false;
    }
    JsonElement time = given.getAsJsonObject().get("time");
    return time == null || (time instanceof JsonPrimitive number && number.isNumber());
  }

  private static JsonObject changed(DeviceKey key) {
    JsonObject json = new JsonObject();
    json.addProperty("change", "properties");
    json.addProperty("productKey", key.productKey());
    json.addProperty("deviceName", key.deviceName());
    return json;
  }
}
