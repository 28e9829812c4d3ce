/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.gateway.field;

import java.nio.file.Path;
import java.time.Clock;
import java.util.Dictionary;
import java.util.Hashtable;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.eclipse.kura.system.SystemService;
import org.jspecify.annotations.Nullable;
import org.kuralink.api.channel.FieldChannel;
import org.kuralink.api.channel.FieldChannels;
import org.kuralink.api.configuration.ConfigurationReport;
import org.kuralink.api.configuration.ConfigurationValues;
import org.kuralink.api.configuration.ConnectionTab;
import org.kuralink.api.configuration.DataDirectory;
import org.kuralink.api.connection.ChosenSession;
import org.kuralink.api.connection.CloudSession;
import org.kuralink.api.connection.DeviceLink;
import org.kuralink.api.connection.Registration;
import org.kuralink.api.connection.Secret;
import org.kuralink.api.gateway.Gateway;
import org.kuralink.api.thing.Thing;
import org.kuralink.api.tsl.ThingModels;
import org.kuralink.gateway.GatewayComponent;
import org.kuralink.gateway.KuraDirectory;
import org.kuralink.gateway.Reconciler;
import org.kuralink.store.Medium;
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
import org.osgi.service.component.annotations.ReferencePolicyOption;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The OSGi component for the field channels of a session, with the same configuration as the one
 * for its sub-devices. Owns the {@link ChannelThreads}.
 */
@Component(
    name = "org.kuralink.gateway.field",
    configurationPid = FieldChannelsComponent.PID,
    service = {},
    immediate = true,
    configurationPolicy = ConfigurationPolicy.REQUIRE)
public final class FieldChannelsComponent {

  private static final Logger LOG = LoggerFactory.getLogger(FieldChannelsComponent.class);
  static final String PID = "org.kuralink.gateway";
  private static final int LOOK_SECONDS = 10;

  private final KuraDirectory home = new KuraDirectory();
  private final Reconciler changes = new Reconciler(PID, this::bringIntoForce, this::finish);
  private final ChosenSession sessions = new ChosenSession();
  private final ChannelRegistry channels = new ChannelRegistry();
  private final ServicesBySession<Thing> things = new ServicesBySession<>();
  private final ServicesBySession<Gateway> gateways = new ServicesBySession<>();
  private final DeviceOffers offers = new DeviceOffers();
  private volatile String name = "";
  private volatile @Nullable BundleContext framework;
  private volatile Map<String, Object> configuration = Map.of();
  private volatile String connection = "";
  private Optional<Path> directory = Optional.empty();
  private volatile @Nullable ThingModels thingModels;
  private volatile @Nullable Running running;
  private @Nullable ServiceRegistration<FieldChannels> published;
  private @Nullable ServiceRegistration<ConfigurationReport> faults;
  private @Nullable FieldHandlers handlers;

  /** The parts between activation and deactivation. */
  private record Running(
      FieldHost host,
      RunningServers servers,
      ChannelsFile file,
      ModelConfigPush push,
      PushRegistration pushes,
      ChannelThreads threads) {

    void decide(Runnable decision) {
      threads.decide(decision);
    }
  }

  /** The registration for pushes with the current session. Used on the channel thread. */
  private static final class PushRegistration {
    private @Nullable DeviceLink link;
    private Registration answering = () -> {};

    void over(Optional<DeviceLink> next, ModelConfigPush push) {
      if (link != next.orElse(null)) {
        answering.close();
        link = next.orElse(null);
        answering =
            next.map(
                    one -> one.answer(ModelConfigPush.METHOD, request -> push.pushed(one, request)))
                .orElse(() -> {});
      }
    }
  }

  @Activate
  void activate(BundleContext bundle, Map<String, Object> properties) {
    name = DataDirectory.nameOf(properties, PID);
    framework = bundle;
    configuration = properties;
    sessions.onChange(this::look);
    changes.begin();
  }

  @Modified
  void modified(Map<String, Object> properties) {
    configuration = properties;
    changes.again();
  }

  @Deactivate
  void deactivate() {
    changes.end();
  }

  /** Applies the configuration; a new data directory restarts everything with its contents. */
  private void bringIntoForce() {
    BundleContext bundle = Objects.requireNonNull(framework);
    Optional<Path> next = home.of(bundle, name).map(own -> own.resolve("channels"));
    if (!next.equals(directory)) {
      end();
      directory = next;
    }
    String session = ConnectionTab.sessionOf(configuration);
    if (running == null) {
      connection = session;
      begin(bundle);
    } else if (!session.equals(connection)) {
      rename(session);
    }
    read(configuration);
  }

  private void begin(BundleContext bundle) {
    FieldHandlers registered = new FieldHandlers(bundle);
    handlers = registered;
    Running now = start(registered);
    running = now;
    choose();
    now.decide(
        () -> {
          now.host.takeUp();
          // Devices of a previous data directory must not stay.
          offers.set(now.servers.devices());
        });
    look();
    now.threads
        .timer()
        .scheduleWithFixedDelay(
            () ->
                now.decide(
                    () -> {
                      now.file.look();
                      now.host.reconsider();
                      now.host.tellWhatIsMissing();
                    }),
            LOOK_SECONDS,
            LOOK_SECONDS,
            TimeUnit.SECONDS);
    show(bundle, now);
  }

