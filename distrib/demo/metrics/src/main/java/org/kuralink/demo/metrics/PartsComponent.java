/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.demo.metrics;

import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import org.jspecify.annotations.Nullable;
import org.kuralink.api.gateway.Gateway;
import org.kuralink.api.thing.Thing;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.metatype.annotations.Designate;

/**
 * Reports the disks and network interfaces of this machine as sub-devices of the configured
 * connection: a sample application for {@code org.kuralink.api.gateway}. Gateways and things may
 * come and go while it runs. Owns one daemon thread, {@code kuralink-parts}.
 */
@Component(
    name = PartsComponent.PID,
    service = {},
    immediate = true,
    configurationPolicy = ConfigurationPolicy.REQUIRE)
@Designate(ocd = PartsConfig.class, factory = true)
public final class PartsComponent {

  static final String PID = "org.kuralink.demo.parts";

  private static final int DEFAULT_INTERVAL = 10;
  private static final int LONGEST = 3600;

  private final Ranked<Thing> things = new Ranked<>();
  private final Ranked<Gateway> gateways = new Ranked<>();
  private final ScheduledExecutorService scheduler =
      Executors.newSingleThreadScheduledExecutor(
          task -> {
            Thread thread = new Thread(task, "kuralink-parts");
            thread.setDaemon(true);
            return thread;
          });
  private @Nullable PartsReporter reporter;

  @Activate
  void activate(Map<String, Object> properties) {
    String connection = MetricsComponent.text(properties, "connection", "main");
    String disks = MetricsComponent.text(properties, "disk.product.key", "a1KuraDisk01");
    String networks = MetricsComponent.text(properties, "network.product.key", "a1KuraNet001");
    PartsReporter started =
        new PartsReporter(
            Settings.whole(MetricsComponent.text(properties, "report.interval", ""), 1, LONGEST)
                .orElse(DEFAULT_INTERVAL),
            () -> new MachineParts(disks, networks),
            () -> gateways.of(connection),
            () -> things.of(connection),
            scheduler);
    reporter = started;
    started.start();
  }

  @Deactivate
  void deactivate() {
    PartsReporter active = reporter;
    reporter = null;
    if (active == null) {
      scheduler.shutdownNow();
      return;
    }
    scheduler.execute(
        () -> {
          active.withdraw();
          scheduler.shutdownNow();
        });
  }

  @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
  void addThing(Thing thing, Map<String, ?> properties) {
    things.put(thing, properties);
  }

  void updatedThing(Thing thing, Map<String, ?> properties) {
    addThing(thing, properties);
  }

  void removeThing(Thing thing) {
    things.remove(thing);
  }

  @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
  void addGateway(Gateway gateway, Map<String, ?> properties) {
    gateways.put(gateway, properties);
  }

  void updatedGateway(Gateway gateway, Map<String, ?> properties) {
    addGateway(gateway, properties);
  }

  void removeGateway(Gateway gateway) {
    gateways.remove(gateway);
  }
}
