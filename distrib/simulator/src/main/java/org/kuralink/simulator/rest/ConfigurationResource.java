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
import java.util.concurrent.CompletionStage;
import org.kuralink.simulator.cota.Configurations;
import org.kuralink.simulator.cota.ProductConfiguration;
import org.kuralink.simulator.registry.RegistryException;

/** REST endpoints for the remote configuration of products. */
final class ConfigurationResource {
  private static final String JSON = "application/json; charset=utf-8";

  private final Configurations configurations;

  ConfigurationResource(Configurations configurations) {
    this.configurations = configurations;
  }

  void register(Router router) {
    String one = "/api/v1/products/{productKey}/configuration";
    String version = one + "/versions/{configId}";
    router.add("GET", one, this::show);
    router.add("PATCH", one, this::change);
    router.add("PUT", one + "/content", this::save);
    router.add("GET", version, this::content);
    router.add("POST", version + "/restore", this::restore);
    router.add("POST", one + "/push", this::push);
  }

  private CompletionStage<Response> show(Call call) throws RegistryException {
    return Response.json(200, configurations.of(call.productKey()).toJson()).now();
  }

  private CompletionStage<Response> change(Call call) throws RestException, RegistryException {
    JsonObject json = call.json();
    String product = call.productKey();
    ProductConfiguration now = configurations.of(product);
    boolean enabled = Call.flag(json, "enabled", now.enabled());
    boolean hourly = Call.flag(json, "hourly", now.hourly());
    if (json.has("scheme")) {
      configurations.scheme(product, FileResource.scheme(json));
    }
    if (enabled != now.enabled()) {
      configurations.enable(product, enabled);
    }
    if (hourly != now.hourly()) {
      configurations.hourly(product, hourly);
    }
    return show(call);
  }

  private CompletionStage<Response> save(Call call) throws RegistryException {
    return Response.json(200, configurations.save(call.productKey(), call.body()).toJson()).now();
  }

  private static String configId(Call call) {
    return call.path().getOrDefault("configId", "");
  }

  private CompletionStage<Response> content(Call call) throws RegistryException {
    byte[] content = configurations.content(call.productKey(), configId(call));
    return new Response(200, JSON, content).now();
  }

  private CompletionStage<Response> restore(Call call) throws RegistryException {
    return Response.json(200, configurations.restore(call.productKey(), configId(call)).toJson())
        .now();
  }

  private CompletionStage<Response> push(Call call) throws RestException, RegistryException {
    JsonElement params = call.json().get("params");
    if (params != null && !params.isJsonObject()) {
      throw RestException.bad("params: an object of wrong parameters is needed, or nothing");
    }
    JsonObject wrong = params == null ? new JsonObject() : params.getAsJsonObject();
    return Response.json(200, configurations.push(call.productKey(), wrong).toJson()).now();
  }
}
