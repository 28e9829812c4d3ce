/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.cota;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.eclipse.kura.configuration.ConfigurableComponent;
import org.eclipse.kura.configuration.ConfigurationService;
import org.eclipse.kura.system.SystemService;
import org.jspecify.annotations.Nullable;
import org.kuralink.api.configuration.ConfigurationReport;
import org.kuralink.api.configuration.DataDirectory;
import org.kuralink.api.connection.CloudSession;
import org.kuralink.api.connection.DeviceIdentity;
import org.kuralink.api.connection.Registration;
import org.kuralink.api.cota.ConfigurationApplier;
import org.kuralink.api.cota.ConfigurationFile;
import org.kuralink.api.cota.ConfigurationResult;
import org.kuralink.api.cota.ConfigurationStep;
import org.kuralink.api.cota.ConfigurationVersion;
import org.kuralink.api.cota.RemoteConfiguration;
import org.kuralink.api.cota.RemoteConfigurationListener;
import org.kuralink.api.cota.RemoteConfigurationStatus;
import org.kuralink.api.cota.RemoteConfigurationStatusListener;
import org.kuralink.cota.apply.Components;
import org.kuralink.cota.apply.ComponentsApplier;
import org.kuralink.cota.apply.FileApplier;
import org.kuralink.cota.kura.KuraApplier;
import org.kuralink.cota.offer.Downloader;
import org.kuralink.cota.offer.HttpDownloader;
import org.kuralink.cota.store.ConfigurationJournal;
import org.kuralink.cota.store.Disk;
import org.kuralink.cota.store.MemoryDisk;
import org.kuralink.cota.store.PrivateDirectory;
import org.kuralink.cota.store.VersionStore;
import org.kuralink.cota.store.WatchedDisk;
import org.osgi.framework.BundleContext;
import org.osgi.service.cm.ConfigurationAdmin;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;
import org.osgi.service.metatype.MetaTypeService;
import org.osgi.service.metatype.annotations.Designate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The OSGi shell of a remote configuration: takes the configuration and the services around it.
 * Owns the one daemon thread {@code kuralink-cota-<name>}.
 */
@Component(
    name = CotaConfig.PID,
    service = {RemoteConfiguration.class, ConfigurableComponent.class, ConfigurationReport.class},
    immediate = true,
    configurationPolicy = ConfigurationPolicy.REQUIRE,
    property = "kura.ui.factory.hide:Boolean=true")
