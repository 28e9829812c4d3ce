/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.gateway;

import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.Hashtable;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.kuralink.api.connection.GatewayCapability;
import org.kuralink.api.gateway.SubDeviceListener;
import org.kuralink.login.credentials.ExternalCredentials;
import org.kuralink.store.Medium;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceRegistration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The sub-devices of a gateway between activation and deactivation, with the gateway's thread: the
 * daemon {@code kuralink-gateway-<name>}. When the data directory changes, they start again with
 * the contents of the new one; devices that are logged in stay so, and listeners and offers are
 * kept. Changed by one thread at a time; any thread may read.
 */
final class RunningGateway {

  static final long CLOSING_SECONDS = 2;

  private static final Logger LOG = LoggerFactory.getLogger(RunningGateway.class);

  private final String name;
  private final BundleContext bundle;
  private final ExternalCredentials credentials;
  private final DecisionThread thread;
  private final GatewayTime time;
  private final ActiveSettings settings;
  private final Map<ForeignCodeThread, SubDeviceListener> listeners = new ConcurrentHashMap<>();
  private final OfferedDevices offered;
  private Optional<Path> directory;
  private volatile @Nullable SubDevices devices;
  private String connection = "";
  private @Nullable ServiceRegistration<GatewayCapability> capability;

  /**
   * Creates sub-devices without a session.
   *
   * @param directory the data directory of the component; empty if there is none
   * @param properties the configuration of the component
   * @param decrypt decrypts a stored password
   */
  RunningGateway(
      String name,
      BundleContext bundle,
      ExternalCredentials credentials,
      Optional<Path> directory,
      Map<String, ?> properties,
      UnaryOperator<String> decrypt) {
    this.name = name;
    this.bundle = bundle;
    this.credentials = credentials;
    this.directory = directory;
    thread = new DecisionThread("kuralink-gateway-" + name);
    time = new GatewayTime(thread, System::nanoTime, Clock.systemUTC(), new SecureRandom());
    boolean whole = false;
    try {
      settings = new ActiveSettings(name, thread, this::configure);
      settings.apply(properties, decrypt);
      SubDevices first = fresh();
      devices = first;
      offered = new OfferedDevices(name, first, time);
      first.begin();
      whole = true;
    } finally {
      if (!whole) {
        thread.shutdownNow();
      }
    }
  }

  private SubDevices fresh() {
    SubDeviceFile file = new SubDeviceFile(Medium.disk(), directory, credentials);
    return new SubDevices(name, settings.now(), time, file, listeners);
  }

  /** Passes on changed settings; the first ones are in use already. */
  private void configure(GatewaySettings now) {
    SubDevices present = devices;
    if (present != null) {
      present.configure(now);
    }
  }

  SubDevices devices() {
    return Objects.requireNonNull(devices);
  }

  OfferedDevices offered() {
    return offered;
  }

  /** Reads the configuration again; it may have another meaning with the current services. */
  void apply(Map<String, ?> properties, UnaryOperator<String> decrypt) {
    settings.apply(properties, decrypt);
  }

  /**
   * Serves the configured session with the current data directory; does nothing if both are
   * unchanged.
   *
   * @return the name of the session, if it has changed
   */
  Optional<String> serve(Optional<Path> home) {
    String next = settings.now().connection();
    boolean first = capability == null;
    boolean same = next.equals(connection);
    if (first || !same || !home.equals(directory)) {
      leave();
      move(home);
      connection = next;
      Map<String, Object> properties = Map.of(GatewayCapability.CONNECTION, next);
      capability =
          bundle.registerService(GatewayCapability.class, devices(), new Hashtable<>(properties));
    }
    if (first || !same) {
      offered.session(next);
      return Optional.of(next);
    }
    return Optional.empty();
  }

  private void move(Optional<Path> home) {
    if (!home.equals(directory)) {
      LOG.info("{}: the data directory of the sub-devices has changed", name);
      directory = home;
      SubDevices former = devices();
      SubDevices next = fresh();
      devices = next;
      former.end();
      next.begin();
      offered.moveTo(next);
    }
  }

  private void leave() {
    ServiceRegistration<GatewayCapability> registered = capability;
    capability = null;
    GatewayComponent.withdraw(registered);
  }

  /** Stops; devices that are logged in stay so. */
  void end() {
    try {
      leave();
      listeners.keySet().forEach(ForeignCodeThread::end);
      settings.end();
      offered.end();
      devices().end();
      thread.submit(() -> {}).get(CLOSING_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException | TimeoutException e) {
      LOG.warn("{}: the sub-devices did not stop cleanly: {}", name, e.toString());
    } finally {
      thread.shutdownNow();
    }
  }
}