  private Running start(FieldHandlers registered) {
    ChannelThreads threads = ChannelThreads.of(name);
    FieldTraffic traffic = new FieldTraffic(() -> things.of(connection), threads.posts());
    RunningServers servers =
        new RunningServers(
            channels,
            threads.calls(),
            traffic::reports,
            devices -> {
              offers.set(devices);
              registered.serve(traffic, connection, RunningServers.byProduct(devices));
            });
    traffic.through(servers);
    FieldHost.Context context =
        new FieldHost.Context(
            name,
            threads.decisions(),
            Clock.systemUTC(),
            () -> Optional.ofNullable(thingModels),
            this::deviceSecret,
            () -> sessions.session().map(CloudSession::identity));
    FieldHistory history = new FieldHistory(Medium.disk(), directory);
    FieldHost host =
        new FieldHost(context, history, channels, threads.calls(), servers, offers::onceMore);
    ModelConfigPush push =
        new ModelConfigPush(host, ModelConfigPush.over(sessions.downloads()), threads.timer());
    return new Running(
        host, servers, new ChannelsFile(host), push, new PushRegistration(), threads);
  }

  /** Registers by hand: only one service of an instance may have its {@code kura.service.pid}. */
  private void show(BundleContext bundle, Running now) {
    Dictionary<String, Object> shown = new Hashtable<>();
    shown.put(FieldChannels.CONNECTION, connection);
    published = bundle.registerService(FieldChannels.class, now.host, shown);
    ConfigurationReport report =
        () -> now.file.problems().stream().map(problem -> name + ": " + problem).toList();
    faults = bundle.registerService(ConfigurationReport.class, report, new Hashtable<>());
  }

  private void choose() {
    sessions.choose(connection, fault -> LOG.debug("{}: {}", name, fault));
    channels.session(connection);
  }

  private void read(Map<String, Object> properties) {
    String path = ConfigurationValues.of(properties).text(ChannelsFile.PROPERTY);
    Running present = running;
    if (present != null) {
      present.decide(() -> present.file.path(path));
    }
  }

  private void rename(String next) {
    connection = next;
    choose();
    ServiceRegistration<FieldChannels> shown = published;
    if (shown != null) {
      Dictionary<String, Object> named = new Hashtable<>();
      named.put(FieldChannels.CONNECTION, next);
      shown.setProperties(named);
    }
    look();
  }

  private void finish() {
    try {
      sessions.close();
    } finally {
      end();
    }
  }

  private void end() {
    GatewayComponent.withdraw(published);
    published = null;
    GatewayComponent.withdraw(faults);
    faults = null;
    Running last = running;
    running = null;
    if (last == null) {
      return;
    }
    try {
      last.push.close();
      last.decide(
          () -> {
            last.pushes.over(Optional.empty(), last.push);
            last.servers.close();
          });
    } finally {
      last.threads.end(name);
    }
    FieldHandlers registered = handlers;
    handlers = null;
    if (registered != null) {
      registered.end();
    }
  }

  /** Reconsiders the configuration after a service came or went. */
  private void look() {
    Running present = running;
    if (present != null) {
      present.decide(
          () -> {
            present.pushes.over(sessions.link(), present.push);
            offers.to(gateways.of(connection));
            present.host.reconsider();
          });
    }
  }

  /** Returns the device secret, which only the gateway component of this bundle knows. */
  private Optional<Secret> deviceSecret() {
    return gateways
        .of(connection)
        .filter(GatewayComponent.class::isInstance)
        .flatMap(gateway -> ((GatewayComponent) gateway).deviceSecret());
  }

  @Reference(
      cardinality = ReferenceCardinality.OPTIONAL,
      policy = ReferencePolicy.DYNAMIC,
      policyOption = ReferencePolicyOption.GREEDY)
  void bindSystem(SystemService service) {
    home.bind(service);
    changes.again();
  }

  void unbindSystem(SystemService service) {
    home.unbind(service);
  }

  @Reference(
      cardinality = ReferenceCardinality.OPTIONAL,
      policy = ReferencePolicy.DYNAMIC,
      policyOption = ReferencePolicyOption.GREEDY)
  void setThingModels(ThingModels models) {
    thingModels = models;
    look();
  }

  void unsetThingModels(ThingModels models) {
    if (thingModels == models) {
      thingModels = null;
    }
  }

  @Reference(
      cardinality = ReferenceCardinality.MULTIPLE,
      policy = ReferencePolicy.DYNAMIC,
      updated = "addChannel")
  void addChannel(FieldChannel channel, Map<String, ?> properties) {
    channels.put(channel, properties);
    look();
  }

  void removeChannel(FieldChannel channel, Map<String, ?> properties) {
    channels.remove(channel, properties);
    look();
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
    look();
  }

  void removeGateway(Gateway gateway) {
    gateways.remove(gateway);
    look();
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
}
