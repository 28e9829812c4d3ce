/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.ota;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.eclipse.kura.configuration.ConfigurableComponent;
import org.eclipse.kura.deployment.hook.DeploymentHook;
import org.eclipse.kura.system.SystemService;
import org.jspecify.annotations.Nullable;
import org.kuralink.api.configuration.ConfigurationReport;
import org.kuralink.api.configuration.DataDirectory;
import org.kuralink.api.connection.ChosenSession;
import org.kuralink.api.connection.CloudSession;
import org.kuralink.api.connection.DeviceIdentity;
import org.kuralink.api.connection.Registration;
import org.kuralink.api.ota.FirmwareInstaller;
import org.kuralink.api.ota.FirmwareUpdates;
import org.kuralink.api.ota.UpdateListener;
import org.kuralink.api.ota.UpdateStatus;
import org.kuralink.api.ota.VersionSource;
import org.kuralink.calls.ComponentThread;
import org.kuralink.ota.install.HookInstaller;
import org.kuralink.ota.install.Installers;
import org.kuralink.ota.version.Versions;
import org.kuralink.ota.wire.UpdatedDevice;
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
 * The DS component of the updates: receives the configuration and the services. Owns the daemon
 * thread {@code kuralink-ota-<name>}, on which all decisions are made.
 */
@Component(
    name = OtaConfig.PID,
    service = {FirmwareUpdates.class, ConfigurableComponent.class, ConfigurationReport.class},
    immediate = true,
    configurationPolicy = ConfigurationPolicy.REQUIRE,
    property = "kura.ui.factory.hide:Boolean=true")
