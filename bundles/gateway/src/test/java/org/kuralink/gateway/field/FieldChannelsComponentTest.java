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
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.eclipse.kura.system.SystemService;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceRegistration;

/** The component, with a framework that is only a list of services. */
class FieldChannelsComponentTest {

  @TempDir private Path data;

  private final List<Object> services = new CopyOnWriteArrayList<>();
  private final Map<String, Object> properties = new HashMap<>(Map.of("kura.service.pid", "gw"));
  private final FieldChannelsComponent component = new FieldChannelsComponent();
  private final Set<Thread> before = Set.copyOf(Thread.getAllStackTraces().keySet());

  private BundleContext bundle() {
    return (BundleContext)
        Proxy.newProxyInstance(
            getClass().getClassLoader(),
            new Class<?>[] {BundleContext.class},
            (proxy, method, args) ->
                method.getName().equals("registerService") ? register(args[1]) : null);
  }

  private Object register(Object service) {
    services.add(service);
    return Proxy.newProxyInstance(
        getClass().getClassLoader(),
        new Class<?>[] {ServiceRegistration.class},
        (proxy, method, args) -> {
          if (method.getName().equals("unregister") && !services.remove(service)) {
            throw new IllegalStateException("already unregistered");
          }
          return null;
        });
  }

  @AfterEach
  void deactivate() {
    component.deactivate();
    assertTrue(services.isEmpty());
  }

  @Test
  void channelsBeginAnewWhereKuraSaysThatDataLieAndStayWhileItIsAway() {
    component.activate(bundle(), properties);
    List<Object> first = List.copyOf(services);
    assertEquals(2, first.size());
    SystemService kura = data::toString;
    component.bindSystem(kura);
    List<Object> second = List.copyOf(services);
    assertEquals(2, second.size());
    assertNotEquals(first, second);
    component.unbindSystem(kura);
    properties.put("connection", "another");
    component.modified(properties);
    component.bindSystem(data::toString);
    assertEquals(second, services);
  }

  @Test
  void whatKuraSaysBeforeTheConfigurationIsReadCountsFromTheBeginning() {
    component.bindSystem(data::toString);
    component.activate(bundle(), properties);
    List<Object> first = List.copyOf(services);
    component.bindSystem(data::toString);
    assertEquals(first, services);
  }

  @Test
  void aFrameworkThatTookTheServicesAwayItselfLeavesNoThreadBehind() throws Exception {
    component.activate(bundle(), properties);
    services.clear();
    component.deactivate();
    for (Thread thread : Thread.getAllStackTraces().keySet()) {
      if (thread.getName().startsWith("kuralink-channels-gw") && !before.contains(thread)) {
        thread.join(5_000);
        assertFalse(thread.isAlive(), thread.getName());
      }
    }
  }
}
