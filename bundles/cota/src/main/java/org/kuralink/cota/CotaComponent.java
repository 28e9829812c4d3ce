/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.cota;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
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
import org.kuralink.calls.ComponentThread;
import org.kuralink.cota.OfferDownload.Downloader;
import org.kuralink.cota.apply.Components;
import org.kuralink.cota.store.ConfigurationFiles;
import org.kuralink.store.Medium;
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
 * The DS component of remote configuration: receives the configuration and the services. Owns the
 * daemon thread {@code kuralink-cota-<name>}.
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
  private static final long CLOSING_SECONDS = 2;

  @Reference private @Nullable ConfigurationAdmin configurationAdmin;
  @Reference private @Nullable MetaTypeService metaTypeService;

  @Reference(
      cardinality = ReferenceCardinality.OPTIONAL,
      policyOption = ReferencePolicyOption.GREEDY)
  private @Nullable SystemService systemService;

  private final CotaServices services = new CotaServices();
  private final RemoteConfiguration own = new ForDevice(Optional.empty());
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
        files(name, directory),
        properties,
        components,
        OfferDownload.by(services.sessions.downloads(), DOWNLOAD_LIMIT),
        ComponentThread.start("kuralink-cota-", name),
        ComponentThread::daemons);
  }

  private static ConfigurationFiles files(String name, Optional<Path> directory) {
    if (directory.isEmpty()) {
      LOG.warn("{}: there is no data directory; nothing survives a restart", name);
    }
    return new ConfigurationFiles(
        name, Medium.disk(), directory.map(place -> place.resolve("cota")));
  }

  /** Starts outside of a framework. */
  void start(
      ConfigurationFiles files,
      Map<String, Object> properties,
      Components components,
      Downloader downloader,
      ComponentThread thread,
      Function<String, ThreadFactory> threads) {
    take(thread.name(), CotaSettings.of(properties));
    ConfiguredDevice.Factory factory =
        new ConfiguredDevice.Factory(files, services, components, downloader, thread, threads);
    SessionConfigurations all = new SessionConfigurations(thread, services.sessions, factory);
    thread.afterFault(all::fault);
    running = new Running(thread, files, factory, all);
    thread.run(all::start);
    services.onChange(() -> thread.run(all::advance));
  }

  @Override
  public List<String> problems() {
    Running present = running;
    return present == null ? List.of() : services.faults(present.files.fault()).toList();
  }

  private void take(String name, CotaSettings given) {
    given.problems().forEach(problem -> LOG.error("{}: {}", name, problem));
    services.choose(name, given);
  }

  @Modified
  void modified(Map<String, Object> properties) {
    Running present = running;
    CotaSettings next = CotaSettings.of(properties);
    if (present == null || services.settings().equals(next)) {
      return;
    }
    take(present.thread.name(), next);
    present.thread.run(present.all::advance);
  }

  /** Stops; after it has returned no push is received any more. */
  @Deactivate
  void deactivate() {
    Running last = running;
    if (last == null) {
      return;
    }
    running = null;
    services.onChange(() -> {});
    services.sessions.close();
    ScheduledExecutorService thread = last.thread.executor();
    try {
      thread.submit(last.all::close).get(CLOSING_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException | TimeoutException e) {
      LOG.warn("{}: did not stop cleanly: {}", last.thread.name(), e.toString());
    }
    last.all.closeListeners();
    last.factory.end(Duration.ofSeconds(CLOSING_SECONDS));
    thread.shutdown();
    // No listener is left to notify of the end.
    last.all.end(Duration.ofSeconds(CLOSING_SECONDS));
  }

  @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
  void addSession(CloudSession session, Map<String, ?> properties) {
    services.sessions.add(session, properties);
  }

  void updatedSession(CloudSession session, Map<String, ?> properties) {
    services.sessions.add(session, properties);
  }

  void removeSession(CloudSession session) {
    services.sessions.remove(session);
  }

  @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
  void addApplier(ConfigurationApplier applier, Map<String, ?> properties) {
    services.put(applier, properties);
  }

  void updatedApplier(ConfigurationApplier applier, Map<String, ?> properties) {
    services.put(applier, properties);
  }

  void removeApplier(ConfigurationApplier applier, Map<String, ?> properties) {
    services.remove(applier, properties);
  }

  @Reference(cardinality = ReferenceCardinality.OPTIONAL, policy = ReferencePolicy.DYNAMIC)
  void addKura(ConfigurationService service) {
    services.add(service);
  }

  void removeKura(ConfigurationService service) {
    services.remove(service);
  }

  @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
  void addFileListener(RemoteConfigurationListener listener, Map<String, ?> properties) {
    services.put(listener, properties);
  }

  void updatedFileListener(RemoteConfigurationListener listener, Map<String, ?> properties) {
    services.put(listener, properties);
  }

  void removeFileListener(RemoteConfigurationListener listener, Map<String, ?> properties) {
    services.remove(listener, properties);
  }

  @Override
  public RemoteConfiguration of(DeviceIdentity device) {
    return new ForDevice(Optional.of(device));
  }

  @Override
  public RemoteConfigurationStatus status() {
    return own.status();
  }

  @Override
  public List<ConfigurationVersion> history() {
    return own.history();
  }

  @Override
  public Optional<ConfigurationFile> file(long version) {
    return own.file(version);
  }

  @Override
  public CompletionStage<ConfigurationResult> request() {
    return own.request();
  }

  @Override
  public CompletionStage<ConfigurationResult> restore(long version) {
    return own.restore(version);
  }

  @Override
  public Registration addListener(RemoteConfigurationStatusListener listener) {
    return own.addListener(listener);
  }

  /** The objects between an activation and its deactivation. */
  private record Running(
      ComponentThread thread,
      ConfigurationFiles files,
      ConfiguredDevice.Factory factory,
      SessionConfigurations all) {}

  /** The service of one device, independent of the configuration and the session. */
  private final class ForDevice implements RemoteConfiguration {

    private final Optional<DeviceIdentity> device;

    /** Creates the service of a sub-device; of the gateway itself without one. */
    ForDevice(Optional<DeviceIdentity> device) {
      this.device = device;
    }

    /** Returns the configuration of the device; empty after the deactivation. */
    private Optional<ConfiguredDevice> present() {
      return Optional.ofNullable(running)
          .map(Running::all)
          .map(all -> device.map(all::of).orElseGet(all::own));
    }

    @Override
    public RemoteConfiguration of(DeviceIdentity other) {
      return CotaComponent.this.of(other);
    }

    @Override
    public RemoteConfigurationStatus status() {
      return present()
          .map(one -> one.machine().status())
          .orElseThrow(() -> new IllegalStateException("the remote configuration is gone"));
    }

    @Override
    public List<ConfigurationVersion> history() {
      return present().map(one -> one.versions().versions()).orElse(List.of());
    }

    @Override
    public Optional<ConfigurationFile> file(long version) {
      return present().flatMap(one -> one.file(version));
    }

    @Override
    public CompletionStage<ConfigurationResult> request() {
      return present().map(one -> one.configuration().request()).orElseGet(ForDevice::gone);
    }

    @Override
    public CompletionStage<ConfigurationResult> restore(long version) {
      return present().map(one -> one.configuration().restore(version)).orElseGet(ForDevice::gone);
    }

    private static CompletionStage<ConfigurationResult> gone() {
      return CompletableFuture.completedFuture(
          OfferDownload.refused(ConfigurationStep.REQUEST, "remote configuration is gone"));
    }

    @Override
    public Registration addListener(RemoteConfigurationStatusListener listener) {
      return present().map(one -> one.machine().add(listener)).orElse(() -> {});
    }
  }
}
