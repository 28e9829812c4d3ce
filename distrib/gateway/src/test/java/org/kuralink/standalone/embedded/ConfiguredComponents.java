/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.standalone.embedded;

import java.io.IOException;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.osgi.framework.BundleContext;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.cm.Configuration;
import org.osgi.service.cm.ConfigurationAdmin;
import org.osgi.service.cm.ConfigurationEvent;
import org.osgi.service.cm.ConfigurationListener;

/** Deletes all configured components of a framework. */
final class ConfiguredComponents {

  /** A configuration of nobody: what is told of it is told after what was deleted before it. */
  private static final String MARK = "org.kuralink.standalone.embedded.mark";

  private static final String CONNECTION = "org.kuralink.connection";

  private final BundleContext context;
  private final ConfigurationAdmin admin;

  ConfiguredComponents(BundleContext context, ConfigurationAdmin admin) {
    this.context = context;
    this.admin = admin;
  }

  /**
   * Deletes all configurations and waits until their components have been deactivated; connections
   * last, so that nobody looks for his meanwhile.
   *
   * @return whether none is left
   */
  boolean delete() throws IOException, InvalidSyntaxException, InterruptedException {
    CountDownLatch told = new CountDownLatch(1);
    ConfigurationListener listener =
        event -> {
          if (event.getType() == ConfigurationEvent.CM_DELETED && event.getPid().equals(MARK)) {
            told.countDown();
          }
        };
    ServiceRegistration<?> listening =
        context.registerService(ConfigurationListener.class, listener, null);
    try {
      for (Configuration each : all()) {
        each.delete();
      }
      Configuration mark = admin.getConfiguration(MARK, "?");
      mark.update();
      mark.delete();
      return told.await(30, TimeUnit.SECONDS) && all().isEmpty();
    } finally {
      listening.unregister();
    }
  }

  private List<Configuration> all() throws IOException, InvalidSyntaxException {
    return Optional.ofNullable(admin.listConfigurations(null)).stream()
        .flatMap(Stream::of)
        .sorted(Comparator.comparing(each -> CONNECTION.equals(each.getFactoryPid())))
        .toList();
  }
}
