/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.simulator.auth;

import java.util.Map;
import java.util.Optional;
import org.kuralink.simulator.registry.Device;
import org.kuralink.simulator.registry.DeviceKey;
import org.kuralink.simulator.registry.Product;
import org.kuralink.simulator.registry.Registry;

/** Issues the secret of a pre-registered device, once (spec 2.3, 9.2). */
public final class DynamicRegistration {
  private final Registry registry;
  private final Optional<String> instanceId;

  /** The result: the device, or code and message of the refusal. */
  public record Outcome(int code, String message, Optional<Device> device) {}

  /** For the devices of the registry, which are those of an instance if it has an id. */
  public DynamicRegistration(Registry registry, Optional<String> instanceId) {
    this.registry = registry;
    this.instanceId = instanceId;
  }

  /** The refusal of a registration that is not for this instance; the product is not there. */
  public Optional<Outcome> elsewhere(Optional<String> named) {
    return instanceId.isEmpty() || named.equals(instanceId)
        ? Optional.empty()
        : Optional.of(
            refused(6250, "product not found: instanceId is " + named.orElse("not given")));
  }

  /** Checks the signature over productKey, deviceName and random, then issues the secret. */
  public Outcome register(DeviceKey key, String random, SignMethod method, String signature) {
    Optional<Product> product = registry.product(key.productKey());
    if (product.isEmpty()) {
      return refused(6250, "product not found");
    }
    Map<String, String> signed =
        Map.of("productKey", key.productKey(), "deviceName", key.deviceName(), "random", random);
    if (!method.verifies(product.get().secret(), signed, signature)) {
      return refused(6600, "request auth error: signature mismatch");
    }
    if (!product.get().dynamicRegistration()) {
      return refused(6288, "dynamic registration is disabled for the product");
    }
    Optional<Device> device = registry.device(key);
    if (device.isEmpty()) {
      return refused(6100, "device not found: it must be registered beforehand");
    }
    if (!device.get().enabled()) {
      return refused(6204, "device is disabled");
    }
    if (!registry.issueSecret(device.get())) {
      return refused(6289, "device is activated: its secret is issued only once");
    }
    return new Outcome(200, "success", device);
  }

  private static Outcome refused(int code, String message) {
    return new Outcome(code, message, Optional.empty());
  }
}
