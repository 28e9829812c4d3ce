/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.kura.subscriber;

import java.lang.reflect.Proxy;
import java.util.Dictionary;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceRegistration;

/** A service registry that records the registrations of a subscriber. */
final class FakeRegistry {

  final List<Service> services = new CopyOnWriteArrayList<>();

  record Service(Object object, Dictionary<String, ?> properties) {}

  /** Returns a bundle context that only registers services here. */
  @SuppressWarnings("unchecked")
  BundleContext context() {
    return (BundleContext)
        Proxy.newProxyInstance(
            getClass().getClassLoader(),
            new Class<?>[] {BundleContext.class},
            (proxy, method, args) ->
                register(new Service(args[1], (Dictionary<String, ?>) args[2])));
  }

  private ServiceRegistration<?> register(Service service) {
    services.add(service);
    return (ServiceRegistration<?>)
        Proxy.newProxyInstance(
            getClass().getClassLoader(),
            new Class<?>[] {ServiceRegistration.class},
            (proxy, method, unused) -> services.remove(service));
  }

  /** Returns the only registration. */
  Object only() {
    if (services.size() != 1) {
      throw new AssertionError(services);
    }
    return services.get(0).object();
  }
}
