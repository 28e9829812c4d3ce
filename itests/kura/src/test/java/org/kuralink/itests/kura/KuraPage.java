/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.itests.kura;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import org.eclipse.kura.cloudconnection.CloudConnectionManager;
import org.eclipse.kura.cloudconnection.CloudEndpoint;
import org.eclipse.kura.cloudconnection.factory.CloudConnectionFactory;
import org.eclipse.kura.configuration.ConfigurationService;
import org.osgi.framework.BundleContext;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.ServiceListener;
import org.osgi.framework.ServiceReference;

/** What Kura's Cloud Connections page does, step by step. */
final class KuraPage {

  private static final long LOOK_AGAIN_MILLIS = 200;

  private final BundleContext context;
  private final KuraDouble kura;

  KuraPage(BundleContext context, KuraDouble kura) {
    this.context = context;
    this.kura = kura;
  }

  CloudConnectionFactory factory() {
    return context.getService(context.getServiceReference(CloudConnectionFactory.class));
  }

  /** The title of each tab, in the order in which they are drawn. */
  List<String> tabs(String connection) throws Exception {
    List<String> titles = new ArrayList<>();
    for (String pid : factory().getStackComponentsPids(connection)) {
      var filter =
          FrameworkUtil.createFilter("(" + ConfigurationService.KURA_SERVICE_PID + "=" + pid + ")");
      kura.getComponentConfigurations(filter)
          .forEach(
              shown -> {
                String last = shown.getPid().substring(shown.getPid().lastIndexOf('.') + 1);
                titles.add(
                    last.substring(0, 1).toUpperCase(java.util.Locale.ROOT) + last.substring(1));
              });
    }
    titles.sort(null);
    Set<String> distinct = new HashSet<>(titles);
    if (distinct.size() < titles.size()) {
      throw new AssertionError("a tab is drawn twice: " + titles);
    }
    return titles;
  }

  /** The endpoint of a connection, which must be one service with all that the page asks for. */
  CloudEndpoint endpoint(String connection) throws Exception {
    Collection<ServiceReference<CloudEndpoint>> found =
        context.getServiceReferences(
            CloudEndpoint.class,
            "(" + ConfigurationService.KURA_SERVICE_PID + "=" + connection + ")");
    return found.isEmpty() ? null : context.getService(found.iterator().next());
  }

  /** The button goes to every manager whose name ends so. */
  void connect(String connection, boolean on) throws Exception {
    for (ServiceReference<CloudConnectionManager> reference :
        context.getServiceReferences(CloudConnectionManager.class, null)) {
      String pid = (String) reference.getProperty(ConfigurationService.KURA_SERVICE_PID);
      if (pid.endsWith(connection)) {
        CloudConnectionManager manager = context.getService(reference);
        if (on) {
          manager.connect();
        } else {
          manager.disconnect();
        }
      }
    }
  }

  /** Names of all services of ours that carry a name of Kura. */
  List<String> named() throws InvalidSyntaxException {
    ServiceReference<?>[] found =
        context.getAllServiceReferences(
            null, "(" + ConfigurationService.KURA_SERVICE_PID + "=org.kuralink.*)");
    return found == null
        ? List.of()
        : Arrays.stream(found)
            .map(reference -> String.valueOf(reference.getProperty("kura.service.pid")))
            .sorted()
            .toList();
  }

  /** Waits until something holds; services that come and go wake it. */
  void await(String what, Callable<Boolean> condition) throws Exception {
    Object change = new Object();
    ServiceListener listener =
        event -> {
          synchronized (change) {
            change.notifyAll();
          }
        };
    context.addServiceListener(listener);
    try {
      long deadline = System.nanoTime() + Duration.ofSeconds(20).toNanos();
      synchronized (change) {
        while (!condition.call()) {
          if (System.nanoTime() > deadline) {
            throw new AssertionError(what);
          }
          change.wait(LOOK_AGAIN_MILLIS);
        }
      }
    } finally {
      context.removeServiceListener(listener);
    }
  }
}
