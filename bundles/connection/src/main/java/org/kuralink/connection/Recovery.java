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
 * Lets Kura's watchdog restart the gateway after too many consecutive attempts that failed because
 * of the network. Below this limit, and while the session tries or waits, it checks in with the
 * watchdog every {@link #INTERVAL}, however long the pause is; while the session is online or not
 * wanted it is not registered with the watchdog. Failures do not count while the fallback carries
 * messages. One thread owns all fields.
 */
final class Recovery implements CriticalComponent, SessionListener, AutoCloseable {

  /** The interval of the check-ins. */
  static final Duration INTERVAL = Duration.ofSeconds(30);

  /** The watchdog restarts the gateway this long after the last check-in. */
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

  /** An inactive recovery with its own daemon thread, which ends when idle. */
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

  /** Applies a configuration; another one resets the count. Any thread. */
  void configure(RecoverySettings next) {
    run(
        () -> {
          settings = next;
          failures = 0;
          follow();
        });
  }

  /** Sets Kura's watchdog after it was registered, replaced or unregistered. Any thread. */
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
      failures = 0; // the gateway is useful, and a restart would not reconnect MQTT
    } else if (now.state() == SessionState.WAITING && from != SessionState.ONLINE) {
      boolean network =
          now.fault().map(SessionFault::cause).filter(Recovery::isNetwork).isPresent();
      failures = network ? failures + 1 : 0;
    } else if (!trying) {
      failures = 0;
    }
    if (failures > before && failures == settings.maxFailures() && settings.enabled()) {
      LOG.warn(
          "{}: {} consecutive attempts failed because of the network; {}",
          name,
          failures,
          watchdog == null
              ? "Kura has no watchdog that could restart the gateway"
              : "Kura's watchdog, if it is enabled, restarts the gateway unless the next attempt"
                  + " succeeds");
    }
    follow();
  }

  /** Returns whether a restart may help; an untrusted certificate is a configuration problem. */
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
      LOG.warn("{}: the call to Kura's watchdog failed: {}", name, e.toString());
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

  /** Unregisters from the watchdog and stops the thread without waiting. */
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
