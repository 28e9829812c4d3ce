/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.demo.metrics;

import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import org.jspecify.annotations.Nullable;
import org.kuralink.api.connection.Reply;
import org.kuralink.api.shadow.DesiredStateHandler;
import org.kuralink.api.shadow.ShadowAttribute;
import org.kuralink.api.thing.PropertySetHandler;
import org.kuralink.api.thing.ServiceCall;
import org.kuralink.api.thing.ServiceHandler;
import org.kuralink.api.thing.ServiceResult;
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
 * Reports metrics of this machine through the thing of the configured connection, applies
 * properties that the platform sets or desires in the shadow, and handles services: a sample
 * application for {@code org.kuralink.api.thing} and {@code org.kuralink.api.shadow}. Things may
 * come and go while it runs. Owns one daemon thread, {@code kuralink-metrics}.
 */
@Component(
    name = MetricsComponent.PID,
    // Immediate: a delayed component would be deactivated while no thing uses its handler.
    immediate = true,
    configurationPolicy = ConfigurationPolicy.REQUIRE,
    property = {
      PropertySetHandler.PROPERTIES + "=reportInterval",
      PropertySetHandler.PROPERTIES + "=location",
      PropertySetHandler.PROPERTIES + "=indicator",
      PropertySetHandler.PROPERTIES + "=mode",
      PropertySetHandler.PROPERTIES + "=loadLimit",
      DesiredStateHandler.ATTRIBUTES + "=reportInterval",
      DesiredStateHandler.ATTRIBUTES + "=location",
      DesiredStateHandler.ATTRIBUTES + "=indicator",
      DesiredStateHandler.ATTRIBUTES + "=mode",
      DesiredStateHandler.ATTRIBUTES + "=loadLimit",
      ServiceHandler.SERVICE + "=measure",
      ServiceHandler.SERVICE + "=blink",
      ServiceHandler.SERVICE + "=restart"
    })
@Designate(ocd = MetricsConfig.class, factory = true)
public final class MetricsComponent
    implements PropertySetHandler, DesiredStateHandler, ServiceHandler {

  static final String PID = "org.kuralink.demo.metrics";

  private static final int DEFAULT_INTERVAL = 10;
  private static final int DEFAULT_LOAD_LIMIT = 90;

  private final Ranked<Thing> things = new Ranked<>();
  private final ScheduledExecutorService scheduler =
      Executors.newSingleThreadScheduledExecutor(
          task -> {
            Thread thread = new Thread(task, "kuralink-metrics");
            thread.setDaemon(true);
            return thread;
          });
  private volatile String connection = "";
  private volatile @Nullable Reporter reporter;

  @Activate
  void activate(Map<String, Object> properties) {
    connection = text(properties, "connection", "main");
    Reporter started = new Reporter(initial(properties), HostFigures::new, this::thing, scheduler);
    reporter = started;
    started.start();
  }

  @Deactivate
  void deactivate() {
    reporter = null;
    scheduler.shutdownNow();
  }

  @Override
  public CompletionStage<Reply> set(Map<String, Object> values) {
    return active().set(values);
  }

  @Override
  public CompletionStage<Map<String, Object>> desired(Map<String, ShadowAttribute> attributes) {
    Map<String, Object> wanted = new LinkedHashMap<>();
    attributes.forEach((name, attribute) -> wanted.put(name, attribute.value()));
    return active().desired(wanted);
  }

  @Override
  public CompletionStage<ServiceResult> call(ServiceCall call) {
    return new Services(active(), scheduler, Clock.systemUTC()).call(call);
  }

  private Reporter active() {
    Reporter active = reporter;
    if (active == null) {
      throw new IllegalStateException("not active");
    }
    return active;
  }

  @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
  void addThing(Thing thing, Map<String, ?> properties) {
    things.put(thing, properties);
    Reporter active = reporter;
    if (active != null) {
      active.reportSoon();
    }
  }

  void updatedThing(Thing thing, Map<String, ?> properties) {
    addThing(thing, properties);
  }

  void removeThing(Thing thing) {
    things.remove(thing);
  }

  private Optional<Thing> thing() {
    return things.of(connection);
  }

  private static Settings initial(Map<String, Object> properties) {
    Settings usual = new Settings(DEFAULT_INTERVAL, "", false, 0, DEFAULT_LOAD_LIMIT);
    Settings placed = usual.with("location", text(properties, "location", "")).orElse(usual);
    String seconds = text(properties, "report.interval", "");
    Settings paced = placed.with("reportInterval", seconds).orElse(placed);
    return paced.with("loadLimit", text(properties, "load.limit", "")).orElse(paced);
  }

  static String text(Map<String, Object> properties, String name, String otherwise) {
    Object value = properties.get(name);
    return value == null || value.toString().isBlank() ? otherwise : value.toString().strip();
  }
}
