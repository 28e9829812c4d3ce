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
import org.kuralink.simulator.alink.Bytes;
import org.kuralink.simulator.alink.CommandResult;
import org.kuralink.simulator.alink.Commands;
import org.kuralink.simulator.broker.Session;
import org.kuralink.simulator.broker.SessionTable;
import org.kuralink.simulator.registry.DeviceKey;
import org.kuralink.simulator.registry.Registry;
import org.kuralink.simulator.registry.RegistryException;
import org.kuralink.simulator.tsl.Tsl;

/** REST endpoints for sending messages to a device. */
final class CommandResource {
  private static final int DEFAULT_TIMEOUT_MS = 5000;

  private final Registry registry;
  private final SessionTable sessions;
  private final Commands commands;

  CommandResource(Registry registry, SessionTable sessions, Commands commands) {
    this.registry = registry;
    this.sessions = sessions;
    this.commands = commands;
  }

  void register(Router router) {
    String one = "/api/v1/devices/{productKey}/{deviceName}";
    router.add("POST", one + "/properties/set", this::setProperties);
    router.add("POST", one + "/properties/get", this::getProperties);
    router.add("POST", one + "/rrpc", this::rrpc);
    router.add("POST", one + "/messages", this::publish);
  }

  private CompletionStage<Response> setProperties(Call call)
      throws RestException, RegistryException {
    DeviceKey key = registry.required(call.device()).key();
    JsonObject json = call.json();
    JsonElement params = json.get("params");
    if (params == null || !params.isJsonObject()) {
      throw RestException.bad("params: an object of property names and values is needed");
    }
    if (Call.flag(json, "check", true)) {
      check(registry.tsl(key), params.getAsJsonObject());
    }
    return answer(commands.setProperties(key, params.getAsJsonObject(), timeout(json)));
  }

  static void check(Tsl tsl, JsonObject params) throws RestException {
    for (Map.Entry<String, JsonElement> entry : params.entrySet()) {
      Optional<String> problem = tsl.setProblem(entry.getKey(), entry.getValue());
      if (problem.isPresent()) {
        throw RestException.bad(entry.getKey() + ": " + problem.get());
      }
    }
  }

  private CompletionStage<Response> getProperties(Call call)
      throws RestException, RegistryException {
    DeviceKey key = registry.required(call.device()).key();
    JsonObject json = call.json();
    JsonElement params = json.get("params");
    if (params == null || !params.isJsonArray()) {
      throw RestException.bad("params: an array of property names is needed");
    }
    return answer(commands.getProperties(key, params.getAsJsonArray(), timeout(json)));
  }

  private CompletionStage<Response> rrpc(Call call) throws RestException, RegistryException {
    DeviceKey key = registry.required(call.device()).key();
    JsonObject json = call.json();
    Optional<String> topic = Call.text(json, "topic");
    if (topic.isPresent()) {
      Bytes payload = Call.bytes(json);
      return answer(commands.customRrpc(key, plain(topic.get()), payload, timeout(json)));
    }
    JsonElement params = json.has("params") ? json.get("params") : new JsonObject();
    Commands.Rrpc way =
        Call.option(json, "way", Map.of("rrpc", Commands.Rrpc.SYS, "ext-rrpc", Commands.Rrpc.EXT))
            .orElse(Commands.Rrpc.SYS);
    String method = Call.requiredText(json, "method");
    return answer(commands.rrpc(key, way, method, params, timeout(json)));
  }

  private CompletionStage<Response> publish(Call call) throws RestException, RegistryException {
    DeviceKey key = registry.required(call.device()).key();
    JsonObject json = call.json();
    String topic = plain(Call.requiredText(json, "topic"));
    int qos = Call.number(json, "qos", 0, 1, 0);
    byte[] payload = Call.bytes(json).toArray();
    Optional<Session> session = sessions.of(key);
    if (session.isPresent()) {
      session.get().send(topic, payload, qos);
    } else if (qos == 0 || !sessions.keep(key, topic, payload)) {
      throw new RestException(
          409, "not-connected", key + " is not connected and has no persistent session");
    }
    return Response.empty(202).now();
  }

  private static String plain(String topic) throws RestException {
    boolean wild = topic.contains("+") || topic.contains("#");
    if (topic.isEmpty() || wild || topic.length() > 512) {
      throw RestException.bad("topic: 1 to 512 characters without wildcards are needed");
    }
    return topic;
  }

  static Duration timeout(JsonObject json) throws RestException {
    return Duration.ofMillis(Call.number(json, "timeoutMs", 1, 60_000, DEFAULT_TIMEOUT_MS));
  }

  static CompletionStage<Response> answer(CompletionStage<CommandResult> result) {
    return result.thenApply(r -> Response.json(200, r.toJson()));
  }
}
