/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.connection;

import java.nio.file.Path;
import java.time.Clock;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;
import org.kuralink.api.connection.DeviceIdentity;
import org.kuralink.api.connection.Downloads;
import org.kuralink.api.connection.Secret;
import org.kuralink.api.connection.ServerTrust;
import org.kuralink.connection.link.ListenerLanes;
import org.kuralink.download.WebClient;
import org.kuralink.login.provider.LoginProvider;
import org.kuralink.queue.UplinkQueue;

/** The dependencies of a session; tests provide their own. */
public interface SessionParts {

  /** The wall clock, for displayed times. */
  Clock clock();

  /** The monotonic clock, for durations. */
  LongSupplier nanoTime();

  /** The source of random pauses and of the first request id. */
  RandomGenerator random();

  /** The single thread that owns the session's state, and its timer. */
  ScheduledExecutorService session();

  /** The bounded pool that runs log-ins and inbound messages. */
  Executor dispatch();

  /** The threads of listeners, whose calls may never return. */
  ListenerLanes.Threads listeners();

  /** Creates the provider of log-in data for these settings. */
  LoginProvider logins(ConnectionSettings settings);

  /**
   * Returns the device secret of the session: from the settings that {@link #logins} received last,
   * or the stored secret that the platform issued. May read from disk.
   */
  default Optional<Secret> deviceSecret(DeviceIdentity device) {
    return Optional.empty();
  }

  /** The TLS trust of the session; always the same object. */
  ServerTrust trust();

  /** The configured proxies; evaluated at each connection. */
  WebClient.Proxies proxies();

  /** The downloads of the session. */
  Downloads downloads();

  /** The registered line factories. */
  LineFactories lines();

  /** The data directory of the session. */
  Path data();

  /**
   * Opens the durable queue.
   *
   * @throws org.kuralink.queue.QueueException if the queue cannot be opened now
   */
  UplinkQueue queue(ConnectionSettings settings);
}
