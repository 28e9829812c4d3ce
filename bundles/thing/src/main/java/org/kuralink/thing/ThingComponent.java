/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.thing;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.eclipse.kura.configuration.ConfigurableComponent;
import org.eclipse.kura.system.SystemService;
import org.jspecify.annotations.Nullable;
import org.kuralink.api.configuration.ConfigurationReport;
import org.kuralink.api.configuration.DataDirectory;
import org.kuralink.api.connection.CloudSession;
import org.kuralink.api.connection.DeviceIdentity;
import org.kuralink.api.connection.HandlerThreads;
import org.kuralink.api.connection.LinkException;
import org.kuralink.api.thing.CustomRequestHandler;
import org.kuralink.api.thing.DeviceLife;
import org.kuralink.api.thing.DeviceLifeListener;
import org.kuralink.api.thing.DeviceTags;
import org.kuralink.api.thing.PlatformTime;
import org.kuralink.api.thing.PropertySetHandler;
import org.kuralink.api.thing.PropertySource;
import org.kuralink.api.thing.RawData;
import org.kuralink.api.thing.RawDataCodec;
import org.kuralink.api.thing.RawDataHandler;
import org.kuralink.api.thing.ServiceHandler;
import org.kuralink.api.thing.Thing;
import org.kuralink.api.thing.TimeMeasurement;
import org.kuralink.api.tsl.ThingModel;
import org.kuralink.api.tsl.ThingModels;
import org.kuralink.thing.call.CallMemory;
import org.kuralink.thing.device.Devices;
import org.kuralink.thing.device.LifeStates;
import org.kuralink.thing.link.ThingThread;
import org.kuralink.thing.model.ModelCache;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;
import org.osgi.service.metatype.annotations.Designate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The OSGi shell of a thing: takes the configuration and the services around it. Owns the one
 * daemon thread {@code kuralink-thing-<name>}, on which the thing follows them and watches the
 * deadlines of requests, and the daemon threads of {@link HandlerThreads}, on which handlers run.
 */
@Component(
    name = ThingConfig.PID,
    service = {
      Thing.class,
      DeviceTags.class,
      DeviceLife.class,
      RawData.class,
      PlatformTime.class,
      ConfigurableComponent.class,
      ConfigurationReport.class
    },
    immediate = true,
    configurationPolicy = ConfigurationPolicy.REQUIRE,
    property = "kura.ui.factory.hide:Boolean=true")
