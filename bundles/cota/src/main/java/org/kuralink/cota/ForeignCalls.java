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
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.kuralink.api.cota.ConfigurationException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Calls code that is not ours (appliers, listeners, Kura), one call at a time, and never on the
 * thread of the remote configuration. Each call has an outcome within its deadline, whatever that
 * code does: one that does not return is interrupted and given up, and its thread replaced. For the
 * thread of the remote configuration.
 */
final class ForeignCalls {

  /** More calls than these that never returned keep no threads. */
  static final int MAX_HANGING = 4;

  private static final Logger LOG = LoggerFactory.getLogger(ForeignCalls.class);

  private final CotaThread thread;
  private final Supplier<Worker> hire;
  private final Duration limit;
  private final AtomicInteger hanging = new AtomicInteger();
  private volatile Worker worker;

  /**
   * Calls nobody yet.
   *
   * @param limit how long a call may take
   */
  ForeignCalls(CotaThread thread, Supplier<Worker> hire, Duration limit) {
    this.thread = thread;
    this.hire = hire;
    this.limit = limit;
    this.worker = hire.get();
  }

  /** A thread for code that is not ours: one call after another, until it is dismissed. */
  interface Worker {

    /** Runs a call when the former ones have ended. */
    void run(Runnable call);

    /** Interrupts the call that is running; takes no more. */
    void dismiss();

    /**
     * Takes no more; says whether the call that is running ended in time, and interrupts it if not.
     */
    boolean end(Duration patience);
  }

  /** A daemon thread of this name, which is there only while there is something to do. */
  static Worker worker(String name) {
    ThreadPoolExecutor executor = executor(name);
    return new Worker() {
      @Override
      public void run(Runnable call) {
        try {
          executor.execute(call);
        } catch (RejectedExecutionException dismissed) {
          // Whoever dismissed it has told the outcome.
          return;
        }
      }

      @Override
      public void dismiss() {
        executor.shutdownNow();
      }

      @Override
      public boolean end(Duration patience) {
        executor.shutdown();
        try {
          if (executor.awaitTermination(patience.toMillis(), TimeUnit.MILLISECONDS)) {
            return true;
          }
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
        }
        executor.shutdownNow();
        return false;
      }
    };
  }

  private static ThreadPoolExecutor executor(String name) {
    ThreadPoolExecutor executor =
        new ThreadPoolExecutor(
            1,
            1,
            5,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            task -> {
              Thread thread = new Thread(task, name);
              thread.setDaemon(true);
              return thread;
            });
    executor.allowCoreThreadTimeOut(true);
    return executor;
  }

  /** Foreign code, which may throw anything and return when it likes. */
  @FunctionalInterface
  interface Body<T> {
    T call() throws Exception;
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
  <T> void call(String whom, Body<T> body, Consumer<Outcome<T>> told) {
    if (hanging.get() >= MAX_HANGING) {
      thread.run(
          () -> told.accept(Outcome.failed(whom + " hangs in " + MAX_HANGING + " former calls")));
      return;
    }
    Call<T> call = new Call<>(whom, body, told, worker);
    try {
      call.worker.run(call::make);
    } catch (OutOfMemoryError e) {
      thread.run(() -> call.end(Outcome.failed("this system has no thread left for " + whom)));
    }
    thread.later(limit, call::giveUp);
  }

  /** Ends at once; any thread. */
  void dismiss() {
    worker.dismiss();
  }

  /** Ends; any thread. A call that is running gets a moment. */
  void end(Duration patience) {
    if (!worker.end(patience)) {
      LOG.warn("{}: a call has not ended yet and is interrupted", thread.name());
    }
  }

  private final class Call<T> {

    private final String whom;
    private final Body<T> body;
    private final Consumer<Outcome<T>> told;
    private final Worker worker;
    private boolean over;

    Call(String whom, Body<T> body, Consumer<Outcome<T>> told, Worker worker) {
      this.whom = whom;
      this.body = body;
      this.told = told;
      this.worker = worker;
    }

    /** On the worker's thread. */
    void make() {
      Outcome<T> outcome = outcome();
      thread.run(() -> end(outcome));
    }

    // Whatever foreign code throws is its outcome: an error of its own must not end ours.
    @SuppressWarnings("CatchThrowable")
    private Outcome<T> outcome() {
      try {
        T value = body.call();
        return value == null
            ? Outcome.failed(whom + " returned nothing")
            : new Outcome<>(Optional.of(value), Optional.empty(), false, false);
      } catch (ConfigurationException e) {
        String message = e.getMessage();
        return new Outcome<>(
            Optional.empty(),
            Optional.of(message == null ? whom + " refused" : Shown.of(message)),
            true,
            e.isNotYet());
      } catch (Throwable e) {
        // The message of what was not expected may hold values: only its name is told.
        LOG.debug("{}: {} failed", thread.name(), whom, e);
        return Outcome.failed(whom + " failed: " + e.getClass().getSimpleName());
      }
    }

    private void end(Outcome<T> outcome) {
      if (over) {
        hanging.decrementAndGet();
        LOG.info("{}: {} has returned at last; nobody waits for it any more", thread.name(), whom);
        return;
      }
      over = true;
      told.accept(outcome);
    }

    void giveUp() {
      if (over) {
        return;
      }
      over = true;
      hanging.incrementAndGet();
      worker.dismiss();
      ForeignCalls.this.worker = hire.get();
      String why = whom + " has not returned within " + limit.toSeconds() + " s";
      LOG.error("{}: {}; it is given up, and what it did is not trusted", thread.name(), why);
      told.accept(Outcome.failed(why));
    }
  }
}
