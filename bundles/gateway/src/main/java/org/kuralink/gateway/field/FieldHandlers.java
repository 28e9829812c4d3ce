/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.gateway.field;

import java.util.Dictionary;
import java.util.HashMap;
import java.util.Hashtable;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import org.kuralink.api.connection.DeviceIdentity;
import org.kuralink.api.connection.HandlerProperties;
import org.kuralink.api.connection.Reply;
import org.kuralink.api.thing.PropertySetHandler;
import org.kuralink.api.thing.ServiceCall;
import org.kuralink.api.thing.ServiceHandler;
import org.kuralink.api.thing.ServiceResult;
import org.kuralink.api.thing.Thing;
import org.kuralink.gateway.GatewayComponent;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceRegistration;

/**
 * The handlers for the field devices: one service for each product, whose properties name the
 * devices. Used on the channel thread.
 */
final class FieldHandlers {

  private final BundleContext bundle;
  private final Map<String, ServiceRegistration<?>> served = new HashMap<>();

  FieldHandlers(BundleContext bundle) {
    this.bundle = bundle;
  }

  void serve(FieldTraffic traffic, String connection, Map<String, Set<String>> devices) {
    for (String product : List.copyOf(served.keySet())) {
      if (!devices.containsKey(product)) {
        GatewayComponent.withdraw(served.remove(product));
      }
    }
    devices.forEach(
        (product, names) -> {
          Dictionary<String, Object> properties = new Hashtable<>();
          if (!connection.isEmpty()) {
            properties.put(Thing.CONNECTION, connection);
          }
          properties.put(HandlerProperties.PRODUCT_KEY, product);
          properties.put(HandlerProperties.DEVICE_NAME, names.toArray(String[]::new));
          ServiceRegistration<?> known = served.get(product);
          if (known != null) {
            known.setProperties(properties);
          } else {
            String[] types = {PropertySetHandler.class.getName(), ServiceHandler.class.getName()};
            served.put(product, bundle.registerService(types, new OfProduct(traffic), properties));
          }
        });
  }

  /** Unregisters all handlers. */
  void end() {
    served.values().forEach(GatewayComponent::withdraw);
    served.clear();
  }

  /** The handler of one product; a separate object, because handlers are compared by identity. */
  private static final class OfProduct implements PropertySetHandler, ServiceHandler {

    private final FieldTraffic traffic;

    OfProduct(FieldTraffic traffic) {
      this.traffic = traffic;
    }

    @Override
    public CompletionStage<Reply> set(Map<String, Object> values) {
      return traffic.set(values);
    }

    @Override
    public CompletionStage<Reply> set(DeviceIdentity device, Map<String, Object> values) {
      return traffic.set(device, values);
    }

    @Override
    public CompletionStage<ServiceResult> call(ServiceCall call) {
      return traffic.call(call);
    }
  }
}
