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
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import org.kuralink.simulator.broker.Ending;
import org.kuralink.simulator.gateway.Gateways;
import org.kuralink.simulator.registry.Device;
import org.kuralink.simulator.registry.DeviceKey;
import org.kuralink.simulator.registry.Registry;
import org.kuralink.simulator.registry.RegistryException;

/** REST endpoints for gateways and their sub-devices. */
final class GatewayResource {
  private static final Map<String, Gateways.Change> CHANGES =
      Map.of(
          "created", Gateways.Change.CREATED,
          "deleted", Gateways.Change.DELETED,
          "enabled", Gateways.Change.ENABLED,
          "disabled", Gateways.Change.DISABLED);
  private static final Map<String, Gateways.NoticeTopic> TOPICS =
      Map.of(
          "logout-reply", Gateways.NoticeTopic.LOGOUT_REPLY,
          "ext-error", Gateways.NoticeTopic.EXT_ERROR);
  private static final Map<Integer, Ending> ENDINGS =
      Map.of(
          427, Ending.ELSEWHERE,
          520, new Ending(520, "device no session"),
          521, Ending.DELETED,
          522, Ending.FORBIDDEN,
          6401, new Ending(6401, "topo relation not exist"));

  private final Registry registry;
  private final Gateways gateways;
  private final DeviceResource devices;

  GatewayResource(Registry registry, Gateways gateways, DeviceResource devices) {
    this.registry = registry;
    this.gateways = gateways;
    this.devices = devices;
  }

  void register(Router router) {
    String one = "/api/v1/devices/{productKey}/{deviceName}";
    router.add("GET", "/api/v1/gateways", this::all);
    router.add("GET", one + "/sub-devices", this::subDevices);
    router.add("POST", one + "/sub-devices", this::bind);
    router.add("POST", one + "/sub-devices/notify", this::ask);
    router.add("POST", one + "/sub-devices/change", this::change);
    router.add("POST", one + "/sub-devices/permit", this::permit);
    router.add("GET", one + "/found", this::found);
    router.add("DELETE", one + "/gateway", this::unbind);
    router.add("POST", one + "/force", this::force);
    router.add("POST", one + "/lose", this::lose);
  }

  private CompletionStage<Response> all(Call call) {
    List<JsonElement> items = new ArrayList<>();
    for (DeviceKey gateway : gateways.relations().gateways()) {
      JsonObject json = Call.name(gateway);
      List<DeviceKey> behind = gateways.relations().of(gateway);
      json.addProperty("subDevices", behind.size());
      json.addProperty("online", behind.stream().filter(gateways::isOnline).count());
      items.add(json);
    }
    return Call.items(items).now();
  }

  private CompletionStage<Response> subDevices(Call call) throws RegistryException {
    DeviceKey gateway = registry.required(call.device()).key();
    List<JsonElement> items = new ArrayList<>();
    for (DeviceKey key : gateways.relations().of(gateway)) {
      for (Device device : registry.device(key).stream().toList()) {
        JsonObject json = devices.toJson(device);
        json.addProperty("online", gateways.isOnline(key));
        items.add(json);
      }
    }
    return Call.items(items).now();
  }

  private CompletionStage<Response> bind(Call call) throws RestException, RegistryException {
    DeviceKey gateway = registry.required(call.device()).key();
    List<DeviceKey> keys = devices(call.json());
    for (DeviceKey key : keys) {
      registry.required(key);
    }
    for (DeviceKey key : keys) {
      gateways.bind(gateway, key);
    }
    return Response.empty(204).now();
  }

  private CompletionStage<Response> unbind(Call call) throws RegistryException {
    gateways.unbind(call.device(), !"false".equals(call.query().get("tell")));
    return Response.empty(204).now();
  }

  private CompletionStage<Response> ask(Call call) throws RestException, RegistryException {
    DeviceKey gateway = registry.required(call.device()).key();
    return CommandResource.answer(gateways.notify(gateway, devices(call.json())));
  }

  private CompletionStage<Response> change(Call call) throws RestException, RegistryException {
    DeviceKey gateway = registry.required(call.device()).key();
    JsonObject json = call.json();
    Gateways.Change change =
        Call.option(json, "change", CHANGES)
            .orElseThrow(() -> RestException.bad("change is missing"));
    return CommandResource.answer(gateways.change(gateway, change, devices(json)));
  }

  private CompletionStage<Response> permit(Call call) throws RestException, RegistryException {
    DeviceKey gateway = registry.required(call.device()).key();
    JsonObject json = call.json();
    return CommandResource.answer(
        gateways.permit(
            gateway,
            Call.requiredText(json, "productKey"),
            Call.number(json, "seconds", 0, 86_400, 60)));
  }

  private CompletionStage<Response> found(Call call) throws RegistryException {
    DeviceKey gateway = registry.required(call.device()).key();
    List<JsonElement> items = new ArrayList<>();
    gateways
        .foundBy(gateway)
        .forEach(
            (key, time) -> {
              JsonObject json = Call.name(key);
              json.addProperty("time", time);
              items.add(json);
            });
    return Call.items(items).now();
  }

  private CompletionStage<Response> force(Call call) throws RestException, RegistryException {
    DeviceKey key = registry.required(call.device()).key();
    JsonObject json = call.json();
    Ending why = ENDINGS.get(Call.number(json, "code", 0, 9999, 427));
    if (why == null) {
      throw RestException.bad("code: 427, 520, 521, 522 or 6401 is needed");
    }
    Gateways.NoticeTopic where =
        Call.option(json, "on", TOPICS).orElse(Gateways.NoticeTopic.LOGOUT_REPLY);
    return there(key, gateways.force(key, why, where, Call.flag(json, "named", true)));
  }

  private CompletionStage<Response> lose(Call call) throws RestException, RegistryException {
    DeviceKey key = registry.required(call.device()).key();
    return there(key, gateways.lose(key));
  }

  private static CompletionStage<Response> there(DeviceKey key, boolean was) throws RestException {
    if (!was) {
      throw new RestException(409, "not-connected", key + " has no session through a gateway");
    }
    return Response.empty(204).now();
  }

  private static List<DeviceKey> devices(JsonObject json) throws RestException {
    if (!(json.get("devices") instanceof JsonArray list)) {
      throw RestException.bad("devices: an array is needed");
    }
    List<DeviceKey> keys = new ArrayList<>();
    for (JsonElement element : list) {
      if (!(element instanceof JsonObject one
          && one.get("productKey") instanceof JsonPrimitive product
          && one.get("deviceName") instanceof JsonPrimitive name)) {
        throw RestException.bad("devices: productKey and deviceName of each are needed");
      }
      keys.add(new DeviceKey(product.getAsString(), name.getAsString()));
    }
    return keys;
  }
}
