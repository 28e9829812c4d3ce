/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.connection.link;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs work one after another, in the order it came, on a pool that it shares with other lanes. So
 * a slow listener holds up its own lane only. Bounded; may be held back. Any thread may call.
 */
public final class SerialLane implements Executor {

  private static final Logger LOG = LoggerFactory.getLogger(SerialLane.class);

  private final Executor pool;
  private final int capacity;
  private final Deque<Runnable> waiting = new ArrayDeque<>();
  private final Set<Object> holds = new HashSet<>();
  private boolean running;

  /** A lane that holds so many waiting tasks at most. */
  public SerialLane(Executor pool, int capacity) {
    this.pool = pool;
    this.capacity = capacity;
  }

  /** Takes a task on; false if there is no room, which is for the caller to tell. */
  public boolean offer(Runnable task) {
    synchronized (this) {
      if (waiting.size() >= capacity) {
        return false;
      }
      waiting.add(task);
    }
    wake();
    return true;
  }

  /** Takes a task on; runs it here and now if there is no room. */
  @Override
  public void execute(Runnable task) {
    if (!offer(task)) {
      task.run();
    }
  }

  /** From within a task of this lane: it is to be tried again before all others. */
  synchronized void putBack(Runnable task) {
    waiting.addFirst(task);
  }

  /** Holds work back for a reason, until the same reason is released. */
  synchronized void hold(Object reason) {
    holds.add(reason);
  }

  /** Lets work go on when no other reason holds it. */
  void release(Object reason) {
    synchronized (this) {
      holds.remove(reason);
    }
    wake();
  }

  private void wake() {
    synchronized (this) {
      if (running || waiting.isEmpty() || !holds.isEmpty()) {
        return;
      }
      running = true;
    }
    try {
      pool.execute(this::drain);
    } catch (RejectedExecutionException e) {
      synchronized (this) {
        running = false;
        waiting.clear();
      }
    }
  }

  private void drain() {
    for (Runnable task = next(); task != null; task = next()) {
      try {
        task.run();
      } catch (Throwable e) {
        // Also classes that went with their bundle, or too deep a message: the lane outlives it.
        LOG.warn("A listener or handler failed: {}", e.toString(), e);
      }
    }
  }

  private synchronized @Nullable Runnable next() {
    Runnable task = holds.isEmpty() ? waiting.poll() : null;
    running = task != null;
    return task;
  }
}
