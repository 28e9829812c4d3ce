/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.kura.asset;

import java.time.Clock;
import java.time.ZoneId;
import java.util.Dictionary;
import java.util.HashMap;
import java.util.Hashtable;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.eclipse.kura.asset.Asset;
import org.eclipse.kura.configuration.ConfigurableComponent;
import org.jspecify.annotations.Nullable;
import org.kuralink.api.configuration.ConfigurationReport;
import org.kuralink.api.configuration.ConfigurationValues;
import org.kuralink.api.configuration.DataDirectory;
import org.kuralink.api.connection.ChosenSession;
import org.kuralink.api.connection.CloudSession;
import org.kuralink.api.connection.DeviceIdentity;
import org.kuralink.api.connection.HandlerProperties;
import org.kuralink.api.connection.Registration;
import org.kuralink.api.gateway.Gateway;
import org.kuralink.api.gateway.SubDevice;
import org.kuralink.api.thing.PropertySetHandler;
import org.kuralink.api.thing.PropertySource;
import org.kuralink.api.thing.Thing;
import org.kuralink.kura.endpoint.AssetDevices;
import org.kuralink.kura.endpoint.KuraEndpoint;
import org.kuralink.kura.endpoint.LastConfiguration;
import org.kuralink.kura.endpoint.ProblemLog;
import org.kuralink.kura.endpoint.SessionServices;
import org.kuralink.kura.metric.NameMapping;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.metatype.annotations.Designate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The OSGi component for the assets of a connection: takes the configuration and the services. Owns
 * the daemon thread {@code kuralink-assets-<name>}, the decision thread, and at most {@value
 * #MOST_DRIVERS} daemon threads that call drivers.
 */
@Component(
    name = AssetsConfig.PID,
    service = {AssetDevices.class, ConfigurableComponent.class, ConfigurationReport.class},
    immediate = true,
    configurationPolicy = ConfigurationPolicy.REQUIRE,
    property = "kura.ui.factory.hide:Boolean=true")
@Designate(ocd = AssetsConfig.class, factory = true)
public final class AssetsComponent
    implements AssetDevices, ConfigurableComponent, ConfigurationReport {

  private static final Logger LOG = LoggerFactory.getLogger(AssetsComponent.class);
  private static final int MOST_DRIVERS = 64;
  private static final int IDLE_SECONDS = 5;
  private static final long CLOSING_SECONDS = 2;

  private final ChosenSession sessions = new ChosenSession();
  private final SessionServices<Thing> things = new SessionServices<>();
  private final SessionServices<Gateway> gateways = new SessionServices<>();
  private final Map<Asset, String> found = new ConcurrentHashMap<>();
  private final Map<KuraEndpoint, Registration> showing = new ConcurrentHashMap<>();
  private final LastConfiguration last = new LastConfiguration();
  private final ProblemLog problemLog = new ProblemLog("Assets", LOG, Clock.systemUTC());
  private volatile String name = AssetsConfig.PID;
  private volatile AssetsSettings settings =
      AssetsSettings.of(Map.of(), ConfigurationValues.of(Map.of()));
  private volatile List<String> problems = List.of();
  private volatile @Nullable Running running;

  @Activate
  void activate(BundleContext bundle, Map<String, Object> properties) {
    name = DataDirectory.nameOf(properties, AssetsConfig.PID);
    problemLog.name(name);
    read(properties);
    ScheduledThreadPoolExecutor decisions =
        new ScheduledThreadPoolExecutor(1, threads("kuralink-assets-" + name));
    decisions.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    decisions.setRemoveOnCancelPolicy(true);
    ThreadPoolExecutor drivers =
        new ThreadPoolExecutor(
            0,
            MOST_DRIVERS,
            IDLE_SECONDS,
            TimeUnit.SECONDS,
            new SynchronousQueue<>(),
            threads("kuralink-assets-" + name + "-driver"));
    OsgiServices services = new OsgiServices(bundle);
    AssetContext context =
        new AssetContext(decisions, drivers, System::nanoTime, problemLog::complain, services);
    SubDeviceAssets assets = new SubDeviceAssets(settings, context, services::serve);
    services.assets = assets;
    running = new Running(decisions, drivers, assets, context, services.offers);
    lookForGateway(null);
    found.forEach((asset, called) -> assets.come(called, asset));
  }

  private static ThreadFactory threads(String name) {
    AtomicInteger number = new AtomicInteger();
    return task -> {
      int next = number.getAndIncrement();
      Thread thread = new Thread(task, next == 0 ? name : name + "-" + next);
      thread.setDaemon(true);
      return thread;
    };
  }

  @Modified
  void modified(Map<String, Object> properties) {
    Running present = running;
    if (read(properties) && present != null) {
      lookForGateway(null);
      present.assets.configure(settings);
    }
  }

  private boolean read(Map<String, Object> properties) {
    boolean another = last.isAnother(properties);
    if (another) {
      ConfigurationValues values = ConfigurationValues.of(properties);
      settings = AssetsSettings.of(properties, values);
      problems = values.problems();
      problemLog.configured(values);
      sessions.choose(
          settings.connection(),
          fault -> LOG.warn("{}: {}", name, fault),
          came -> LOG.info("{}: connection '{}' is there", name, came));
    }
    return another;
  }

  @Deactivate
  void deactivate() {
    Running ended = running;
    running = null;
    sessions.close();
    showing.values().forEach(Registration::close);
    showing.clear();
    if (ended != null) {
      ended.close(name);
    }
  }

  @Override
  public List<String> problems() {
    return Stream.concat(problems.stream(), sessions.deafness().stream()).toList();
  }

  @Override
  public Optional<DeviceIdentity> deviceOf(String asset) {
    return settings.names().deviceOf(asset);
  }

  @Override
  public NameMapping mapping(String asset) {
    return settings.mapping(asset);
  }

  @Override
  public void heard(String asset) {
    Running present = running;
    if (present != null) {
      present.assets.heard(asset);
    }
  }

  @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
  void addAsset(Asset asset, Map<String, ?> properties) {
    String called = DataDirectory.nameOf(properties, "");
    Running present = running;
    found.put(asset, called);
    if (present != null) {
      present.assets.come(called, asset);
    }
  }

  void updatedAsset(Asset asset, Map<String, ?> properties) {
    if (!DataDirectory.nameOf(properties, "").equals(found.get(asset))) {
      removeAsset(asset);
    }
    addAsset(asset, properties);
  }

  void removeAsset(Asset asset) {
    String called = found.remove(asset);
    Running present = running;
    if (called != null && present != null) {
      present.assets.go(called, asset);
    }
  }

  @Reference(
      cardinality = ReferenceCardinality.MULTIPLE,
      policy = ReferencePolicy.DYNAMIC,
      updated = "addThing")
  void addThing(Thing thing, Map<String, ?> properties) {
    things.add(thing, properties);
  }

  void removeThing(Thing thing) {
    things.remove(thing);
  }

  @Reference(
      cardinality = ReferenceCardinality.MULTIPLE,
      policy = ReferencePolicy.DYNAMIC,
      updated = "addGateway")
  void addGateway(Gateway gateway, Map<String, ?> properties) {
    gateways.add(gateway, properties);
    lookForGateway(null);
  }

  void removeGateway(Gateway gateway) {
    gateways.remove(gateway);
    lookForGateway(gateway);
  }

  private void lookForGateway(@Nullable Gateway gone) {
    Running present = running;
    if (present != null) {
      present.context.decide(() -> present.offers.to(gateways.of(settings.connection(), ""), gone));
    }
  }

  @Reference(
      cardinality = ReferenceCardinality.MULTIPLE,
      policy = ReferencePolicy.DYNAMIC,
      updated = "addSession")
  void addSession(CloudSession session, Map<String, ?> properties) {
    sessions.add(session, properties);
  }

  void removeSession(CloudSession session) {
    sessions.remove(session);
  }

  @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
  void addEndpoint(KuraEndpoint endpoint) {
    showing.put(endpoint, endpoint.show(() -> shownAt(endpoint)));
  }

  void updatedEndpoint(KuraEndpoint endpoint) {
    // The connection is read for each display.
  }

  void removeEndpoint(KuraEndpoint endpoint) {
    Registration shown = showing.remove(endpoint);
    if (shown != null) {
      shown.close();
    }
  }

  private Map<String, String> shownAt(KuraEndpoint endpoint) {
    Running present = running;
    if (present == null || !endpoint.connection().equals(settings.connection())) {
      return Map.of();
    }
    Map<String, String> shown = new TreeMap<>(problemLog.shown(ZoneId.systemDefault()));
    present.assets.shown().ifPresent(words -> shown.put("Assets", words));
    return shown;
  }

  private record Running(
      ScheduledThreadPoolExecutor decisions,
      ThreadPoolExecutor drivers,
      SubDeviceAssets assets,
      AssetContext context,
      OfferedAssets offers) {

    void close(String name) {
      decisions.execute(assets::close);
      decisions.shutdown();
      try {
        if (!decisions.awaitTermination(CLOSING_SECONDS, TimeUnit.SECONDS)) {
          LOG.warn("{}: the assets did not stop in time", name);
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
      drivers.shutdown();
    }
  }

  /** The services of the framework. Registrations change on the decision thread only. */
  private final class OsgiServices implements AssetContext.Services {

    private final BundleContext bundle;
    private final OfferedAssets offers = new OfferedAssets();
    private final Map<String, ServiceRegistration<?>> served = new HashMap<>();
    private @Nullable SubDeviceAssets assets;

    OsgiServices(BundleContext bundle) {
      this.bundle = bundle;
    }

    @Override
    public Registration offer(SubDevice device) {
      return offers.offer(device);
    }

    @Override
    public Optional<Thing> thing() {
      return things.of(settings.connection(), "");
    }

    private Dictionary<String, Object> connected() {
      Dictionary<String, Object> properties = new Hashtable<>();
      if (!settings.connection().isEmpty()) {
        properties.put(Thing.CONNECTION, settings.connection());
      }
      return properties;
    }

    /** Registers one handler for each product, with the names of its devices. */
    void serve(Map<String, Set<String>> devices) {
      for (String product : List.copyOf(served.keySet())) {
        if (!devices.containsKey(product)) {
          served.remove(product).unregister();
        }
      }
      devices.forEach(
          (product, names) -> {
            Dictionary<String, Object> properties = connected();
            properties.put(HandlerProperties.PRODUCT_KEY, product);
            properties.put(HandlerProperties.DEVICE_NAME, names.toArray(String[]::new));
            ServiceRegistration<?> known = served.get(product);
            if (known != null) {
              known.setProperties(properties);
            } else {
              String[] types = {PropertySetHandler.class.getName(), PropertySource.class.getName()};
              served.put(product, bundle.registerService(types, assets, properties));
            }
          });
    }
  }
}
