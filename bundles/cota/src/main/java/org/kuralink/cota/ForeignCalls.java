/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.cota;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.kuralink.api.cota.ConfigurationException;
import org.kuralink.calls.CallLane;
import org.kuralink.calls.ComponentThread;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Calls code that is not ours (appliers, listeners, Kura) on a lane, and says in words what became
 * of each call, whatever that code does. For the thread of the remote configuration.
 */
final class ForeignCalls {

  /** More calls than these that never returned keep no threads. */
  static final int MAX_HANGING = 4;

  /** How long a listener may take. */
  static final Duration LISTENER_LIMIT = Duration.ofSeconds(10);

  private static final Logger LOG = LoggerFactory.getLogger(ForeignCalls.class);

  private final ComponentThread thread;
  private final CallLane lane;
  private final Duration limit;
  private final AtomicInteger hanging = new AtomicInteger();

  /**
   * Calls nobody yet.
   *
   * @param threads by their names
   * @param limit how long a call may take
   */
  ForeignCalls(ComponentThread thread, Function<String, ThreadFactory> threads, Duration limit) {
    this.thread = thread;
    this.lane =
        new CallLane(
            thread, threads.apply("kuralink-cota-" + thread.name() + "-calls"), hanging::addAndGet);
    this.limit = limit;
  }

  /**
   * How a call ended.
   *
   * @param value what it brought; empty if it failed
   * @param failure words for a person; empty if it succeeded
   * @param refused whether it was said in order, by a {@link ConfigurationException}
   * @param notYet whether the same may succeed later
   */
  record Outcome<T>(Optional<T> value, Optional<String> failure, boolean refused, boolean notYet) {

    private static <T> Outcome<T> failed(String why) {
      return new Outcome<>(Optional.empty(), Optional.of(why), false, false);
    }

    /** Why it failed. */
    String words() {
      return failure.orElse("");
    }
  }

  /** Calls; what became of it is told on the thread, exactly once. */
  <T> void call(String whom, Callable<T> body, Consumer<Outcome<T>> told) {
    if (hanging.get() >= MAX_HANGING) {
      thread.run(
          () -> told.accept(Outcome.failed(whom + " hangs in " + MAX_HANGING + " former calls")));
    } else {
      lane.call(limit, () -> true, body, new Told<>(whom, told));
    }
  }

  /** Ends at once, and tells nothing any more; any thread. */
  void dismiss() {
    lane.close();
  }

  /** Ends; any thread. A call that is running gets a moment. */
  void end(Duration patience) {
    if (!lane.end(patience)) {
      LOG.warn("{}: a call has not ended yet and is interrupted", thread.name());
    }
  }

  private final class Told<T> implements CallLane.Ending<T> {

    private final String whom;
    private final Consumer<Outcome<T>> told;

    Told(String whom, Consumer<Outcome<T>> told) {
      this.whom = whom;
      this.told = told;
    }

    @Override
    public String whom() {
      return whom;
    }

    @Override
    public void returned(@Nullable T value) {
      told.accept(
          value == null
              ? Outcome.failed(whom + " returned nothing")
              : new Outcome<>(Optional.of(value), Optional.empty(), false, false));
    }

    @Override
    public void threw(Throwable failure) {
      if (failure instanceof ConfigurationException e) {
        String message = e.getMessage();
        told.accept(
            new Outcome<>(
                Optional.empty(),
                Optional.of(message == null ? whom + " refused" : Shown.of(message)),
                true,
                e.isNotYet()));
        return;
      }
      // The message of what was not expected may hold values: only its name is told.
      LOG.debug("{}: {} failed", thread.name(), whom, failure);
      told.accept(Outcome.failed(whom + " failed: " + failure.getClass().getSimpleName()));
    }

    @Override
    public void notBegun(OutOfMemoryError failure) {
      told.accept(Outcome.failed("this system has no thread left for " + whom));
    }

    @Override
    public Runnable overdue() {
      String why = whom + " has not returned within " + limit.toSeconds() + " s";
      return () -> {
        LOG.error("{}: {}; it is given up, and what it did is not trusted", thread.name(), why);
        told.accept(Outcome.failed(why));
      };
    }
  }
}
