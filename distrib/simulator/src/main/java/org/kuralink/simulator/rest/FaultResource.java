/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.simulator.rest;

import com.google.gson.JsonObject;
import java.util.concurrent.CompletionStage;
import org.kuralink.simulator.broker.MqttBroker;
import org.kuralink.simulator.fault.FaultTable;
import org.kuralink.simulator.fault.Faults;
import org.kuralink.simulator.live.Journal;
import org.kuralink.simulator.registry.DeviceKey;
import org.kuralink.simulator.registry.Registry;
import org.kuralink.simulator.registry.RegistryException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** REST endpoints for fault injection. */
final class FaultResource {
  private static final Logger LOG = LoggerFactory.getLogger(FaultResource.class);

  private final Registry registry;
  private final FaultTable faults;
  private final MqttBroker broker;
  private final Journal journal;

  FaultResource(Registry registry, FaultTable faults, MqttBroker broker, Journal journal) {
    this.registry = registry;
    this.faults = faults;
    this.broker = broker;
    this.journal = journal;
  }

  void register(Router router) {
    String one = "/api/v1/devices/{productKey}/{deviceName}/faults";
    router.add("GET", "/api/v1/faults", c -> Response.json(200, faults.general().toJson()).now());
    router.add("PUT", "/api/v1/faults", this::putGeneral);
    router.add("DELETE", "/api/v1/faults", this::clearAll);
    router.add("GET", one, this::getOwn);
    router.add("PUT", one, this::putOwn);
    router.add("DELETE", one, this::clearOwn);
    router.add("POST", "/api/v1/broker/stop", this::stop);
    router.add("POST", "/api/v1/broker/start", this::start);
  }

  private CompletionStage<Response> putGeneral(Call call) throws RestException {
    Faults wanted = read(call);
    faults.general(wanted);
    journal.event("fault", wanted::toJson);
    return Response.json(200, wanted.toJson()).now();
  }

  private CompletionStage<Response> clearAll(Call call) {
    faults.clearAll();
    journal.event("fault", Faults.NONE::toJson);
    return Response.empty(204).now();
  }

  private CompletionStage<Response> getOwn(Call call) throws RegistryException {
    DeviceKey key = registry.required(call.device()).key();
    return Response.json(200, faults.own(key).orElse(Faults.NONE).toJson()).now();
  }

  private CompletionStage<Response> putOwn(Call call) throws RestException, RegistryException {
    DeviceKey key = registry.required(call.device()).key();
    Faults wanted = read(call);
    faults.own(key, wanted);
    tell(key, wanted);
    return Response.json(200, wanted.toJson()).now();
  }

  private CompletionStage<Response> clearOwn(Call call) throws RegistryException {
    DeviceKey key = registry.required(call.device()).key();
    faults.clear(key);
    tell(key, Faults.NONE);
    return Response.empty(204).now();
  }

  private void tell(DeviceKey key, Faults now) {
    journal.event(
        "fault",
        () -> {
          JsonObject json = now.toJson();
          json.addProperty("productKey", key.productKey());
          json.addProperty("deviceName", key.deviceName());
          return json;
        });
  }

  private static Faults read(Call call) throws RestException {
    try {
      return Faults.fromJson(call.json());
    } catch (IllegalArgumentException e) {
      throw RestException.bad(String.valueOf(e.getMessage()));
    }
  }

  private CompletionStage<Response> stop(Call call) {
    LOG.info("MQTT ports closed by REST");
    return broker.stop().thenApply(done -> told(false));
  }

  private CompletionStage<Response> start(Call call) {
    LOG.info("MQTT ports opened by REST");
    return broker.start().thenApply(done -> told(true));
  }

  private Response told(boolean running) {
    journal.event(
        "broker",
        () -> {
          JsonObject json = new JsonObject();
          json.addProperty("running", running);
          return json;
        });
    return Response.empty(204);
  }
}