@Designate(ocd = CotaConfig.class, factory = true)
public final class CotaComponent
    implements RemoteConfiguration, ConfigurableComponent, ConfigurationReport {

  private static final Logger LOG = LoggerFactory.getLogger(CotaComponent.class);
  private static final Duration DOWNLOAD_LIMIT = Duration.ofMinutes(2);
  private static final Duration LISTENER_LIMIT = Duration.ofSeconds(10);
  private static final long CLOSING_SECONDS = 2;
  private static final DeviceIdentity NOBODY = new DeviceIdentity("", "");

  @Reference private @Nullable ConfigurationAdmin configurationAdmin;
  @Reference private @Nullable MetaTypeService metaTypeService;

  @Reference(
      cardinality = ReferenceCardinality.OPTIONAL,
      policyOption = ReferencePolicyOption.GREEDY)
  private @Nullable SystemService systemService;

  private final CotaServices around = new CotaServices();
  private volatile CotaSettings settings = CotaSettings.of(Map.of());
  private volatile @Nullable Running running;

  @Activate
  void activate(BundleContext bundle, Map<String, Object> properties) {
    String name = DataDirectory.nameOf(properties, CotaConfig.PID);
    SystemService system = systemService;
    Optional<Path> directory =
        DataDirectory.of(
            Optional.ofNullable(system).map(SystemService::getKuraDataDirectory),
            Optional.ofNullable(bundle.getProperty(DataDirectory.FRAMEWORK_PROPERTY)),
            name);
    ConfigurationAdmin admin = configurationAdmin;
    MetaTypeService metatypes = metaTypeService;
    Components components =
        admin == null || metatypes == null
            ? key -> Optional.empty()
            : new FrameworkComponents(bundle, admin, metatypes);
    start(
        name,
        disk(name, directory),
        properties,
        components,
        new HttpDownloader(DOWNLOAD_LIMIT, around.sessions.trust()),
        CotaThread.start(name),
        () -> CallThread.named("kuralink-cota-" + name + "-calls"),
        Clock.systemUTC());
  }

  private static Disk disk(String name, Optional<Path> directory) {
    if (directory.isEmpty()) {
      LOG.warn("{}: there is no data directory; nothing survives a restart", name);
      return new MemoryDisk();
    }
    return new PrivateDirectory(directory.get().resolve("cota"));
  }

  /** Starts without a framework. */
  void start(
      String name,
      Disk disk,
      Map<String, Object> properties,
      Components components,
      Downloader downloader,
      CotaThread thread,
      Supplier<CallThread> workers,
      Clock clock) {
    CotaSettings given = CotaSettings.of(properties);
    complain(name, given);
    settings = given;
    WatchedDisk watched = new WatchedDisk(name, disk);
    VersionStore versions = new VersionStore(watched);
    ConfigurationJournal journal = new ConfigurationJournal(watched);
    Supplier<ForeignCalls> lanes = () -> new ForeignCalls(name, thread, workers, LISTENER_LIMIT);
    StateBoard board = new StateBoard(name, clock, versions, lanes);
    ConfigurationPlace place =
        new ConfigurationPlace(
            name, thread, clock, new StartUp(), () -> settings, around.sessions::link);
    FileApplier files =
        new FileApplier(
            () -> around.listeners(settings.connection()),
            () -> versions.current().flatMap(now -> file(versions, board, now.number())),
            place.startUp()::isGoing);
    ForeignCalls calls = new ForeignCalls(name, thread, workers, AppliersInUse.limit());
    DeviceConfiguration device =
        new DeviceConfiguration(
            place,
            new DeviceConfiguration.Kept(versions, journal),
            downloader,
            new AppliersInUse(applierName -> applier(applierName, components, files, place), calls),
            board,
            lanes);
    thread.afterFault(device::fault);
    around.choose(name, given);
    running = new Running(place, watched, versions, board, calls, device);
    thread.run(
        () -> {
          load(name, versions, journal);
          device.start();
        });
    around.sessions.onChange(() -> thread.run(device::advance));
  }

  @Override
  public List<String> problems() {
    Running present = running;
    return present == null
        ? List.of()
        : Stream.concat(settings.problems().stream(), around.faults(present.disk.fault())).toList();
  }

  private static void complain(String name, CotaSettings settings) {
    settings.problems().forEach(problem -> LOG.error("{}: {}", name, problem));
  }

  private static void load(String name, VersionStore versions, ConfigurationJournal journal) {
    versions.load().forEach(problem -> LOG.warn("{}: {}", name, problem));
    try {
      journal.load();
    } catch (IOException e) {
      LOG.error("{}: what a former process left cannot be read: {}", name, e.toString());
    }
  }

  @Modified
  void modified(Map<String, Object> properties) {
    Running present = running;
    CotaSettings next = CotaSettings.of(properties);
    if (present == null || settings.equals(next)) {
      return;
    }
    settings = next;
    complain(present.place.name(), next);
    around.choose(present.place.name(), next);
    present.place.thread().run(present.device::advance);
  }

  /** Ends; when it returns no push is heard any more. */
  @Deactivate
  void deactivate() {
    Running last = running;
    if (last == null) {
      return;
    }
    running = null;
    around.sessions.close();
    ScheduledExecutorService thread = last.place.thread().executor();
    try {
      thread.submit(last.device::close).get(CLOSING_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException | TimeoutException e) {
      LOG.warn("{}: did not end in order: {}", last.place.name(), e.toString());
    }
    last.board.close();
    last.calls.end(Duration.ofSeconds(CLOSING_SECONDS));
    thread.shutdown();
  }

  @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
  void addSession(CloudSession session, Map<String, ?> properties) {
    around.sessions.add(session, properties);
  }

  void updatedSession(CloudSession session, Map<String, ?> properties) {
    around.sessions.add(session, properties);
  }

  void removeSession(CloudSession session) {
    around.sessions.remove(session);
  }

  @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
  void addApplier(ConfigurationApplier applier, Map<String, ?> properties) {
    around.put(applier, properties);
  }

  void updatedApplier(ConfigurationApplier applier, Map<String, ?> properties) {
    around.put(applier, properties);
  }

  void removeApplier(ConfigurationApplier applier) {
    around.remove(applier);
  }

  @Reference(cardinality = ReferenceCardinality.OPTIONAL, policy = ReferencePolicy.DYNAMIC)
  void addKura(ConfigurationService service) {
    around.add(service);
  }

  void removeKura(ConfigurationService service) {
    around.remove(service);
  }

  @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
  void addFileListener(RemoteConfigurationListener listener, Map<String, ?> properties) {
    around.put(listener, properties);
  }

  void updatedFileListener(RemoteConfigurationListener listener, Map<String, ?> properties) {
    around.put(listener, properties);
  }

  void removeFileListener(RemoteConfigurationListener listener) {
    around.remove(listener);
  }

  @Override
  public RemoteConfigurationStatus status() {
    Running present = running;
    if (present == null) {
      throw new IllegalStateException("the remote configuration is gone");
    }
    return present.board.status();
  }

  @Override
  public List<ConfigurationVersion> history() {
    Running present = running;
    return present == null ? List.of() : present.versions.versions();
  }

  @Override
  public Optional<ConfigurationFile> file(long version) {
    Running present = running;
    return present == null ? Optional.empty() : file(present.versions, present.board, version);
  }

  @Override
  public CompletionStage<ConfigurationResult> request() {
    return device().map(DeviceConfiguration::request).orElseGet(CotaComponent::gone);
  }

  @Override
  public CompletionStage<ConfigurationResult> restore(long version) {
    return device().map(device -> device.restore(version)).orElseGet(CotaComponent::gone);
  }

  private Optional<DeviceConfiguration> device() {
    Running present = running;
    return present == null ? Optional.empty() : Optional.of(present.device);
  }

  private static CompletionStage<ConfigurationResult> gone() {
    return CompletableFuture.completedFuture(
        OfferIntake.refused(ConfigurationStep.REQUEST, "remote configuration is gone"));
  }

  @Override
  public Registration addListener(RemoteConfigurationStatusListener listener) {
    Running present = running;
    return present == null ? () -> {} : present.board.add(listener);
  }

  private Optional<ConfigurationApplier> applier(
      String name, Components components, FileApplier files, ConfigurationPlace place) {
    return switch (name) {
      case CotaSettings.COMPONENTS ->
          Optional.of(new ComponentsApplier(components, () -> settings.allowed()));
      case CotaSettings.KURA ->
          around
              .kura()
              .map(
                  service ->
                      new KuraApplier(service, () -> settings.allowed(), place.startUp()::isGoing));
      case CotaSettings.FILE -> Optional.of(files);
      default -> around.applier(name);
    };
  }

  private static Optional<ConfigurationFile> file(
      VersionStore versions, StateBoard board, long number) {
    return versions.file(board.device().orElse(NOBODY), number);
  }

  /** One life of the component. */
  private record Running(
      ConfigurationPlace place,
      WatchedDisk disk,
      VersionStore versions,
      StateBoard board,
      ForeignCalls calls,
      DeviceConfiguration device) {}
}
