/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.simulator.rest;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import org.kuralink.simulator.registry.DeviceKey;
import org.kuralink.simulator.registry.Registry;
import org.kuralink.simulator.registry.RegistryException;
import org.kuralink.simulator.thing.DesiredProperties;

/** REST endpoints for desired property values. */
final class DesiredResource {
  private final Registry registry;
  private final DesiredProperties desired;

  DesiredResource(Registry registry, DesiredProperties desired) {
    this.registry = registry;
    this.desired = desired;
  }

  void register(Router router) {
    String one = "/api/v1/devices/{productKey}/{deviceName}/desired";
    router.add("GET", one, call -> all(registry.required(call.device()).key()));
    router.add("PUT", one, this::set);
    router.add("DELETE", one + "/{property}", this::delete);
  }

  private CompletionStage<Response> all(DeviceKey key) {
    JsonObject body = new JsonObject();
    desired
        .of(key)
        .all()
        .forEach(
            (name, wish) -> {
              JsonObject json = wish.toJson();
              json.addProperty("time", wish.time());
              body.add(name, json);
            });
    return Response.json(200, body).now();
  }

  private CompletionStage<Response> set(Call call) throws RestException, RegistryException {
    DeviceKey key = registry.required(call.device()).key();
    JsonObject json = call.json();
    if (!(json.get("params") instanceof JsonObject params) || params.size() == 0) {
      throw RestException.bad("params: an object of property names and values is needed");
    }
    if (Call.flag(json, "check", true)) {
      CommandResource.check(registry.tsl(key), params);
    }
    if (json.has("versions")) {
      compare(key, json.get("versions"));
    }
    desired.set(key, params);
    return all(key);
  }

  private void compare(DeviceKey key, JsonElement versions) throws RestException {
    if (!(versions instanceof JsonObject expected)) {
      throw RestException.bad("versions: an object of property names and numbers is needed");
    }
    for (Map.Entry<String, JsonElement> entry : expected.entrySet()) {
      long now = desired.of(key).version(entry.getKey());
      if (!(entry.getValue() instanceof JsonPrimitive number) || !number.isNumber()) {
        throw RestException.bad("versions: " + entry.getKey() + " is not a number");
      }
      if (number.getAsLong() != now) {
        throw new RestException(409, "conflict", entry.getKey() + " has the version " + now);
      }
    }
  }

  private CompletionStage<Response> delete(Call call) throws RegistryException {
    DeviceKey key = registry.required(call.device()).key();
    desired.delete(key, call.path().getOrDefault("property", ""));
    return Response.empty(204).now();
  }
}
