/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.ota;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.kuralink.api.connection.Registration;
import org.kuralink.api.ota.UpdateListener;
import org.kuralink.api.ota.UpdateStatus;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The listeners of one device, independent of the configuration. Each is notified in order on a
 * daemon thread {@code kuralink-ota-listener} of its own, which ends when there is nothing left;
 * for a listener that does not return the oldest notifications are dropped. Any thread may call.
 */
final class UpdateListeners implements UpdateListener {

  private static final Logger LOG = LoggerFactory.getLogger(UpdateListeners.class);
  private static final int MAX_WAITING = 64;
  private static final long PATIENCE_SECONDS = 10;

  private final List<Listening> all = new CopyOnWriteArrayList<>();
  private final LongSupplier nanoTime;

  UpdateListeners(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
  }

  Registration add(UpdateListener listener) {
    Listening listening = new Listening(listener);
    all.add(listening);
    return () -> all.remove(listening);
  }

  @Override
  public void changed(UpdateStatus status) {
    all.forEach(listening -> listening.tell(status));
  }

  private final class Listening {

    private final UpdateListener listener;
    private final Deque<UpdateStatus> waiting = new ArrayDeque<>();
    private boolean busy;
    private long since;
    private boolean slow;

    Listening(UpdateListener listener) {
      this.listener = listener;
    }

    void tell(UpdateStatus status) {
      if (isFirst(status)) {
        Thread thread = new Thread(this::tellAll, "kuralink-ota-listener");
        thread.setDaemon(true);
        thread.start();
      }
    }

    private synchronized boolean isFirst(UpdateStatus status) {
      if (waiting.size() >= MAX_WAITING) {
        waiting.removeFirst();
      }
      waiting.add(status);
      boolean first = !busy;
      busy = true;
      if (!first
          && !slow
          && nanoTime.getAsLong() - since > TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS)) {
        slow = true;
        LOG.warn(
            "the listener {} has not returned for {} s; it is not notified until it returns",
            listener.getClass().getName(),
            PATIENCE_SECONDS);
      }
      return first;
    }

    private synchronized @Nullable UpdateStatus next() {
      UpdateStatus next = waiting.poll();
      busy = next != null;
      since = nanoTime.getAsLong();
      slow = false;
      return next;
    }

    private void tellAll() {
      for (UpdateStatus next = next(); next != null; next = next()) {
        try {
          listener.changed(next);
        } catch (Throwable e) {
          // The exception of a listener does not affect the update.
          LOG.warn("the listener {} failed: {}", listener.getClass().getName(), e.toString());
        }
      }
    }
  }
}
