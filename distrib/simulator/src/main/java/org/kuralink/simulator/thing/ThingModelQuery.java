/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.simulator.thing;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import java.util.Map;
import java.util.Optional;
import org.kuralink.simulator.alink.Answer;
import org.kuralink.simulator.alink.Capability;
import org.kuralink.simulator.alink.Request;
import org.kuralink.simulator.alink.Routes;
import org.kuralink.simulator.registry.DeviceKey;
import org.kuralink.simulator.registry.Registry;
import org.kuralink.simulator.tsl.BadModelException;
import org.kuralink.simulator.tsl.Tsl;

/** Answers requests for the thing model (spec 9.9), or for a custom module by its name. */
public final class ThingModelQuery implements Capability {
  private static final String SCHEMA = "https://iot-tsl.oss-cn-shanghai.aliyuncs.com/schema.json";

  private final Registry registry;

  /** For the devices of the registry. */
  public ThingModelQuery(Registry registry) {
    this.registry = registry;
  }

  @Override
  public void register(Routes routes) {
    routes.request("thing/dsltemplate/get", this::answer);
    routes.request("thing/dynamicTsl/get", this::answer);
  }

  private Answer answer(Request request) {
    if (!request.params().isJsonObject()) {
      return Answer.badParameters("params must be an object");
    }
    DeviceKey key = request.key();
    if (registry.device(key).isEmpty()) {
      return Answer.failure(6321, "tsl: device not exist in product");
    }
    Optional<JsonObject> wanted = wanted(registry.tsl(key), request.params().getAsJsonObject());
    if (wanted.isEmpty()) {
      return Answer.badParameters("functionBlockId: the product has no such module");
    }
    JsonObject model = new JsonObject();
    model.addProperty("schema", SCHEMA);
    model.addProperty("link", "/sys/" + key + "/thing/");
    for (Map.Entry<String, JsonElement> entry : wanted.get().entrySet()) {
      model.add(entry.getKey(), entry.getValue());
    }
    JsonObject profile = new JsonObject();
    profile.addProperty("productKey", key.productKey());
    profile.addProperty("deviceName", key.deviceName());
    model.add("profile", profile);
    return Answer.success(model);
  }

  private static Optional<JsonObject> wanted(Tsl tsl, JsonObject params) {
    JsonElement module = params.get("functionBlockId");
    if (module == null) {
      return Optional.of(tsl.defaultModule());
    }
    try {
      return module instanceof JsonPrimitive name
          ? tsl.module(name.getAsString())
          : Optional.empty();
    } catch (BadModelException e) {
      return Optional.empty();
    }
  }
}
