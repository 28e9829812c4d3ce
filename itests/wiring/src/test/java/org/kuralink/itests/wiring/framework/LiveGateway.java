/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.itests.wiring.framework;

import java.io.ByteArrayInputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.kuralink.api.connection.CloudSession;
import org.kuralink.api.connection.Registration;
import org.kuralink.api.connection.SessionFault;
import org.kuralink.api.connection.SessionState;
import org.kuralink.api.connection.SessionStatus;
import org.kuralink.api.thing.Thing;
import org.kuralink.itests.wiring.House;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleEvent;
import org.osgi.framework.SynchronousBundleListener;
import org.osgi.service.cm.ConfigurationAdmin;
import org.osgi.service.component.runtime.ServiceComponentRuntime;
import org.osgi.service.deploymentadmin.DeploymentAdmin;
import org.osgi.service.deploymentadmin.DeploymentPackage;
import org.osgi.util.tracker.ServiceTracker;

/**
 * A logged-in gateway with the deployment package configured and an application that posts all the
 * time. The package must be installed before, because the application uses its API.
 */
final class LiveGateway implements AutoCloseable {

  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final String CONNECTION = "org.kuralink.connection";
  private static final String PROPERTY = "uptime";
  private static final int SOME = 25;

  /** Those that others have left behind in this process are theirs. */
  private final Set<Thread> before = Set.copyOf(Thread.getAllStackTraces().keySet());

  private final BundleContext context;
  private final DeploymentAdmin admin;
  private final Configurations configurations;
  private final Components components;
  private final Simulator platform;
  private final PlatformWatch watch;
  private final ServiceTracker<Thing, Thing> things;
  private final Poster poster;

  LiveGateway(
      BundleContext context,
      DeploymentAdmin admin,
      ConfigurationAdmin configurations,
      ServiceComponentRuntime runtime)
      throws Exception {
    this.context = context;
    this.admin = admin;
    this.configurations = new Configurations(configurations);
    components = new Components(context, runtime);
    platform = Simulator.withNewDevice(context);
    watch = platform.watch(PROPERTY);
    things = new ServiceTracker<>(context, Thing.class, null);
    things.open();
    poster = new Poster(things, PROPERTY);
    configure();
    components.awaitSatisfied(PATIENCE);
    watch.awaitLogin();
    poster.start();
    poster.awaitMore(SOME);
  }

  /** Each factory that has no instance yet gets one. */
  private void configure() throws Exception {
    List<String> fresh = new ArrayList<>(components.factoryPids());
    fresh.removeAll(configurations.factoryPids());
    for (String factoryPid : fresh) {
      switch (factoryPid) {
        case CONNECTION -> {
          Map<String, Object> connection = new HashMap<>(platform.login());
          connection.put("queue.directory", House.freshData().toString());
          configurations.create(factoryPid, connection);
        }
        case "org.kuralink.thing" ->
            configurations.create(
                factoryPid, Map.of("model.source", "cloud", "validation", "reject"));
        default -> configurations.createOffline(factoryPid);
      }
    }
  }

  /** Installs a package while messages flow, and gives the names of the bundles that stopped. */
  Set<String> install(byte[] dp) throws Exception {
    Set<String> stopped = new ConcurrentSkipListSet<>();
    SynchronousBundleListener listener =
        event -> {
          if (event.getType() == BundleEvent.STOPPED) {
            stopped.add(event.getBundle().getSymbolicName());
          }
        };
    context.addBundleListener(listener);
    try (var stream = new ByteArrayInputStream(dp)) {
      admin.installDeploymentPackage(stream);
    } finally {
      context.removeBundleListener(listener);
      configure();
      components.awaitSatisfied(PATIENCE);
      poster.awaitMore(SOME);
    }
    return new TreeSet<>(stopped);
  }

  /** What the package has brought and what runs, by name. */
  Map<String, String> activeVersions() {
    return deployed()
        .filter(bundle -> bundle.getState() == Bundle.ACTIVE)
        .collect(
            Collectors.toMap(
                Bundle::getSymbolicName,
                bundle -> bundle.getVersion().toString(),
                (first, second) -> second,
                TreeMap::new));
  }

  private Stream<Bundle> deployed() {
    return Arrays.stream(context.getBundles())
        .filter(bundle -> bundle.getLocation().startsWith("osgi-dp:"));
  }

  Map<String, Map<String, Object>> configurations() throws Exception {
    return configurations.all();
  }

  /** Ends the posting; gives each number that did not arrive exactly once, and how often it did. */
  Map<Integer, Long> stopPosting() throws InterruptedException {
    List<Integer> accepted = poster.stop();
    watch.awaitNumber(Collections.max(accepted));
    return watch.lostOrDoubled(accepted);
  }

  /** The number that was posted last. */
  int lastPost() {
    return poster.last();
  }

  PlatformWatch watch() {
    return watch;
  }

  /** The connection takes another transport to the same platform. */
  void logInOver(String transport) throws Exception {
    configurations.change(CONNECTION, platform.login(transport));
  }

  /** Waits until the session waits for something, in these words. */
  void awaitFault(String words) throws InterruptedException {
    awaitSession(
        status ->
            status.state() == SessionState.WAITING
                && status.fault().map(SessionFault::message).orElse("").contains(words));
  }

  void awaitOnline() throws InterruptedException {
    awaitSession(SessionStatus::isOnline);
  }

  private void awaitSession(Predicate<SessionStatus> condition) throws InterruptedException {
    CloudSession session = context.getService(context.getServiceReference(CloudSession.class));
    CountDownLatch reached = new CountDownLatch(1);
    try (Registration listening =
        session.addListener(
            (before, status) -> {
              if (condition.test(status)) {
                reached.countDown();
              }
            })) {
      if (!condition.test(session.status())
          && !reached.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
        throw new AssertionError(session.status().toString());
      }
    }
  }

  /** Uninstalls a package of several. */
  void uninstallOnly(String name) throws Exception {
    admin.getDeploymentPackage(name).uninstall();
  }

  /** Uninstalls the package; gives the names of the bundles, services and threads left over. */
  Set<String> uninstall() throws Exception {
    DeploymentPackage dp = admin.getDeploymentPackage("kuralink");
    dp.uninstall();
    Set<String> left = new TreeSet<>();
    deployed().map(Bundle::toString).forEach(left::add);
    for (var service : context.getAllServiceReferences(null, null)) {
      if (service.getBundle().getLocation().startsWith("osgi-dp:")) {
        left.add(service.toString());
      }
    }
    for (Thread thread : Thread.getAllStackTraces().keySet()) {
      if (thread.getName().startsWith("kuralink-") && !before.contains(thread)) {
        thread.join(PATIENCE.toMillis());
        if (thread.isAlive()) {
          left.add(thread.getName());
        }
      }
    }
    return left;
  }

  @Override
  public void close() throws Exception {
    try (watch) {
      poster.stop();
      things.close();
      if (admin.getDeploymentPackage("kuralink") != null) {
        admin.getDeploymentPackage("kuralink").uninstall();
      }
      configurations.deleteAll();
    }
  }
}
