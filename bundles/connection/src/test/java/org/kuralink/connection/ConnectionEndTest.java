/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.connection;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.kuralink.api.connection.CloudSession;
import org.kuralink.api.connection.SessionState;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceRegistration;

/** The component is deactivated while the framework has already unregistered its service. */
class ConnectionEndTest {

  private static final ServiceRegistration<?> TAKEN_AWAY =
      (ServiceRegistration<?>)
          Proxy.newProxyInstance(
              ConnectionEndTest.class.getClassLoader(),
              new Class<?>[] {ServiceRegistration.class},
              (proxy, method, args) -> {
                throw new IllegalStateException("already unregistered");
              });

  private final List<Object> services = new ArrayList<>();

  @Test
  void aServiceThatTheFrameworkTookAwayLeavesNoSession(@TempDir Path data) {
    BundleContext context =
        (BundleContext)
            Proxy.newProxyInstance(
                getClass().getClassLoader(),
                new Class<?>[] {BundleContext.class},
                (proxy, method, args) ->
                    method.getName().equals("getProperty") ? data.toString() : register(args[1]));
    ConnectionComponent component = new ConnectionComponent();
    component.activate(
        context,
        Map.of(
            "kura.service.pid", "gw",
            "product.key", "pk",
            "device.name", "dn",
            "device.secret", "verySecret",
            "transport", "tcp"));
    component.deactivate();
    CloudSession session = (CloudSession) services.get(0);
    assertEquals(SessionState.CLOSED, session.status().state());
  }

  private ServiceRegistration<?> register(Object service) {
    services.add(service);
    return TAKEN_AWAY;
  }
}
