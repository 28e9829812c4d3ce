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
import io.netty.handler.codec.http.QueryStringDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.function.IntSupplier;
import org.kuralink.simulator.auth.DynamicRegistration;
import org.kuralink.simulator.auth.SignMethod;
import org.kuralink.simulator.auth.TokenService;
import org.kuralink.simulator.fault.FaultTable;
import org.kuralink.simulator.registry.Device;
import org.kuralink.simulator.registry.DeviceKey;
import org.kuralink.simulator.registry.Registry;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The HTTPS requests of devices for a log-in token (spec 3.1) and for their secret (spec 9.2). */
final class AuthResource {
  private static final Logger LOG = LoggerFactory.getLogger(AuthResource.class);
  private static final Set<String> UNSIGNED =
      Set.of("sign", "signmethod", "signMethod", "version", "resources", "resouces");
  private static final int CLIENT_ID_MAX = 64;

  private final Registry registry;
  private final TokenService tokens;
  private final DynamicRegistration registration;
  private final FaultTable faults;
  private final String mqttHost;
  private final IntSupplier mqttPort;

  AuthResource(
      Registry registry,
      TokenService tokens,
      DynamicRegistration registration,
      FaultTable faults,
      String mqttHost,
      IntSupplier mqttPort) {
    this.registry = registry;
    this.tokens = tokens;
    this.registration = registration;
    this.faults = faults;
    this.mqttHost = mqttHost;
    this.mqttPort = mqttPort;
  }

  void register(Router router) {
    router.add("POST", "/auth/devicename", call -> answer(this::authenticate, call));
    router.add("POST", "/auth/register/device", call -> answer(this::registerDevice, call));
  }

  /** Answers a form. */
  private interface FormHandler {
    Response handle(Map<String, String> form);
  }

  private CompletionStage<Response> answer(FormHandler handler, Call call) {
    int fault = faults.general().authCode();
    if (fault != 0) {
      return refused(fault, "fault: authCode").now();
    }
    try {
      return handler.handle(form(call.body())).now();
    } catch (IllegalArgumentException e) {
      return refused(460, "param error: " + e.getMessage()).now();
    }
  }

  private Response authenticate(Map<String, String> form) {
    String clientId = form.getOrDefault("clientId", "");
    String sign = form.getOrDefault("sign", "");
    DeviceKey key = key(form);
    if (key.productKey().isEmpty() || key.deviceName().isEmpty()) {
      return refused(460, "param error: productKey and deviceName are needed");
    }
    if (clientId.isEmpty() || clientId.length() > CLIENT_ID_MAX || sign.isEmpty()) {
      return refused(460, "param error: clientId (at most 64 characters) and sign are needed");
    }
    Optional<SignMethod> method = SignMethod.named(form.getOrDefault("signmethod", "hmacmd5"));
    if (method.isEmpty()) {
      return refused(6200, "auth type mismatch: unknown signmethod");
    }
    Optional<Device> device = registry.device(key);
    if (device.isEmpty()) {
      return refused(5001, "meta device not found");
    }
    Map<String, String> signed = new HashMap<>(form);
    signed.keySet().removeAll(UNSIGNED);
    if (!method.get().verifies(device.get().secret(), signed, sign)) {
      return refused(401, "request auth error: signature mismatch");
    }
    if (!device.get().enabled()) {
      return refused(6204, "device is disabled");
    }
    LOG.info("{} received a token", key);
    JsonObject data = new JsonObject();
    data.addProperty("iotId", device.get().iotId());
    data.addProperty("iotToken", tokens.issue(device.get()));
    String wanted = form.getOrDefault("resources", form.getOrDefault("resouces", ""));
    if (List.of(wanted.split(",", -1)).contains("mqtt")) {
      data.add("resources", resources());
    }
    return answered(200, "success", data);
  }

  private JsonObject resources() {
    JsonObject mqtt = new JsonObject();
    mqtt.addProperty("host", mqttHost);
    mqtt.addProperty("port", mqttPort.getAsInt());
    JsonObject resources = new JsonObject();
    resources.add("mqtt", mqtt);
    return resources;
  }

  private Response registerDevice(Map<String, String> form) {
    DeviceKey key = key(form);
    String random = form.getOrDefault("random", "");
    String sign = form.getOrDefault("sign", "");
    String name = form.getOrDefault("signMethod", form.getOrDefault("signmethod", "hmacmd5"));
    Optional<SignMethod> method = SignMethod.named(name);
    if (key.productKey().isEmpty() || key.deviceName().isEmpty()) {
      return refused(460, "request parameter error: productKey and deviceName are needed");
    }
    if (random.isEmpty() || sign.isEmpty()) {
      return refused(460, "request parameter error: random and sign are needed");
    }
    if (method.isEmpty()) {
      return refused(6292, "signMethod is not known");
    }
    Optional<String> instance = Optional.ofNullable(form.get("instanceId"));
    DynamicRegistration.Outcome outcome =
        instance
            .flatMap(named -> registration.elsewhere(instance))
            .orElseGet(() -> registration.register(key, random, method.get(), sign));
    if (outcome.device().isEmpty()) {
      LOG.info("{} not registered: {} {}", key, outcome.code(), outcome.message());
      return refused(outcome.code(), outcome.message());
    }
    LOG.info("{} registered by HTTPS", key);
    JsonObject data = new JsonObject();
    data.addProperty("productKey", key.productKey());
    data.addProperty("deviceName", key.deviceName());
    data.addProperty("deviceSecret", outcome.device().get().secret());
    return answered(200, "success", data);
  }

  private static DeviceKey key(Map<String, String> form) {
    return new DeviceKey(form.getOrDefault("productKey", ""), form.getOrDefault("deviceName", ""));
  }

  private static Map<String, String> form(byte[] body) {
    Map<String, String> form = new HashMap<>();
    new QueryStringDecoder(new String(body, StandardCharsets.UTF_8), false)
        .parameters()
        .forEach((name, values) -> form.put(name, values.get(0)));
    return form;
  }

  private static Response refused(int code, String message) {
    return answered(code, message, new JsonObject());
  }

  private static Response answered(int code, String message, JsonObject data) {
    JsonObject body = new JsonObject();
    body.addProperty("code", code);
    body.add("data", data);
    body.addProperty("message", message);
    return Response.json(200, body);
  }
}
