/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.itests.wiring.framework;

import java.lang.reflect.Proxy;
import java.util.Arrays;
import java.util.Dictionary;
import java.util.Hashtable;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.framework.ServiceRegistration;

/**
 * A log service for a bundle of the platform that keeps warnings and errors; it has a higher
 * ranking than others.
 */
final class WarningLog implements AutoCloseable {

  private static final String SERVICE = "org.osgi.service.log.LogService";
  private static final int WARNING = 2;

  private final List<String> warnings = new CopyOnWriteArrayList<>();
  private final ServiceRegistration<?> registration;

  /** Listens to a bundle that runs. */
  WarningLog(Bundle writer) throws ClassNotFoundException {
    BundleContext context = writer.getBundleContext();
    Class<?> type = writer.loadClass(SERVICE);
    Object log = answering(type);
    Dictionary<String, Object> first = new Hashtable<>();
    first.put(Constants.SERVICE_RANKING, Integer.MAX_VALUE);
    registration = context.registerService(SERVICE, log, first);
  }

  /** What else is asked of a log is answered with nothing. */
  private Object answering(Class<?> type) {
    if (!type.isInterface()) {
      return type == boolean.class ? Boolean.FALSE : null;
    }
    return Proxy.newProxyInstance(
        type.getClassLoader(),
        new Class<?>[] {type},
        (proxy, method, arguments) -> {
          switch (method.getName()) {
            case "equals" -> {
              return proxy == arguments[0];
            }
            case "hashCode" -> {
              return System.identityHashCode(proxy);
            }
            case "log" -> keep(arguments);
            default -> {
              // Nobody needs to know.
            }
          }
          return answering(method.getReturnType());
        });
  }

  private void keep(Object[] arguments) {
    if (Arrays.stream(arguments).anyMatch(each -> each instanceof Integer n && n <= WARNING)) {
      warnings.add(Arrays.stream(arguments).map(String::valueOf).collect(Collectors.joining(" ")));
    }
  }

  /** What was said so far that has a text in it. */
  List<String> with(String text) {
    return warnings.stream().filter(warning -> warning.contains(text)).toList();
  }

  @Override
  public void close() {
    registration.unregister();
  }
}