@Designate(ocd = ThingConfig.class, factory = true)
public final class ThingComponent extends DeviceThing
    implements PlatformTime, ConfigurableComponent, ConfigurationReport {

  private static final Logger LOG = LoggerFactory.getLogger(ThingComponent.class);
  private static final long CLOSING_SECONDS = 2;

  @Reference(
      cardinality = ReferenceCardinality.OPTIONAL,
      policyOption = ReferencePolicyOption.GREEDY)
  private @Nullable SystemService systemService;

  private volatile String name = ThingConfig.PID;
  private final HandlerThreads.Pool handlerThreads = ThingThread.handlers(() -> name);
  private final Whiteboards around = new Whiteboards(handlerThreads);
  private volatile @Nullable Running running;

  @Activate
  void activate(BundleContext bundle, Map<String, Object> properties) {
    String name = DataDirectory.nameOf(properties, ThingConfig.PID);
    SystemService system = systemService;
    Optional<Path> directory =
        DataDirectory.of(
            Optional.ofNullable(system).map(SystemService::getKuraDataDirectory),
            Optional.ofNullable(bundle.getProperty(DataDirectory.FRAMEWORK_PROPERTY)),
            name);
    start(name, directory, properties);
  }

  /** Starts the component without a framework, for tests. */
  void start(String name, Optional<Path> directory, Map<String, Object> properties) {
    this.name = name;
    Things.Lasting lasting =
        new Things.Lasting(
            name,
            around,
            ThingThread.start(name),
            new ModelCache(directory),
            new CallMemory(directory, Clock.systemUTC(), System::nanoTime),
            new Devices(new LifeStates(directory, LifeStates.thisProcess()), around.sessions));
    begin(lasting, ThingSettings.of(properties), Optional.empty());
    around.onChange(this::advance);
    advance();
  }

  @Modified
  void modified(Map<String, Object> properties) {
    Running before = running;
    ThingSettings settings = ThingSettings.of(properties);
    if (before == null || before.settings.equals(settings)) {
      return;
    }
    Optional<ThingModel> known =
        settings.hasSameModelAs(before.settings) ? model() : Optional.empty();
    begin(before.lasting, settings, known);
    ThingThread.run(before.lasting.thread(), before.things::close);
    advance();
  }

  private void begin(Things.Lasting lasting, ThingSettings settings, Optional<ThingModel> known) {
    Running before = running;
    List<String> told = before == null ? List.of() : before.settings.problems();
    settings.problems().stream()
        .filter(problem -> !told.contains(problem))
        .forEach(problem -> LOG.error("{}: {}", name, problem));
    around.sessions.choose(
        settings.connection(),
        fault -> LOG.warn("{}: {}", name, fault),
        came -> LOG.info("{}: connection '{}' is there", name, came));
    running = new Running(settings, lasting, new Things(settings, lasting, known));
  }

  /** Stops the component; after this the thing answers no requests. */
  @Deactivate
  void deactivate() {
    Running last = running;
    if (last == null) {
      return;
    }
    running = null;
    around.onChange(() -> {});
    around.sessions.close();
    ScheduledExecutorService thread = last.lasting.thread();
    try {
      thread.submit(last.things::close).get(CLOSING_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException | TimeoutException e) {
      LOG.warn("{}: the thing did not stop cleanly: {}", name, e.toString());
    }
    thread.shutdown();
    handlerThreads.shutdown();
    last.lasting.calls().close();
  }

  @Override
  public List<String> problems() {
    Running present = running;
    return present == null
        ? List.of()
        : Stream.of(
                present.settings.problems().stream(),
                present.things.modelFaults().stream(),
                around.sessions.fault().stream(),
                around.faults(),
                around.sessions.session().flatMap(CloudSession::onlyReports).stream()
                    .map(words -> "setting properties and calling services " + words))
            .flatMap(faults -> faults)
            .toList();
  }

  private void advance() {
    Running present = running;
    if (present != null) {
      ThingThread.run(present.lasting.thread(), present.things::advance);
    }
  }

  @Reference(
      cardinality = ReferenceCardinality.MULTIPLE,
      policy = ReferencePolicy.DYNAMIC,
      updated = "addSession")
  void addSession(CloudSession session, Map<String, ?> properties) {
    around.sessions.add(session, properties);
  }

  void removeSession(CloudSession session) {
    around.sessions.remove(session);
  }

  @Reference(
      cardinality = ReferenceCardinality.OPTIONAL,
      policy = ReferencePolicy.DYNAMIC,
      policyOption = ReferencePolicyOption.GREEDY)
  void bindModels(ThingModels models) {
    around.come(models);
  }

  void unbindModels(ThingModels models) {
    around.go(models);
  }

  @Reference(
      cardinality = ReferenceCardinality.MULTIPLE,
      policy = ReferencePolicy.DYNAMIC,
      updated = "addHandler")
  void addHandler(PropertySetHandler handler, Map<String, ?> properties) {
    around.handlers.add(handler, properties);
  }

  void removeHandler(PropertySetHandler handler, Map<String, ?> properties) {
    around.handlers.remove(handler, properties);
  }

  @Reference(
      cardinality = ReferenceCardinality.MULTIPLE,
      policy = ReferencePolicy.DYNAMIC,
      updated = "addSource")
  void addSource(PropertySource source, Map<String, ?> properties) {
    around.sources.add(source, properties);
  }

  void removeSource(PropertySource source, Map<String, ?> properties) {
    around.sources.remove(source, properties);
  }

  @Reference(
      cardinality = ReferenceCardinality.MULTIPLE,
      policy = ReferencePolicy.DYNAMIC,
      updated = "addService")
  void addService(ServiceHandler service, Map<String, ?> properties) {
    around.services.add(service, properties);
  }

  void removeService(ServiceHandler service, Map<String, ?> properties) {
    around.services.remove(service, properties);
  }

  @Reference(
      cardinality = ReferenceCardinality.MULTIPLE,
      policy = ReferencePolicy.DYNAMIC,
      updated = "addLifeListener")
  void addLifeListener(DeviceLifeListener listener, Map<String, ?> properties) {
    around.lifeListeners.add(listener, properties);
  }

  void removeLifeListener(DeviceLifeListener listener, Map<String, ?> properties) {
    around.lifeListeners.remove(listener, properties);
  }

  @Reference(
      cardinality = ReferenceCardinality.MULTIPLE,
      policy = ReferencePolicy.DYNAMIC,
      updated = "addRawHandler")
  void addRawHandler(RawDataHandler handler, Map<String, ?> properties) {
    around.rawHandlers.add(handler, properties);
  }

  void removeRawHandler(RawDataHandler handler, Map<String, ?> properties) {
    around.rawHandlers.remove(handler, properties);
  }

  @Reference(
      cardinality = ReferenceCardinality.MULTIPLE,
      policy = ReferencePolicy.DYNAMIC,
      updated = "addRawCodec")
  void addRawCodec(RawDataCodec codec, Map<String, ?> properties) {
    around.rawCodecs.add(codec, properties);
  }

  void removeRawCodec(RawDataCodec codec, Map<String, ?> properties) {
    around.rawCodecs.remove(codec, properties);
  }

  @Reference(
      cardinality = ReferenceCardinality.MULTIPLE,
      policy = ReferencePolicy.DYNAMIC,
      updated = "addCustomHandler")
  void addCustomHandler(CustomRequestHandler handler, Map<String, ?> properties) {
    around.customHandlers.add(handler, properties);
  }

  void removeCustomHandler(CustomRequestHandler handler, Map<String, ?> properties) {
    around.customHandlers.remove(handler, properties);
  }

  @Override
  Optional<Things> things() {
    return Optional.ofNullable(running).map(Running::things);
  }

  @Override
  public DeviceIdentity identity() {
    return things().map(Things::gateway).orElse(Devices.NOBODY);
  }

  @Override
  public Instant now() {
    return things().map(things -> things.time().now()).orElseGet(Instant::now);
  }

  @Override
  public Optional<Duration> offset() {
    return things().flatMap(things -> things.time().offset());
  }

  @Override
  public Optional<TimeMeasurement> measured() {
    return things().flatMap(things -> things.time().measured());
  }

  @Override
  public CompletionStage<TimeMeasurement> measure() {
    Optional<Things> present = things();
    return present.isPresent()
        ? present.get().time().measure()
        : CompletableFuture.failedFuture(
            new LinkException(LinkException.Reason.CLOSED, "the thing was deactivated"));
  }

  private record Running(ThingSettings settings, Things.Lasting lasting, Things things) {}
}
