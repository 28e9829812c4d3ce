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
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.kuralink.simulator.alink.Bytes;
import org.kuralink.simulator.alink.Commands;
import org.kuralink.simulator.registry.DeviceKey;
import org.kuralink.simulator.registry.Registry;
import org.kuralink.simulator.registry.RegistryException;
import org.kuralink.simulator.thing.RawData;

/** REST endpoints for raw data. */
final class RawResource {
  private final Registry registry;
  private final Commands commands;
  private final RawData raw;

  RawResource(Registry registry, Commands commands, RawData raw) {
    this.registry = registry;
    this.commands = commands;
    this.raw = raw;
  }

  void register(Router router) {
    String one = "/api/v1/devices/{productKey}/{deviceName}/raw";
    router.add("GET", one, this::received);
    router.add("POST", one, this::send);
    router.add("PUT", one + "/answer", this::changeAnswer);
  }

  private CompletionStage<Response> received(Call call) throws RegistryException {
    DeviceKey key = registry.required(call.device()).key();
    JsonArray items = new JsonArray();
    raw.of(key).forEach(message -> items.add(message.toJson()));
    JsonObject body = new JsonObject();
    body.add("answer", raw.answer(key).toJson());
    body.add("items", items);
    return Response.json(200, body).now();
  }

  private CompletionStage<Response> send(Call call) throws RestException, RegistryException {
    DeviceKey key = registry.required(call.device()).key();
    JsonObject json = call.json();
    Bytes payload = Call.bytes(json);
    Duration timeout = CommandResource.timeout(json);
    Optional<Optional<Commands.Rrpc>> way =
        Call.option(
            json,
            "way",
            Map.of(
                "down-raw", Optional.<Commands.Rrpc>empty(),
                "rrpc", Optional.of(Commands.Rrpc.SYS),
                "ext-rrpc", Optional.of(Commands.Rrpc.EXT)));
    Optional<Commands.Rrpc> rrpc = way.orElse(Optional.empty());
    return CommandResource.answer(
        rrpc.isPresent()
            ? commands.rawRrpc(key, rrpc.get(), payload, timeout)
            : commands.raw(key, payload, timeout));
  }

  private CompletionStage<Response> changeAnswer(Call call)
      throws RestException, RegistryException {
    DeviceKey key = registry.required(call.device()).key();
    raw.answer(key, Call.bytes(call.json()));
    return Response.empty(204).now();
  }
}