@Designate(ocd = OtaConfig.class, factory = true)
public final class OtaComponent extends UpdatesFacade
    implements ConfigurableComponent, ConfigurationReport {

  private static final Logger LOG = LoggerFactory.getLogger(OtaComponent.class);
  private static final long CLOSING_SECONDS = 2;
  private static final Duration VERSION_PATIENCE = Duration.ofSeconds(2);

  @Reference(
      cardinality = ReferenceCardinality.OPTIONAL,
      policyOption = ReferencePolicyOption.GREEDY)
  private @Nullable SystemService systemService;

  private final Versions versions = new Versions(VERSION_PATIENCE, System::nanoTime);
  private final Installers installers = new Installers();
  private final HookInstaller.Hooks hooks = new HookInstaller.Hooks();
  private final ChosenSession sessions = new ChosenSession();
  private final Map<Optional<DeviceIdentity>, UpdateListeners> listeners =
      new ConcurrentHashMap<>();
  private volatile @Nullable Running running;

  @Activate
  void activate(BundleContext bundle, Map<String, Object> properties) {
    String name = DataDirectory.nameOf(properties, OtaConfig.PID);
    Optional<Path> directory =
        DataDirectory.of(
            Optional.ofNullable(systemService).map(SystemService::getKuraDataDirectory),
            Optional.ofNullable(bundle.getProperty(DataDirectory.FRAMEWORK_PROPERTY)),
            name);
    if (directory.isEmpty()) {
      LOG.warn(
          "{}: there is no data directory; updates are kept in java.io.tmpdir and may get lost",
          name);
    }
    Path temporary =
        Path.of(System.getProperty("java.io.tmpdir"), "kuralink", DataDirectory.fileName(name));
    start(name, directory.orElse(temporary), properties);
  }

  /** Starts outside of a framework. */
  void start(String name, Path directory, Map<String, Object> properties) {
    begin(
        new Running(
            directory, ComponentThread.start("kuralink-ota-", name), OtaSettings.of(properties)));
  }

  @Modified
  void modified(Map<String, Object> properties) {
    Running before = running;
    OtaSettings settings = OtaSettings.of(properties);
    if (before == null || before.settings.equals(settings)) {
      return;
    }
    before.thread.run(before::close);
    begin(new Running(before.directory, before.thread, settings));
  }

  @Override
  public List<String> problems() {
    Running present = running;
    return present == null
        ? List.of()
        : Stream.of(
                present.settings.problems().stream(),
                present.fault.stream(),
                sessions.deafness().stream())
            .flatMap(faults -> faults)
            .toList();
  }

  private void begin(Running fresh) {
    for (String problem : fresh.settings.problems()) {
      LOG.error("{}: {}", fresh.thread.name(), problem);
    }
    sessions.choose(
        fresh.settings.connection(),
        fault -> LOG.warn("{}: {}", fresh.thread.name(), fault),
        came -> LOG.info("{}: connection '{}' is there", fresh.thread.name(), came));
    running = fresh;
    fresh.thread.run(() -> open(fresh));
    sessions.onChange(() -> fresh.thread.run(() -> fresh.follow(sessions)));
  }

  private void open(Running fresh) {
    UpdateContext context =
        new UpdateContext(
            fresh.thread,
            new UpdatedDevice(Optional.empty(), fresh.settings.connection(), this::gateway),
            fresh.directory.resolve("ota"),
            installers,
            versions,
            sessions.downloads());
    try {
      SessionUpdates updates = new SessionUpdates(context, fresh.settings, hooks, this::tell);
      fresh.updates = updates;
      updates.start();
      fresh.follow(sessions);
    } catch (IOException e) {
      String fault = "updates are disabled, the journal cannot be read: " + e.getMessage();
      fresh.fault = Optional.of(fault);
      LOG.error("{}: {}", fresh.thread.name(), fault);
    }
  }

  private void tell(Optional<DeviceIdentity> device, UpdateStatus status) {
    // Listeners of the gateway may also be registered under its identity.
    Stream.concat(
            Stream.of(device), gateway().filter(one -> device.isEmpty()).stream().map(Optional::of))
        .map(listeners::get)
        .filter(Objects::nonNull)
        .forEach(all -> all.changed(status));
  }

  private Optional<DeviceIdentity> gateway() {
    return sessions.session().map(CloudSession::identity);
  }

  private Optional<SessionUpdates> all() {
    Running present = running;
    return present == null ? Optional.empty() : Optional.ofNullable(present.updates);
  }

  /** Stops; an update in progress is resumed at the next activation. */
  @Deactivate
  void deactivate() {
    Running last = running;
    if (last == null) {
      return;
    }
    running = null;
    sessions.close();
    try {
      last.thread.executor().submit(last::close).get(CLOSING_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException | TimeoutException e) {
      LOG.warn("{}: did not stop cleanly: {}", last.thread.name(), e.toString());
    }
    last.thread.executor().shutdown();
  }

  @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
  void addSession(CloudSession session, Map<String, ?> properties) {
    sessions.add(session, properties);
  }

  void updatedSession(CloudSession session, Map<String, ?> properties) {
    sessions.add(session, properties);
  }

  void removeSession(CloudSession session) {
    sessions.remove(session);
  }

  @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
  void addInstaller(FirmwareInstaller installer, Map<String, ?> properties) {
    installers.add(installer, properties);
  }

  void updatedInstaller(FirmwareInstaller installer, Map<String, ?> properties) {
    installers.update(installer, properties);
  }

  void removeInstaller(FirmwareInstaller installer, Map<String, ?> properties) {
    installers.remove(installer, properties);
  }

  @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
  void addVersion(VersionSource source, Map<String, ?> properties) {
    versions.put(source, properties);
    Running present = running;
    if (present != null) {
      present.thread.run(present::inform);
    }
  }

  void updatedVersion(VersionSource source, Map<String, ?> properties) {
    addVersion(source, properties);
  }

  void removeVersion(VersionSource source, Map<String, ?> properties) {
    versions.remove(source, properties);
  }

  @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
  void addHook(DeploymentHook hook, Map<String, ?> properties) {
    hooks.put(hook, properties);
  }

  void updatedHook(DeploymentHook hook, Map<String, ?> properties) {
    hooks.put(hook, properties);
  }

  void removeHook(DeploymentHook hook, Map<String, ?> properties) {
    hooks.remove(hook, properties);
  }

  @Override
  Optional<DeviceUpdates> updates() {
    return all().map(SessionUpdates::own);
  }

  @Override
  public FirmwareUpdates of(DeviceIdentity device) {
    if (gateway().filter(device::equals).isPresent()) {
      return this;
    }
    OtaComponent gateway = this;
    return new UpdatesFacade() {
      @Override
      Optional<DeviceUpdates> updates() {
        return all().flatMap(all -> all.of(device));
      }

      @Override
      public DeviceIdentity identity() {
        return device;
      }

      @Override
      public FirmwareUpdates of(DeviceIdentity another) {
        return gateway.of(another);
      }

      @Override
      public Registration addListener(UpdateListener listener) {
        return listen(Optional.of(device), listener);
      }
    };
  }

  @Override
  public Registration addListener(UpdateListener listener) {
    return listen(Optional.empty(), listener);
  }

  private Registration listen(Optional<DeviceIdentity> device, UpdateListener listener) {
    return listeners
        .computeIfAbsent(device, one -> new UpdateListeners(System::nanoTime))
        .add(listener);
  }

  /** The updates under one configuration. */
  private static final class Running {

    private final Path directory;
    private final ComponentThread thread;
    private final OtaSettings settings;
    private volatile @Nullable SessionUpdates updates;
    private volatile Optional<String> fault = Optional.empty();

    Running(Path directory, ComponentThread thread, OtaSettings settings) {
      this.directory = directory;
      this.thread = thread;
      this.settings = settings;
    }

    void follow(ChosenSession sessions) {
      SessionUpdates present = updates;
      if (present != null) {
        present.attach(sessions.session().orElse(null));
      }
    }

    void inform() {
      SessionUpdates present = updates;
      if (present != null) {
        present.inform();
      }
    }

    void close() {
      SessionUpdates present = updates;
      if (present != null) {
        updates = null;
        present.close();
      }
    }
  }
}
