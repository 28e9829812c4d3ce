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
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.kuralink.simulator.registry.DeviceKey;
import org.kuralink.simulator.registry.Registry;
import org.kuralink.simulator.registry.RegistryException;
import org.kuralink.simulator.shadow.ShadowException;
import org.kuralink.simulator.shadow.Shadows;

/** REST endpoints for shadows, from the point of view of an application. */
final class ShadowResource {
  private final Registry registry;
  private final Shadows shadows;

  ShadowResource(Registry registry, Shadows shadows) {
    this.registry = registry;
    this.shadows = shadows;
  }

  void register(Router router) {
    String one = "/api/v1/devices/{productKey}/{deviceName}/shadow";
    router.add("GET", one, call -> document(registry.required(call.device()).key()));
    router.add("PATCH", one, this::change);
    router.add("DELETE", one, this::reset);
    router.add("POST", one + "/control", this::push);
  }

  private CompletionStage<Response> document(DeviceKey key) {
    return Response.json(200, shadows.of(key).toJson()).now();
  }

  private CompletionStage<Response> change(Call call) throws RestException, RegistryException {
    DeviceKey key = registry.required(call.device()).key();
    JsonObject json = call.json();
    if (!(json.get("state") instanceof JsonObject state)
        || (!state.has("reported") && !state.has("desired"))) {
      throw RestException.bad("state: an object with reported or desired is needed");
    }
    try {
      shadows.change(key, state, version(json.get("version")));
    } catch (ShadowException e) {
      int status = e.code() == 409 ? 409 : 400;
      throw new RestException(status, "shadow-" + e.code(), e.getMessage());
    }
    return document(key);
  }

  private static Optional<Long> version(@Nullable JsonElement given) throws RestException {
    if (given == null || given.isJsonNull()) {
      return Optional.empty();
    }
    if (given instanceof JsonPrimitive number && number.isNumber()) {
      try {
        long version = number.getAsBigDecimal().longValueExact();
        if (version >= 0) {
          return Optional.of(version);
        }
      } catch (ArithmeticException e) {
        throw RestException.bad("version: a whole number of 64 bits is needed");
      }
    }
    throw RestException.bad("version: a whole number, 0 for the next one, is needed");
  }

  private CompletionStage<Response> reset(Call call) throws RegistryException {
    shadows.reset(registry.required(call.device()).key());
    return Response.empty(204).now();
  }

  private CompletionStage<Response> push(Call call) throws RegistryException {
    shadows.push(registry.required(call.device()).key());
    return Response.empty(202).now();
  }
}
