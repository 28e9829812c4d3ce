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
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.kuralink.simulator.alink.CommandResult;
import org.kuralink.simulator.alink.Commands;
import org.kuralink.simulator.broker.Session;
import org.kuralink.simulator.broker.SessionTable;
import org.kuralink.simulator.registry.DeviceKey;
import org.kuralink.simulator.registry.Registry;
import org.kuralink.simulator.registry.RegistryException;
import org.kuralink.simulator.tsl.Service;

/** REST endpoints for calling services of a thing model. */
final class ServiceResource {
  private final Registry registry;
  private final SessionTable sessions;
  private final Commands commands;

  private enum Way {
    ASYNC,
    RRPC,
    EXT_RRPC
  }

  ServiceResource(Registry registry, SessionTable sessions, Commands commands) {
    this.registry = registry;
    this.sessions = sessions;
    this.commands = commands;
  }

  void register(Router router) {
    String one = "/api/v1/devices/{productKey}/{deviceName}";
    router.add("POST", one + "/services/{service}", this::callService);
    router.add(
        "GET",
        one + "/answers",
        call -> {
          DeviceKey key = registry.required(call.device()).key();
          return Response.json(200, commands.counts().of(key).toJson()).now();
        });
  }

  private CompletionStage<Response> callService(Call call) throws RestException, RegistryException {
    DeviceKey key = registry.required(call.device()).key();
    String name = call.path().getOrDefault("service", "");
    JsonObject json = call.json();
    JsonElement params = json.has("params") ? json.get("params") : new JsonObject();
    Optional<Service> service = registry.tsl(key).service(name);
    if (Call.flag(json, "check", true)) {
      check(name, service, params);
    }
    Way way =
        Call.option(
                json, "way", Map.of("async", Way.ASYNC, "rrpc", Way.RRPC, "ext-rrpc", Way.EXT_RRPC))
            .orElseGet(() -> usual(key, service));
    Duration timeout = CommandResource.timeout(json);
    String method = "thing.service." + name;
    CompletionStage<CommandResult> result =
        switch (way) {
          case ASYNC -> commands.order(key, "thing/service/" + name, params, timeout);
          case RRPC -> commands.rrpc(key, Commands.Rrpc.SYS, method, params, timeout);
          case EXT_RRPC -> commands.rrpc(key, Commands.Rrpc.EXT, method, params, timeout);
        };
    return result.thenApply(r -> Response.json(200, shown(r, service)));
  }

  private Way usual(DeviceKey key, Optional<Service> service) {
    if (!service.map(Service::synchronous).orElse(false)) {
      return Way.ASYNC;
    }
    boolean ext = sessions.of(key).map(Session::wantsExtRrpc).orElse(false);
    return ext ? Way.EXT_RRPC : Way.RRPC;
  }

  private static void check(String name, Optional<Service> service, JsonElement params)
      throws RestException {
    if (service.isEmpty()) {
      throw RestException.bad("the thing model has no service " + name);
    }
    Optional<String> problem = service.get().input().problem(params);
    if (problem.isPresent()) {
      throw RestException.bad("params: " + problem.get());
    }
  }

  private static JsonObject shown(CommandResult result, Optional<Service> service) {
    JsonObject json = result.toJson();
    if (service.isPresent() && result.code() == 200) {
      JsonElement data = json.has("data") ? json.get("data") : new JsonObject();
      service
          .get()
          .output()
          .problem(data)
          .ifPresent(problem -> json.addProperty("dataProblem", problem));
    }
    return json;
  }
}
