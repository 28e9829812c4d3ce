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
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ScheduledExecutorService;
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
 * The OSGi shell of a shadow: takes the configuration and the services around it. Owns the one
 * daemon thread {@code kuralink-shadow-<name>}, on which everything is decided, and at most {@value
 * HandlerThreads#MAX} daemon threads on which handlers run.
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
  private final Handlers handlers = new Handlers();
  private final List<ListenerLane> listeners = new CopyOnWriteArrayList<>();
  private String name = "";
  private @Nullable VersionFile versions;

  @Reference(
      cardinality = ReferenceCardinality.OPTIONAL,
      policyOption = ReferencePolicyOption.GREEDY)
  private @Nullable SystemService systemService;

  private volatile @Nullable ScheduledExecutorService thread;
  private volatile @Nullable HandlerThreads handlerThreads;
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

  /** Starts without a framework. */
  void start(String own, Optional<Path> directory, Map<String, Object> properties) {
    name = own;
    ScheduledExecutorService fresh = ShadowThread.start(name);
    thread = fresh;
    versions = new VersionFile(directory, fresh);
    handlerThreads = ShadowThread.handlers(name);
    begin(ShadowSettings.of(properties));
    sessions.onChange(this::follow);
    handlers.onChange(this::handlersChanged);
  }

  @Modified
  void modified(Map<String, Object> properties) {
    ShadowSettings settings = ShadowSettings.of(properties);
    Running before = running;
    if (before != null && !before.settings.equals(settings)) {
      run(before.shadow::close);
      begin(settings);
    }
  }

  @Override
  public List<String> problems() {
    Running present = running;
    return present == null
        ? List.of()
        : Stream.concat(present.settings.problems().stream(), sessions.fault().stream()).toList();
  }

  private void begin(ShadowSettings settings) {
    settings.problems().forEach(problem -> LOG.error("{}: {}", name, problem));
    sessions.choose(settings.connection(), fault -> LOG.warn("{}: {}", name, fault));
    ScheduledExecutorService own = thread;
    HandlerThreads forHandlers = handlerThreads;
    VersionFile file = versions;
    if (own != null && forHandlers != null && file != null) {
      DeviceShadow shadow =
          new DeviceShadow(
              name, settings, handlers, listeners, forHandlers, own, file, Clock.systemUTC());
      running = new Running(settings, shadow);
      follow();
    }
  }

  @Deactivate
  void deactivate() {
    Running last = running;
    ScheduledExecutorService own = thread;
    HandlerThreads forHandlers = handlerThreads;
    VersionFile file = versions;
    running = null;
    sessions.close();
    handlers.onChange(() -> {});
    if (last == null || own == null || forHandlers == null || file == null) {
      return;
    }
    try {
      Runnable closing =
          () -> {
            last.shadow.close();
            file.save();
          };
      own.submit(closing).get(CLOSING_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException | TimeoutException e) {
      LOG.warn("{}: did not end in order: {}", name, e.toString());
    }
    own.shutdown();
    forHandlers.end();
  }

  private void follow() {
    Running present = running;
    if (present != null) {
      run(() -> present.shadow.attach(sessions.link().orElse(null)));
    }
  }

  private void handlersChanged() {
    Running present = running;
    if (present != null) {
      run(present.shadow::handlersChanged);
    }
  }

  private void run(Runnable task) {
    ScheduledExecutorService own = thread;
    if (own != null) {
      ShadowThread.run(own, task);
    }
  }

  @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
  void addSession(CloudSession session, Map<String, ?> properties) {
    sessions.add(session, properties);
  }

  void removeSession(CloudSession session) {
    sessions.remove(session);
  }

  @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
  void addHandler(DesiredStateHandler handler, Map<String, ?> properties) {
    handlers.add(handler, properties);
  }

  void removeHandler(DesiredStateHandler handler) {
    handlers.remove(handler);
  }

  @Override
  public ShadowStatus status() {
    Running present = running;
    return present == null ? Board.NOBODY : present.shadow.status();
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
    HandlerThreads threads = handlerThreads;
    ScheduledExecutorService timer = thread;
    if (threads == null || timer == null) {
      return () -> {};
    }
    ListenerLane own = new ListenerLane(listener, threads, timer);
    listeners.add(own);
    return () -> listeners.remove(own);
  }

  private <T> CompletionStage<T> ask(Function<DeviceShadow, CompletionStage<T>> question) {
    Running present = running;
    return present == null
        ? CompletableFuture.failedFuture(
            new LinkException(LinkException.Reason.CLOSED, "the shadow is gone"))
        : question.apply(present.shadow);
  }

  private record Running(ShadowSettings settings, DeviceShadow shadow) {}
}
