/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.connection;

import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.eclipse.kura.watchdog.CriticalComponent;
import org.eclipse.kura.watchdog.WatchdogService;
import org.jspecify.annotations.Nullable;
import org.kuralink.api.connection.SessionFault;
import org.kuralink.api.connection.SessionListener;
import org.kuralink.api.connection.SessionState;
import org.kuralink.api.connection.SessionStatus;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets Kura's watchdog start the gateway anew when too many attempts in a row have failed for the
 * network. As long as there were fewer, and the session tries or waits, the watchdog gets a sign of
 * life every {@link #INTERVAL}, however long the pause is; while the session is online or not
 * wanted the watchdog does not know of it. While the fallback carries messages no failure counts.
 * One thread owns all fields.
 */
final class Recovery implements CriticalComponent, SessionListener, AutoCloseable {

  /** How often the watchdog gets a sign of life. */
  static final Duration INTERVAL = Duration.ofSeconds(30);

  /** After so long without one it starts the gateway anew. */
  static final Duration TIMEOUT = Duration.ofMinutes(3);

  private static final Logger LOG = LoggerFactory.getLogger(Recovery.class);
  private static final long IDLE_SECONDS = 5;

  private final String name;
  private final ScheduledExecutorService thread;
  private RecoverySettings settings = RecoverySettings.OFF;
  private @Nullable WatchdogService watchdog;
  private @Nullable WatchdogService registered;
  private @Nullable Future<?> signs;
  private boolean trying;
  private int failures;

  /** One that is off, with a daemon thread of its own that is there only while it is needed. */
  static Recovery of(String name) {
    ScheduledThreadPoolExecutor own =
        new ScheduledThreadPoolExecutor(
            1,
            work -> {
              Thread fresh = new Thread(work, "kuralink-" + name + "-recovery");
              fresh.setDaemon(true);
              return fresh;
            });
    own.setKeepAliveTime(IDLE_SECONDS, TimeUnit.SECONDS);
    own.allowCoreThreadTimeOut(true);
    own.setRemoveOnCancelPolicy(true);
    return new Recovery(name, own);
  }

  Recovery(String name, ScheduledExecutorService thread) {
    this.name = name;
    this.thread = thread;
  }

  /** The configuration; another one begins to count anew. Any thread. */
  void configure(RecoverySettings next) {
    run(
        () -> {
          settings = next;
          failures = 0;
          follow();
        });
  }

  /** Kura's watchdog came, was replaced, or went. Any thread. */
  void watchdog(@Nullable WatchdogService next) {
    run(
        () -> {
          watchdog = next;
          follow();
        });
  }

  @Override
  public void changed(SessionState from, SessionStatus now) {
    run(() -> count(from, now));
  }

  private void count(SessionState from, SessionStatus now) {
    int before = failures;
    trying =
        now.state() == SessionState.AUTHENTICATING
            || now.state() == SessionState.CONNECTING
            || now.state() == SessionState.WAITING;
    if (now.isUplinkOnly()) {
      failures = 0; // the gateway is of use, and a new start would not mend what keeps MQTT away
    } else if (now.state() == SessionState.WAITING && from != SessionState.ONLINE) {
      boolean network =
          now.fault().map(SessionFault::cause).filter(Recovery::isNetwork).isPresent();
      failures = network ? failures + 1 : 0;
    } else if (!trying) {
      failures = 0;
    }
    if (failures > before && failures == settings.maxFailures() && settings.enabled()) {
      LOG.warn(
          "{}: {} attempts in a row have failed for the network; {}",
          name,
          failures,
          watchdog == null
              ? "Kura has no watchdog that could start the gateway anew"
              : "Kura's watchdog, if it is enabled, starts the gateway anew unless the next"
                  + " succeeds");
    }
    follow();
  }

  /** An untrusted certificate is a matter of the configuration: no new start mends it. */
  private static boolean isNetwork(SessionFault.Cause cause) {
    return cause == SessionFault.Cause.UNREACHABLE
        || cause == SessionFault.Cause.TIMEOUT
        || cause == SessionFault.Cause.LINK_LOST
        || cause == SessionFault.Cause.HALF_OPEN;
  }

  private void follow() {
    WatchdogService wanted = trying && settings.enabled() ? watchdog : null;
    WatchdogService before = registered;
    if (before != wanted) {
      registered = wanted;
      if (before != null) {
        before.unregisterCriticalComponent(this);
      }
      if (wanted != null) {
        wanted.registerCriticalComponent(this);
      }
      repeat(wanted != null);
    }
    giveSign();
  }

  private void repeat(boolean again) {
    Future<?> former = signs;
    signs = null;
    if (former != null) {
      former.cancel(false);
    }
    if (again) {
      signs =
          thread.scheduleWithFixedDelay(
              () -> guarded(this::giveSign),
              INTERVAL.toMillis(),
              INTERVAL.toMillis(),
              TimeUnit.MILLISECONDS);
    }
  }

  private void giveSign() {
    WatchdogService present = registered;
    if (present != null && failures < settings.maxFailures()) {
      present.checkin(this);
    }
  }

  private void run(Runnable work) {
    try {
      thread.execute(() -> guarded(work));
    } catch (RejectedExecutionException ignored) {
      // already closed
    }
  }

  private void guarded(Runnable work) {
    try {
      work.run();
    } catch (RuntimeException | LinkageError e) {
      LOG.warn("{}: the watchdog cannot be told: {}", name, e.toString());
    }
  }

  @Override
  public String getCriticalComponentName() {
    return name;
  }

  @Override
  public int getCriticalComponentTimeout() {
    return (int) TIMEOUT.toMillis();
  }

  /** Takes itself from the watchdog, and ends; does not wait. */
  @Override
  public void close() {
    run(
        () -> {
          trying = false;
          follow();
        });
    thread.shutdown();
  }
}
