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
import org.kuralink.login.credentials.LentCredentials;
import org.kuralink.store.Medium;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceRegistration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A gateway's sub-devices between activation and the end, with the one daemon thread {@code
 * kuralink-gateway-<name>} on which everything is decided. Where their data directory becomes
 * another one they begin anew from what that holds; who is logged in stays so, and who listens or
 * offers devices need not know. Changed by one thread at a time; any thread may look.
 */
final class RunningGateway {

  static final long CLOSING_SECONDS = 2;

  private static final Logger LOG = LoggerFactory.getLogger(RunningGateway.class);

  private final String name;
  private final BundleContext bundle;
  private final LentCredentials credentials;
  private final Decisions thread;
  private final GatewayTime time;
  private final SettingsInForce settings;
  private final Map<Outsiders, SubDeviceListener> listeners = new ConcurrentHashMap<>();
  private final OfferedDevices offered;
  private Optional<Path> directory;
  private volatile @Nullable SubDevices devices;
  private String connection = "";
  private @Nullable ServiceRegistration<GatewayCapability> capability;

  /**
   * Sub-devices that no session has been told of yet.
   *
   * @param directory of the component; empty if there is none
   * @param properties of the component
   * @param decrypt makes a stored password readable
   */
  RunningGateway(
      String name,
      BundleContext bundle,
      LentCredentials credentials,
      Optional<Path> directory,
      Map<String, ?> properties,
      UnaryOperator<String> decrypt) {
    this.name = name;
    this.bundle = bundle;
    this.credentials = credentials;
    this.directory = directory;
    thread = new Decisions("kuralink-gateway-" + name);
    time = new GatewayTime(thread, System::nanoTime, Clock.systemUTC(), new SecureRandom());
    boolean whole = false;
    try {
      settings = new SettingsInForce(name, thread, this::configure);
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

  /** The first settings are those that the devices begin with. */
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

  /** Reads the configuration, which may be as before and mean something else now. */
  void apply(Map<String, ?> properties, UnaryOperator<String> decrypt) {
    settings.apply(properties, decrypt);
  }

  /**
   * Serves the session that is configured, from the directory where the data lie; does nothing
   * where both are as before.
   *
   * @return the session's name, if it is another one than before
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
      LOG.info("{}: sub-devices are kept elsewhere from now on", name);
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

  /** Ends; who is logged in stays so. */
  void end() {
    try {
      leave();
      listeners.keySet().forEach(Outsiders::end);
      settings.end();
      offered.end();
      devices().end();
      thread.submit(() -> {}).get(CLOSING_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException | TimeoutException e) {
      LOG.warn("{}: did not end in order: {}", name, e.toString());
    } finally {
      thread.shutdownNow();
    }
  }
}
