/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.shadow;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.kuralink.api.connection.DeviceIdentity;
import org.kuralink.api.connection.Registration;
import org.kuralink.api.shadow.ShadowListener;
import org.kuralink.api.shadow.ShadowStatus;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The listeners of the shadows of a session, by device. Each listener is notified in order, on a
 * thread that it may block without delaying others.
 */
final class ShadowListeners {

  /**
   * The number of notifications that may wait for one listener; beyond it the oldest is dropped.
   */
  static final int CAPACITY = 100;

  /** The time after which a blocking listener is logged. */
  static final Duration PATIENCE = Duration.ofSeconds(30);

  private static final Logger LOG = LoggerFactory.getLogger(ShadowListeners.class);

  private final Map<Optional<DeviceIdentity>, List<Lane>> lanes = new ConcurrentHashMap<>();

  /** Adds a listener for a device; with no device for the gateway itself. Any thread may call. */
  Registration add(
      Optional<DeviceIdentity> device, ShadowListener listener, ShadowThreads threads) {
    Lane own = new Lane(listener, threads);
    lanes.compute(
        device,
        (key, present) -> {
          List<Lane> all = present == null ? new CopyOnWriteArrayList<>() : present;
          all.add(own);
          return all;
        });
    return () ->
        lanes.computeIfPresent(
            device,
            (key, all) -> {
              all.remove(own);
              return all.isEmpty() ? null : all;
            });
  }

  /** Returns the devices that have listeners, as they were given. */
  Set<Optional<DeviceIdentity>> devices() {
    return Set.copyOf(lanes.keySet());
  }

  /** Notifies the listeners of a device; on the thread of decisions. */
  void tell(Optional<DeviceIdentity> device, ShadowStatus status) {
    lanes.getOrDefault(device, List.of()).forEach(lane -> lane.tell(status));
  }

  /** One listener with its queue. Used on the thread of decisions, except {@link #run}. */
  private static final class Lane implements Runnable {

    private final ShadowListener listener;
    private final ShadowThreads threads;
    private final Deque<ShadowStatus> waiting = new ArrayDeque<>();
    private final Runnable again = this::again;
    private boolean running;
    private @Nullable ScheduledFuture<?> alarm;

    private Lane(ShadowListener listener, ShadowThreads threads) {
      this.listener = listener;
      this.threads = threads;
    }

    void tell(ShadowStatus status) {
      synchronized (this) {
        if (waiting.size() == CAPACITY) {
          waiting.poll();
        }
        waiting.add(status);
        if (running) {
          return;
        }
        running = true;
      }
      begin();
    }

    private void begin() {
      try {
        alarms(
            threads.decisions().schedule(this::late, PATIENCE.toMillis(), TimeUnit.MILLISECONDS));
        threads.workers().execute(this);
      } catch (RejectedExecutionException e) {
        LOG.debug("listener {} is notified later: {}", name(), e.getMessage());
        ended();
        threads.starved().add(again);
      }
    }

    private void again() {
      synchronized (this) {
        if (running || waiting.isEmpty()) {
          return;
        }
        running = true;
      }
      begin();
    }

    private synchronized void alarms(ScheduledFuture<?> set) {
      alarm = set;
    }

    @Override
    public void run() {
      for (ShadowStatus next = next(); next != null; next = next()) {
        try {
          listener.changed(next);
        } catch (Throwable e) {
          // Any throwable: code in another language may throw checked exceptions.
          LOG.warn("the listener {} failed: {}", name(), e.toString());
        }
      }
    }

    private synchronized @Nullable ShadowStatus next() {
      ShadowStatus next = waiting.poll();
      if (next == null) {
        ended();
      }
      return next;
    }

    private synchronized void ended() {
      running = false;
      ScheduledFuture<?> set = alarm;
      if (set != null) {
        set.cancel(false);
      }
      alarm = null;
    }

    private void late() {
      synchronized (this) {
        if (!running) {
          return;
        }
      }
      LOG.warn("the listener {} has not returned in time; it keeps its thread", name());
      threads.workers().giveUp(this);
    }

    private String name() {
      return listener.getClass().getName();
    }
  }
}
