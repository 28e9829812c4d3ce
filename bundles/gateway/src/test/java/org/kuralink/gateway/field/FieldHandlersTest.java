/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.gateway.field;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;

import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.Dictionary;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.kuralink.api.connection.HandlerProperties;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceRegistration;

/** The handlers that are registered for field devices. */
class FieldHandlersTest {

  private final List<Object> services = new ArrayList<>();
  private final List<Dictionary<?, ?>> properties = new ArrayList<>();
  private final FieldTraffic traffic = new FieldTraffic(Optional::empty, Runnable::run);
  private final FieldHandlers handlers =
      new FieldHandlers(
          (BundleContext)
              Proxy.newProxyInstance(
                  FieldHandlersTest.class.getClassLoader(),
                  new Class<?>[] {BundleContext.class},
                  (proxy, method, arguments) -> register(arguments[1], arguments[2])));

  private Object register(Object service, Object shown) {
    services.add(service);
    properties.add((Dictionary<?, ?>) shown);
    return Proxy.newProxyInstance(
        FieldHandlersTest.class.getClassLoader(),
        new Class<?>[] {ServiceRegistration.class},
        (proxy, method, arguments) -> null);
  }

  @Test
  void eachProductHasAHandlerOfItsOwn() {
    handlers.serve(
        traffic,
        "main",
        new TreeMap<>(Map.of("a1Oven01", Set.of("oven-1"), "a1Pump01", Set.of("pump-1"))));
    assertEquals(2, services.size());
    assertNotSame(services.get(0), services.get(1));
    assertEquals("a1Oven01", properties.get(0).get(HandlerProperties.PRODUCT_KEY));
    assertEquals("a1Pump01", properties.get(1).get(HandlerProperties.PRODUCT_KEY));
  }
}
