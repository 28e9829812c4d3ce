/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.simulator.rest;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.util.concurrent.CompletionStage;
import org.kuralink.simulator.capability.Capabilities;
import org.kuralink.simulator.custom.CustomTopics;
import org.kuralink.simulator.life.DeviceLogs;
import org.kuralink.simulator.registry.DeviceKey;
import org.kuralink.simulator.registry.Registry;
import org.kuralink.simulator.registry.RegistryException;
import org.kuralink.simulator.thing.Events;

/** REST endpoints for the records of a device: events, tags, log lines, custom topics. */
final class RecordResource {
  private final Registry registry;
  private final Capabilities capabilities;

  RecordResource(Registry registry, Capabilities capabilities) {
    this.registry = registry;
    this.capabilities = capabilities;
  }

  void register(Router router) {
    String one = "/api/v1/devices/{productKey}/{deviceName}";
    router.add("GET", one + "/events", this::events);
    router.add("GET", one + "/tags", this::tags);
    router.add("GET", one + "/custom", this::custom);
    router.add("GET", one + "/logs", this::logs);
    router.add("PUT", one + "/logs/mode", this::changeMode);
  }

  private CompletionStage<Response> events(Call call) throws RegistryException {
    return Call.items(
            capabilities.events().of(key(call)).stream().map(Events.Occurrence::toJson).toList())
        .now();
  }

  private CompletionStage<Response> tags(Call call) throws RegistryException {
    return Call.items(capabilities.tags().of(key(call))).now();
  }

  private CompletionStage<Response> custom(Call call) throws RegistryException {
    return Call.items(
            capabilities.custom().of(key(call)).stream()
                .map(CustomTopics.Received::toJson)
                .toList())
        .now();
  }

  private CompletionStage<Response> logs(Call call) throws RegistryException {
    DeviceLogs logs = capabilities.logs();
    JsonArray items = new JsonArray();
    logs.of(key(call)).forEach(items::add);
    JsonObject body = new JsonObject();
    body.addProperty("mode", logs.mode(key(call)));
    body.add("items", items);
    return Response.json(200, body).now();
  }

  private CompletionStage<Response> changeMode(Call call) throws RestException, RegistryException {
    DeviceKey key = key(call);
    int mode = Call.number(call.json(), "mode", 0, 1, -1);
    if (mode < 0) {
      throw RestException.bad("mode is missing");
    }
    capabilities.logs().mode(key, mode);
    return Response.empty(204).now();
  }

  private DeviceKey key(Call call) throws RegistryException {
    return registry.required(call.device()).key();
  }
}
