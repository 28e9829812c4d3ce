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
 * Everybody who listens to this session. Each has a lane of its own, so that one who throws or
 * never returns holds up nobody else: another thread soon takes the place of the one it keeps, and
 * who takes longer than {@link #LIMIT_SECONDS} is named. Any thread.
 */
public final class Audience {

  /** How long a listener may keep its thread before another one takes that one's place. */
  static final long PATIENCE_MILLIS = 200;

  /** How long a listener may take before it is named. */
  static final long LIMIT_SECONDS = 10;

  /** What may wait for one listener; more is dropped. */
  static final int CAPACITY = 10_000;

  private static final Logger LOG = LoggerFactory.getLogger(Audience.class);
  private static final long IDLE = Long.MIN_VALUE;

  private final Threads threads;
  private final ScheduledExecutorService timer;
  private final LongSupplier nanoTime;
  private final Set<Member> working = ConcurrentHashMap.newKeySet();
  private @Nullable Future<?> watch;

  /** Where listeners run. */
  @FunctionalInterface
  public interface Threads extends Executor {

    /** One of them will not come back soon. */
    default void oneMore() {}

    /** It has come back. */
    default void oneLess() {}
  }

  /** Nobody listens yet. */
  public Audience(Threads threads, ScheduledExecutorService timer, LongSupplier nanoTime) {
    this.threads = threads;
    this.timer = timer;
    this.nanoTime = nanoTime;
  }

  /**
   * Somebody who listens.
   *
   * @param listener whose class names it
   */
  public Member member(Object listener) {
    return new Member("The listener " + listener.getClass().getName());
  }

  /**
   * Somebody who answers requests.
   *
   * @param handler whose class names it
   * @param method what it answers
   */
  Member handler(Object handler, String method) {
    return new Member("The handler " + handler.getClass().getName() + " of " + method);
  }

  /** A group without listeners yet. */
  public <T> Group<T> group() {
    return new Group<>();
  }

  private synchronized void watch() {
    if (watch == null) {
      try {
        watch = timer.schedule(this::look, PATIENCE_MILLIS, TimeUnit.MILLISECONDS);
      } catch (RejectedExecutionException ignored) {
        // The session is over; its last listeners are not watched.
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

  /** Those who listen to the same thing. */
  public final class Group<T> {

    private final List<Listener<T>> listeners = new CopyOnWriteArrayList<>();

    private Group() {}

    /** One more, until its registration is closed. */
    public Registration add(T listener) {
      Listener<T> own = new Listener<>(listener, member(listener));
      listeners.add(own);
      return () -> listeners.removeIf(one -> one == own);
    }

    /** Whether nobody would hear anything. */
    public boolean isEmpty() {
      return listeners.isEmpty();
    }

    /** Tells all, each in its own time. */
    public void tell(Consumer<T> call) {
      listeners.forEach(one -> one.member.tell(() -> call.accept(one.listener)));
    }
  }

  private record Listener<T>(T listener, Member member) {}

  /** One who listens. */
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

    /** Tells it something, behind all it was told before; says whether it will. */
    public boolean tell(Runnable call) {
      boolean taken = lane.offer(() -> run(call));
      if (!taken && drops.getAndIncrement() % 1000 == 0) {
        LOG.warn("{} is too slow; what came for it is dropped", name);
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
        // Foreign code: checked ones as well, and errors of classes that went with their bundle.
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

    /** Whether another thread has taken the place of the one it keeps, now or before. */
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
        // The session is over; he is not named.
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
      LOG.warn("{} has not returned for {} s; what comes for it waits", name, LIMIT_SECONDS);
    }
  }
}
