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
 * Calls foreign code (appliers, listeners, Kura) on a lane, and reports the outcome of each call,
 * whatever that code does. For the thread of the remote configuration.
 */
final class ForeignCalls {

  /** The number of hanging calls from which on no further call is made. */
  static final int MAX_HANGING = 4;

  /** The deadline of a listener. */
  static final Duration LISTENER_LIMIT = Duration.ofSeconds(10);

  private static final Logger LOG = LoggerFactory.getLogger(ForeignCalls.class);

  private final ComponentThread thread;
  private final CallLane lane;
  private final Duration limit;
  private final AtomicInteger hanging = new AtomicInteger();

  /**
   * Creates a lane.
   *
   * @param threads returns a thread factory by the name of its threads
   * @param limit the deadline of a call
   */
  ForeignCalls(ComponentThread thread, Function<String, ThreadFactory> threads, Duration limit) {
    this.thread = thread;
    this.lane =
        new CallLane(
            thread, threads.apply("kuralink-cota-" + thread.name() + "-calls"), hanging::addAndGet);
    this.limit = limit;
  }

  /**
   * The outcome of a call.
   *
   * @param value the result; empty if the call failed
   * @param failure a message for the operator; empty if the call succeeded
   * @param refused whether the code refused by a {@link ConfigurationException}
   * @param notYet whether the same call may succeed later
   */
  record Outcome<T>(Optional<T> value, Optional<String> failure, boolean refused, boolean notYet) {

    private static <T> Outcome<T> failed(String why) {
      return new Outcome<>(Optional.empty(), Optional.of(why), false, false);
    }

    /** Returns the failure, or an empty string. */
    String words() {
      return failure.orElse("");
    }
  }

  /** Calls foreign code; reports the outcome on the thread, exactly once. */
  <T> void call(String whom, Callable<T> body, Consumer<Outcome<T>> told) {
    if (hanging.get() >= MAX_HANGING) {
      thread.run(
          () ->
              told.accept(
                  Outcome.failed(whom + " is still hanging in " + MAX_HANGING + " earlier calls")));
    } else {
      lane.call(limit, () -> true, body, new Told<>(whom, told));
    }
  }

  /** Closes the lane immediately, and reports nothing any more; any thread may call. */
  void dismiss() {
    lane.close();
  }

  /** Closes the lane, and waits for a call in progress; any thread may call. */
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
              ? Outcome.failed(whom + " returned null")
              : new Outcome<>(Optional.of(value), Optional.empty(), false, false));
    }

    @Override
    public void threw(Throwable failure) {
      if (failure instanceof ConfigurationException e) {
        String message = e.getMessage();
        told.accept(
            new Outcome<>(
                Optional.empty(),
                Optional.of(message == null ? whom + " refused" : LogText.of(message)),
                true,
                e.isNotYet()));
        return;
      }
      // The message of an unexpected exception may hold configuration values: only its class is
      // reported.
      LOG.debug("{}: {} failed", thread.name(), whom, failure);
      told.accept(Outcome.failed(whom + " failed: " + failure.getClass().getSimpleName()));
    }

    @Override
    public void notBegun(OutOfMemoryError failure) {
      told.accept(Outcome.failed("no thread can be created for " + whom));
    }

    @Override
    public Runnable overdue() {
      String why = whom + " has not returned within " + limit.toSeconds() + " s";
      return () -> {
        LOG.error("{}: {}; the call is abandoned and counts as failed", thread.name(), why);
        told.accept(Outcome.failed(why));
      };
    }
  }
}
