/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.connection.link;

import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.kuralink.api.connection.Registration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The listeners and handlers of a session. Each has its own lane, so one that throws or never
 * returns does not delay the others: another thread soon replaces the blocked one, and a listener
 * that takes longer than {@link #LIMIT_SECONDS} is named in the log. Any thread.
 */
public final class ListenerLanes {

  /** How long a listener may block its thread before another thread replaces it. */
  static final long PATIENCE_MILLIS = 200;

  /** How long a listener may take before it is named in the log. */
  static final long LIMIT_SECONDS = 10;

  /** The maximum number of waiting calls of one listener; more are dropped. */
  static final int CAPACITY = 10_000;

  private static final Logger LOG = LoggerFactory.getLogger(ListenerLanes.class);
  private static final long IDLE = Long.MIN_VALUE;

  private final Threads threads;
  private final ScheduledExecutorService timer;
  private final LongSupplier nanoTime;
  private final Set<Member> working = ConcurrentHashMap.newKeySet();
  private @Nullable Future<?> watch;

  /** The threads that run listeners. */
  @FunctionalInterface
  public interface Threads extends Executor {

    /** Adds a thread because one is blocked. */
    default void oneMore() {}

    /** Removes a thread because a blocked one has returned. */
    default void oneLess() {}
  }

  /** No listeners yet. */
  public ListenerLanes(Threads threads, ScheduledExecutorService timer, LongSupplier nanoTime) {
    this.threads = threads;
    this.timer = timer;
    this.nanoTime = nanoTime;
  }

  /**
   * Creates the lane of a listener.
   *
   * @param listener the object whose class names it in the log
   */
  public Member member(Object listener) {
    return new Member("The listener " + listener.getClass().getName());
  }

  /**
   * Creates the lane of a request handler.
   *
   * @param handler the object whose class names it in the log
   * @param method the method that it handles
   */
  Member handler(Object handler, String method) {
    return new Member("The handler " + handler.getClass().getName() + " of " + method);
  }

  /** Creates a group without listeners. */
  public <T> Group<T> group() {
    return new Group<>();
  }

  private synchronized void watch() {
    if (watch == null) {
      try {
        watch = timer.schedule(this::look, PATIENCE_MILLIS, TimeUnit.MILLISECONDS);
      } catch (RejectedExecutionException ignored) {
        // The session is closed; its last listeners are not watched.
      }
    }
  }

  private synchronized void unwatch() {
    Future<?> running = watch;
    if (running != null && working.isEmpty()) {
      running.cancel(false);
      watch = null;
    }
  }

  private void look() {
    synchronized (this) {
      watch = null;
    }
    boolean more = false;
    for (Member member : working) {
      more |= !member.isReplaced();
    }
    if (more) {
      watch();
    }
  }

  /** Listeners of the same kind of event. */
  public final class Group<T> {

    private final List<Listener<T>> listeners = new CopyOnWriteArrayList<>();

    private Group() {}

    /** Adds a listener until its registration is closed. */
    public Registration add(T listener) {
      Listener<T> own = new Listener<>(listener, member(listener));
      listeners.add(own);
      return () -> listeners.removeIf(one -> one == own);
    }

    /** Returns whether there are no listeners. */
    public boolean isEmpty() {
      return listeners.isEmpty();
    }

    /** Calls all listeners, each on its own lane. */
    public void tell(Consumer<T> call) {
      listeners.forEach(one -> one.member.tell(() -> call.accept(one.listener)));
    }
  }

  private record Listener<T>(T listener, Member member) {}

  /** The lane of one listener. */
  public final class Member {

    private final String name;
    private final SerialLane lane = new SerialLane(threads, CAPACITY);
    private final AtomicLong drops = new AtomicLong();
    private long since = IDLE;
    private boolean replaced;
    private boolean named;

    private Member(String name) {
      this.name = name;
    }

    /** Queues a call behind all earlier ones; returns false if the queue is full. */
    public boolean tell(Runnable call) {
      boolean taken = lane.offer(() -> run(call));
      if (!taken && drops.getAndIncrement() % 1000 == 0) {
        LOG.warn("{} is too slow; new calls of it are dropped", name);
      }
      return taken;
    }

    private void run(Runnable call) {
      synchronized (this) {
        since = nanoTime.getAsLong();
      }
      working.add(this);
      watch();
      try {
        call.run();
      } catch (Throwable e) {
        // Foreign code may throw checked exceptions too, and errors of classes of a removed bundle.
        LOG.warn("{} failed: {}", name, e.toString());
      } finally {
        working.remove(this);
        returned();
        unwatch();
      }
    }

    private void returned() {
      boolean back;
      boolean known;
      synchronized (this) {
        since = IDLE;
        back = replaced;
        known = named;
        replaced = false;
        named = false;
      }
      if (back) {
        threads.oneLess();
      }
      if (known) {
        LOG.info("{} has returned", name);
      }
    }

    /** Returns whether another thread has replaced the blocked one, now or before. */
    private boolean isReplaced() {
      long began;
      synchronized (this) {
        if (replaced) {
          return true;
        }
        if (since == IDLE
            || nanoTime.getAsLong() - since < TimeUnit.MILLISECONDS.toNanos(PATIENCE_MILLIS)) {
          return false;
        }
        replaced = true;
        began = since;
      }
      threads.oneMore();
      long due = began + TimeUnit.SECONDS.toNanos(LIMIT_SECONDS);
      try {
        timer.schedule(() -> name(began), due - nanoTime.getAsLong(), TimeUnit.NANOSECONDS);
      } catch (RejectedExecutionException ignored) {
        // The session is closed; the listener is not named.
      }
      return true;
    }

    private void name(long began) {
      synchronized (this) {
        if (!replaced || since != began) {
          return;
        }
        named = true;
      }
      LOG.warn("{} has not returned for {} s; further calls of it wait", name, LIMIT_SECONDS);
    }
  }
}
