/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.shadow;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.stream.Stream;
import org.eclipse.kura.configuration.ConfigurableComponent;
import org.eclipse.kura.system.SystemService;
import org.jspecify.annotations.Nullable;
import org.kuralink.api.configuration.ConfigurationReport;
import org.kuralink.api.configuration.DataDirectory;
import org.kuralink.api.connection.ChosenSession;
import org.kuralink.api.connection.CloudSession;
import org.kuralink.api.connection.DeviceIdentity;
import org.kuralink.api.connection.LinkException;
import org.kuralink.api.connection.Registration;
import org.kuralink.api.shadow.DesiredStateHandler;
import org.kuralink.api.shadow.Shadow;
import org.kuralink.api.shadow.ShadowDocument;
import org.kuralink.api.shadow.ShadowListener;
import org.kuralink.api.shadow.ShadowStatus;
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
 * The DS component of the shadow: receives the configuration and the services. Owns the daemon
 * thread {@code kuralink-shadow-<name>}, on which all decisions are made, and at most {@value
 * ShadowThreads#MAX_WORKERS} daemon threads on which handlers run.
 */
@Component(
    name = ShadowConfig.PID,
    service = {Shadow.class, ConfigurableComponent.class, ConfigurationReport.class},
    immediate = true,
    configurationPolicy = ConfigurationPolicy.REQUIRE,
    property = "kura.ui.factory.hide:Boolean=true")
@Designate(ocd = ShadowConfig.class, factory = true)
public final class ShadowComponent implements Shadow, ConfigurableComponent, ConfigurationReport {

  private static final Logger LOG = LoggerFactory.getLogger(ShadowComponent.class);
  private static final long CLOSING_SECONDS = 2;

  private final ChosenSession sessions = new ChosenSession();
  private final DesiredStateHandlers handlers = new DesiredStateHandlers();
  private final ShadowListeners listeners = new ShadowListeners();
  private final Shadow own = new ForDevice(Optional.empty());
  private String name = "";
  private Optional<Path> directory = Optional.empty();
  private @Nullable VersionFile versions;

  @Reference(
      cardinality = ReferenceCardinality.OPTIONAL,
      policyOption = ReferencePolicyOption.GREEDY)
  private @Nullable SystemService systemService;

  private volatile @Nullable ShadowThreads threads;
  private volatile @Nullable Running running;

  @Activate
  void activate(BundleContext bundle, Map<String, Object> properties) {
    String own = DataDirectory.nameOf(properties, ShadowConfig.PID);
    SystemService system = systemService;
    Optional<Path> directory =
        DataDirectory.of(
            Optional.ofNullable(system).map(SystemService::getKuraDataDirectory),
            Optional.ofNullable(bundle.getProperty(DataDirectory.FRAMEWORK_PROPERTY)),
            own);
    start(own, directory, properties);
  }

  /** Starts outside of a framework. */
  void start(String own, Optional<Path> directory, Map<String, Object> properties) {
    name = own;
    this.directory = directory;
    ShadowThreads fresh = ShadowThreads.start(name);
    threads = fresh;
    versions = new VersionFile(directory, fresh.decisions());
    begin(ShadowSettings.of(properties));
    sessions.onChange(this::follow);
    handlers.onChange(this::handlersChanged);
  }

  @Modified
  void modified(Map<String, Object> properties) {
    ShadowSettings settings = ShadowSettings.of(properties);
    Running before = running;
    if (before != null && !before.settings.equals(settings)) {
      run(before.shadows::close);
      begin(settings);
    }
  }

  @Override
  public List<String> problems() {
    Running present = running;
    return present == null
        ? List.of()
        : Stream.concat(present.settings.problems().stream(), sessions.deafness().stream())
            .toList();
  }

  private void begin(ShadowSettings settings) {
    settings.problems().forEach(problem -> LOG.error("{}: {}", name, problem));
    sessions.choose(
        settings.connection(),
        fault -> LOG.warn("{}: {}", name, fault),
        came -> LOG.info("{}: connection '{}' is there", name, came));
    ShadowThreads present = threads;
    VersionFile file = versions;
    if (present != null && file != null) {
      ShadowContext shared =
          new ShadowContext(name, settings, handlers, listeners, present, directory);
      running = new Running(settings, new SessionShadows(shared, file));
      follow();
    }
  }

  @Deactivate
  void deactivate() {
    Running last = running;
    ShadowThreads present = threads;
    running = null;
    sessions.close();
    handlers.onChange(() -> {});
    if (last == null || present == null) {
      return;
    }
    try {
      present.decisions().submit(last.shadows::close).get(CLOSING_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException | TimeoutException e) {
      LOG.warn("{}: did not stop cleanly: {}", name, e.toString());
    }
    present.end();
  }

  private void follow() {
    Running present = running;
    if (present != null) {
      run(() -> present.shadows.attach(sessions.session().orElse(null)));
    }
  }

  private void handlersChanged() {
    Running present = running;
    if (present != null) {
      run(present.shadows::handlersChanged);
    }
  }

  private void run(Runnable task) {
    ShadowThreads present = threads;
    if (present != null) {
      present.run(task);
    }
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
  void addHandler(DesiredStateHandler handler, Map<String, ?> properties) {
    handlers.put(handler, properties);
  }

  void updatedHandler(DesiredStateHandler handler, Map<String, ?> properties) {
    handlers.put(handler, properties);
  }

  void removeHandler(DesiredStateHandler handler, Map<String, ?> properties) {
    handlers.remove(handler, properties);
  }

  @Override
  public Shadow of(DeviceIdentity device) {
    return new ForDevice(Optional.of(device));
  }

  @Override
  public ShadowStatus status() {
    return own.status();
  }

  @Override
  public CompletionStage<ShadowDocument> get() {
    return own.get();
  }

  @Override
  public CompletionStage<Long> report(Map<String, ?> attributes) {
    return own.report(attributes);
  }

  @Override
  public CompletionStage<Long> delete(Set<String> attributes) {
    return own.delete(attributes);
  }

  @Override
  public CompletionStage<Long> deleteAll() {
    return own.deleteAll();
  }

  @Override
  public Registration addListener(ShadowListener listener) {
    return own.addListener(listener);
  }

  private record Running(ShadowSettings settings, SessionShadows shadows) {}

  /** The service of one device, independent of the configuration and the session. */
  private final class ForDevice implements Shadow {

    private final Optional<DeviceIdentity> device;

    private ForDevice(Optional<DeviceIdentity> device) {
      this.device = device;
    }

    @Override
    public Shadow of(DeviceIdentity other) {
      return ShadowComponent.this.of(other);
    }

    @Override
    public ShadowStatus status() {
      Running present = running;
      return present == null ? ShadowStatusHolder.nobody(device) : present.shadows.status(device);
    }

    @Override
    public CompletionStage<ShadowDocument> get() {
      return ask(DeviceShadow::get);
    }

    @Override
    public CompletionStage<Long> report(Map<String, ?> attributes) {
      return ask(shadow -> shadow.report(attributes));
    }

    @Override
    public CompletionStage<Long> delete(Set<String> attributes) {
      return ask(shadow -> shadow.delete(attributes));
    }

    @Override
    public CompletionStage<Long> deleteAll() {
      return ask(DeviceShadow::deleteAll);
    }

    @Override
    public Registration addListener(ShadowListener listener) {
      ShadowThreads present = threads;
      Running now = running;
      if (present == null || now == null) {
        return () -> {};
      }
      Registration registration = listeners.add(device, listener, present);
      now.shadows.of(device);
      return registration;
    }

    private <T> CompletionStage<T> ask(Function<DeviceShadow, CompletionStage<T>> question) {
      Running present = running;
      return present == null
          ? CompletableFuture.failedFuture(
              new LinkException(LinkException.Reason.CLOSED, "the shadow component has stopped"))
          : question.apply(present.shadows.of(device));
    }
  }
}
