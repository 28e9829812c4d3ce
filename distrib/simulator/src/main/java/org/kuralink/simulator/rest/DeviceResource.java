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
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.kuralink.simulator.broker.Session;
import org.kuralink.simulator.broker.SessionTable;
import org.kuralink.simulator.fault.FaultTable;
import org.kuralink.simulator.fault.Faults;
import org.kuralink.simulator.gateway.Relations;
import org.kuralink.simulator.life.Life;
import org.kuralink.simulator.registry.Device;
import org.kuralink.simulator.registry.DeviceKey;
import org.kuralink.simulator.registry.Registry;
import org.kuralink.simulator.registry.RegistryException;

/** REST endpoints for devices. */
final class DeviceResource {
  private final Registry registry;
  private final SessionTable sessions;
  private final FaultTable faults;
  private final Life life;
  private final Relations relations;

  DeviceResource(
      Registry registry, SessionTable sessions, FaultTable faults, Life life, Relations relations) {
    this.relations = relations;
    this.registry = registry;
    this.sessions = sessions;
    this.faults = faults;
    this.life = life;
  }

  void register(Router router) {
    String one = "/api/v1/devices/{productKey}/{deviceName}";
    router.add("GET", "/api/v1/devices", this::list);
    router.add("POST", "/api/v1/products/{productKey}/devices", this::create);
    router.add("GET", one, call -> Response.json(200, detail(device(call))).now());
    router.add("DELETE", one, this::delete);
    router.add("GET", one + "/secret", this::secret);
    router.add("PUT", one + "/secret", this::changeSecret);
    router.add("POST", one + "/disable", this::disable);
    router.add("POST", one + "/enable", this::enable);
    router.add("POST", one + "/kick", this::kick);
    router.add("DELETE", one + "/tokens", this::revoke);
    router.add("GET", "/api/v1/sessions", this::sessions);
  }

  private CompletionStage<Response> list(Call call) {
    String product = call.query().get("productKey");
    List<Device> devices = product == null ? registry.devices() : registry.devices(product);
    JsonArray items = new JsonArray();
    devices.forEach(device -> items.add(toJson(device)));
    return Response.json(200, items(items)).now();
  }

  private CompletionStage<Response> create(Call call) throws RestException, RegistryException {
    JsonObject json = call.json();
    DeviceKey key = new DeviceKey(call.productKey(), Call.requiredText(json, "deviceName"));
    Device device = registry.createDevice(key, Call.text(json, "deviceSecret"));
    JsonObject body = toJson(device);
    body.addProperty("deviceSecret", device.secret());
    return Response.json(201, body).now();
  }

  private CompletionStage<Response> delete(Call call) throws RegistryException {
    life.delete(call.device());
    faults.clear(call.device());
    return Response.empty(204).now();
  }

  private CompletionStage<Response> secret(Call call) throws RegistryException {
    JsonObject body = new JsonObject();
    body.addProperty("deviceSecret", device(call).secret());
    return Response.json(200, body).now();
  }

  private CompletionStage<Response> changeSecret(Call call)
      throws RestException, RegistryException {
    registry.changeSecret(call.device(), Call.requiredText(call.json(), "deviceSecret"));
    return Response.empty(204).now();
  }

  private CompletionStage<Response> disable(Call call) throws RestException, RegistryException {
    life.disable(call.device(), Call.flag(call.json(), "kick", true));
    return Response.empty(204).now();
  }

  private CompletionStage<Response> enable(Call call) throws RegistryException {
    life.enable(call.device());
    return Response.empty(204).now();
  }

  private CompletionStage<Response> kick(Call call) throws RegistryException {
    sessions.kick(device(call).key(), "kicked by REST");
    return Response.empty(204).now();
  }

  private CompletionStage<Response> revoke(Call call) throws RegistryException {
    sessions.endUnconnected(device(call).key(), "its token was revoked by REST");
    return Response.empty(204).now();
  }

  private CompletionStage<Response> sessions(Call call) {
    JsonArray items = new JsonArray();
    sessions.all().forEach(session -> items.add(session.toJson()));
    return Response.json(200, items(items)).now();
  }

  private Device device(Call call) throws RegistryException {
    return registry.required(call.device());
  }

  private static JsonObject items(JsonArray items) {
    JsonObject body = new JsonObject();
    body.add("items", items);
    return body;
  }

  private JsonObject detail(Device device) {
    JsonObject json = toJson(device);
    Optional<Session> session = sessions.any(device.key());
    json.add("session", session.isPresent() ? session.get().toJson() : JsonNull.INSTANCE);
    JsonObject properties = new JsonObject();
    for (Map.Entry<String, Device.Reported> entry : device.properties().entrySet()) {
      JsonObject reported = new JsonObject();
      reported.add("value", entry.getValue().value());
      reported.addProperty("time", entry.getValue().time());
      properties.add(entry.getKey(), reported);
    }
    json.add("properties", properties);
    JsonObject ignored = new JsonObject();
    device
        .ignored()
        .forEach(
            (name, why) -> {
              JsonObject entry = new JsonObject();
              entry.addProperty("reason", why.reason());
              entry.addProperty("time", why.time());
              ignored.add(name, entry);
            });
    json.add("ignored", ignored);
    Optional<Faults> own = faults.own(device.key());
    json.add("faults", own.isPresent() ? own.get().toJson() : JsonNull.INSTANCE);
    return json;
  }

  JsonObject toJson(Device device) {
    JsonObject json = Call.name(device.key());
    json.addProperty("status", status(device));
    json.add(
        "gateway",
        relations
            .gatewayOf(device.key())
            .map(gateway -> (JsonElement) Call.name(gateway))
            .orElse(JsonNull.INSTANCE));
    json.addProperty("createdAt", device.createdAt());
    json.add("activatedAt", JsonNull.INSTANCE);
    json.add("lastOnlineAt", JsonNull.INSTANCE);
    if (device.activatedAt() != 0) {
      json.addProperty("activatedAt", device.activatedAt());
    }
    if (device.lastOnlineAt() != 0) {
      json.addProperty("lastOnlineAt", device.lastOnlineAt());
    }
    return json;
  }

  private String status(Device device) {
    if (!device.enabled()) {
      return "disabled";
    }
    if (sessions.any(device.key()).isPresent()) {
      return "online";
    }
    return device.activatedAt() == 0 ? "inactive" : "offline";
  }
}
