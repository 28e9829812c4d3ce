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
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.kuralink.simulator.broker.Session;
import org.kuralink.simulator.broker.SessionTable;
import org.kuralink.simulator.registry.Product;
import org.kuralink.simulator.registry.Registry;
import org.kuralink.simulator.registry.RegistryException;
import org.kuralink.simulator.tsl.BadModelException;
import org.kuralink.simulator.tsl.Tsl;

/** REST endpoints for products. */
final class ProductResource {
  private final Registry registry;
  private final SessionTable sessions;

  ProductResource(Registry registry, SessionTable sessions) {
    this.registry = registry;
    this.sessions = sessions;
  }

  void register(Router router) {
    String one = "/api/v1/products/{productKey}";
    router.add("GET", "/api/v1/products", this::list);
    router.add("POST", "/api/v1/products", this::create);
    router.add("GET", one, call -> Response.json(200, toJson(product(call))).now());
    router.add("PATCH", one, this::change);
    router.add("DELETE", one, this::delete);
    router.add("GET", one + "/secret", this::secret);
    router.add("GET", one + "/tsl", c -> Response.json(200, product(c).tsl().toJson()).now());
    router.add("PUT", one + "/tsl", this::replaceModel);
  }

  private CompletionStage<Response> list(Call call) {
    JsonArray items = new JsonArray();
    registry.products().forEach(product -> items.add(toJson(product)));
    JsonObject body = new JsonObject();
    body.add("items", items);
    return Response.json(200, body).now();
  }

  private CompletionStage<Response> create(Call call) throws RestException, RegistryException {
    JsonObject json = call.json();
    JsonElement tsl = json.get("tsl");
    Product product =
        registry.createProduct(
            Call.text(json, "productKey"),
            Call.requiredText(json, "name"),
            Call.text(json, "productSecret"),
            Call.flag(json, "dynamicRegistration", false),
            tsl == null ? Tsl.empty() : model(tsl));
    if (Call.flag(json, "raw", false)) {
      product = registry.changeProduct(product.productKey(), p -> p.withRaw(true));
    }
    JsonObject body = toJson(product);
    body.addProperty("productSecret", product.secret());
    return Response.json(201, body).now();
  }

  private CompletionStage<Response> change(Call call) throws RestException, RegistryException {
    JsonObject json = call.json();
    Optional<String> name = Call.text(json, "name");
    Product old = product(call);
    boolean dynamic = Call.flag(json, "dynamicRegistration", old.dynamicRegistration());
    boolean raw = Call.flag(json, "raw", old.raw());
    Product product =
        registry.changeProduct(
            call.productKey(),
            p -> p.withName(name.orElse(p.name())).withDynamicRegistration(dynamic).withRaw(raw));
    return Response.json(200, toJson(product)).now();
  }

  private CompletionStage<Response> delete(Call call) throws RegistryException {
    registry.deleteProduct(call.productKey());
    return Response.empty(204).now();
  }

  private CompletionStage<Response> secret(Call call) throws RegistryException {
    JsonObject body = new JsonObject();
    body.addProperty("productSecret", product(call).secret());
    return Response.json(200, body).now();
  }

  private CompletionStage<Response> replaceModel(Call call)
      throws RestException, RegistryException {
    Tsl tsl = model(call.element());
    registry.changeProduct(call.productKey(), p -> p.withTsl(tsl));
    return Response.empty(204).now();
  }

  private Product product(Call call) throws RegistryException {
    return registry
        .product(call.productKey())
        .orElseThrow(
            () ->
                new RegistryException(
                    RegistryException.Kind.NOT_FOUND, "there is no product " + call.productKey()));
  }

  private static Tsl model(JsonElement json) throws RestException {
    if (!json.isJsonObject() && !json.isJsonArray()) {
      throw RestException.bad("tsl: an object is needed, or an array of modules");
    }
    try {
      return Tsl.parse(json);
    } catch (BadModelException e) {
      throw RestException.bad("tsl: " + e.getMessage());
    }
  }

  private JsonObject toJson(Product product) {
    String key = product.productKey();
    long online =
        sessions.all().stream()
            .map(Session::key)
            .filter(device -> device.productKey().equals(key))
            .distinct()
            .count();
    JsonObject json = new JsonObject();
    json.addProperty("productKey", key);
    json.addProperty("name", product.name());
    json.addProperty("dynamicRegistration", product.dynamicRegistration());
    json.addProperty("raw", product.raw());
    json.addProperty("devices", registry.devices(key).size());
    json.addProperty("online", online);
    return json;
  }
}
