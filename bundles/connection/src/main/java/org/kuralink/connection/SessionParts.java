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
import org.kuralink.connection.link.Audience;
import org.kuralink.download.WebClient;
import org.kuralink.login.provider.LoginProvider;
import org.kuralink.queue.UplinkQueue;

/** What a session is made of; a test brings its own. */
public interface SessionParts {

  /** The wall clock, for what people see. */
  Clock clock();

  /** The clock that nobody sets, for durations. */
  LongSupplier nanoTime();

  /** Spreads the pauses before an attempt, and says where the ids of requests begin. */
  RandomGenerator random();

  /** The one thread that owns the session's state, and its timer. */
  ScheduledExecutorService session();

  /** The bounded pool on which log-ins and handlers run. */
  Executor dispatch();

  /** Where listeners run, who may never come back. */
  Audience.Threads listeners();

  /** How to log in with these settings. */
  LoginProvider logins(ConnectionSettings settings);

  /**
   * The secret of the session's device: as the settings have it that {@link #logins} got last, or
   * as it was issued and is kept. May read from disk.
   */
  default Optional<Secret> deviceSecret(DeviceIdentity device) {
    return Optional.empty();
  }

  /** Whom to trust; the same object always. */
  ServerTrust trust();

  /** What stands between, as the configuration says at each moment. */
  WebClient.Proxies proxies();

  /** What fetches files. */
  Downloads downloads();

  /** Who opens lines. */
  Lines lines();

  /** The session's own directory. */
  Path data();

  /**
   * Opens the durable queue.
   *
   * @throws org.kuralink.queue.QueueException if that is not possible now
   */
  UplinkQueue queue(ConnectionSettings settings);
}
