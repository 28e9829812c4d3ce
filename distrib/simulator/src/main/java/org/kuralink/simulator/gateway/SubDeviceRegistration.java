/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.simulator.gateway;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.util.List;
import java.util.Optional;
import org.kuralink.simulator.alink.Answer;
import org.kuralink.simulator.alink.Capability;
import org.kuralink.simulator.alink.Request;
import org.kuralink.simulator.alink.Routes;
import org.kuralink.simulator.registry.Device;
import org.kuralink.simulator.registry.DeviceKey;
import org.kuralink.simulator.registry.Product;

/**
 * Issues the secrets of pre-registered sub-devices to gateways, if the product allows it and the
 * product secret was used for the signature (spec 9.2).
 */
final class SubDeviceRegistration implements Capability {
  private static final String BY_PRODUCT = "thing/proxy/provisioning/product_register";

  private final TopologyRules rules;

  SubDeviceRegistration(TopologyRules rules) {
    this.rules = rules;
  }

  @Override
  public void register(Routes routes) {
    routes.request("thing/sub/register", this::byGateway);
    routes.request(BY_PRODUCT, this::byProduct);
  }

  /**
   * Those that can be registered are in the data; the code is that of the first refusal if none.
   */
  private Answer byGateway(Request request) {
    try {
      List<SubDeviceEntry> entries =
          SubDeviceEntry.list(request.params(), "params", rules.limits().inOneRequest());
      checkSelf(request.key(), entries);
      JsonArray registered = new JsonArray();
      RefusedException refusal = null;
      for (SubDeviceEntry entry : entries) {
        try {
          registered.add(registered(request, entry.key(), "thing/sub/register_reply"));
        } catch (RefusedException e) {
          refusal = refusal == null ? e : refusal;
        }
      }
      return refusal == null || !registered.isEmpty()
          ? Answer.success(registered)
          : new Answer(refusal.code(), refusal.words(), registered);
    } catch (RefusedException e) {
      return Answer.failure(e.code(), e.words());
    }
  }

  /** The answer tells of each whether it succeeded. */
  private Answer byProduct(Request request) {
    try {
      JsonElement proxieds =
          request.params() instanceof JsonObject params ? params.get("proxieds") : null;
      List<SubDeviceEntry> entries =
          SubDeviceEntry.list(proxieds, "proxieds", rules.limits().inOneRequest());
      checkSelf(request.key(), entries);
      JsonArray successes = new JsonArray();
      JsonArray failures = new JsonArray();
      for (SubDeviceEntry entry : entries) {
        try {
          checkSignature(entry);
          successes.add(registered(request, entry.key(), BY_PRODUCT + "_reply"));
        } catch (RefusedException e) {
          JsonObject failure = RefusedException.name(entry.key());
          JsonObject detail = new JsonObject();
          detail.addProperty("code", e.code());
          detail.addProperty("message", e.words());
          failure.add("errorDetail", detail);
          failures.add(failure);
        }
      }
      JsonObject data = new JsonObject();
      data.add("successes", successes);
      data.add("failures", failures);
      return Answer.success(data);
    } catch (RefusedException e) {
      return Answer.failure(e.code(), e.words());
    }
  }

  static void checkSelf(DeviceKey gateway, List<SubDeviceEntry> entries) throws RefusedException {
    for (SubDeviceEntry entry : entries) {
      if (entry.key().equals(gateway)) {
        throw RefusedException.of(gateway, 6402, "topo relation cannot add by self");
      }
    }
  }

  private void checkSignature(SubDeviceEntry entry) throws RefusedException {
    if (entry.text("random").isEmpty()) {
      throw RefusedException.badParameters("random is missing");
    }
    Product product = product(entry.key());
    if (!entry.signed(product.secret(), entry.method(Optional.empty()))) {
      throw RefusedException.of(entry.key(), 401, "request auth error: signature mismatch");
    }
  }

  private Product product(DeviceKey key) throws RefusedException {
    return rules
        .registry()
        .product(key.productKey())
        .orElseThrow(() -> RefusedException.of(key, 5005, "product not found"));
  }

  private JsonObject registered(Request request, DeviceKey key, String replyTopic)
      throws RefusedException {
    rules.checkOrders(key, replyTopic);
    if (!product(key).dynamicRegistration()) {
      throw RefusedException.of(key, 6288, "dynamic registration is disabled for the product");
    }
    Device device =
        rules
            .registry()
            .device(key)
            .orElseThrow(
                () ->
                    RefusedException.of(
                        key, 6100, "device not found: it must be registered beforehand"));
    Optional<DeviceKey> gateway = rules.relations().gatewayOf(key);
    if (gateway.isPresent() && !gateway.get().equals(request.key())) {
      throw RefusedException.of(key, 6619, "device is bound to another gateway");
    }
    JsonObject json = RefusedException.name(key);
    json.addProperty("iotId", device.iotId());
    json.addProperty("deviceSecret", device.secret());
    return json;
  }
}
