/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.ota.machine;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.kuralink.api.connection.DeviceTurns;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where code runs that may do anything: on a daemon thread of its own, one call after the other.
 * Each call that is still wanted has exactly one ending, told on the thread of the updates: it
 * returned, it threw, or its time was over. A call whose time is over is interrupted and left to
 * itself; the next one gets another thread. For the thread of the updates.
 */
public final class InstallLane {

  private static final Logger LOG = LoggerFactory.getLogger(InstallLane.class);

  private final String name;
  private final OtaThread thread;
  private final Deque<Call<?>> waiting = new ArrayDeque<>();
  private Optional<Call<?>> running = Optional.empty();
  private final DeviceTurns.Turn turn;
  private boolean closed;
  private Runnable afterwards = () -> {};

  /**
   * @param thread on which endings are told and time is kept; its own are named after that
   * @param turn told of calls that do not end
   */
  public InstallLane(OtaThread thread, DeviceTurns.Turn turn) {
    this.name = "kuralink-ota-" + thread.name() + "-work";
    this.thread = thread;
    this.turn = turn;
  }

  /**
   * Lets code run when those before have ended.
   *
   * @param limit how long it may take
   * @param wanted asked when its turn comes and when it has ended; if not, nothing is done or told
   */
  public <T> void call(
      Duration limit, BooleanSupplier wanted, Callable<T> work, Ending<? super T> ending) {
    waiting.add(new Call<>(limit, wanted, work, ending));
    next();
  }

  /** Interrupts the present call; it still has an ending. */
  public void interrupt() {
    running.ifPresent(Call::interrupt);
  }

  /** Interrupts the present call, and tells nothing any more. */
  public void close() {
    closed = true;
    waiting.clear();
    running.ifPresent(Call::interrupt);
  }

  /** Interrupts the present call, and does something when that has ended. */
  public void close(Runnable last) {
    close();
    if (running.isEmpty()) {
      last.run();
    } else {
      afterwards = last;
    }
  }

  private void next() {
    while (!closed && running.isEmpty() && !waiting.isEmpty()) {
      Call<?> call = waiting.remove();
      if (call.wanted.getAsBoolean()) {
        running = Optional.of(call);
        call.start();
      }
    }
  }

  /**
   * How a call ended; one of these is called, once.
   *
   * @param <T> what is returned
   */
  public interface Ending<T> {

    /** It returned something, or nothing where it should have. */
    void returned(@Nullable T value);

    /** It threw something: an exception, checked or not, or an error. */
    void threw(Throwable failure);

    /**
     * It has not returned in time. Asked before it is interrupted, for then it may forget what it
     * waited for; brings what is to be done about it.
     */
    Runnable overdue();
  }

  private final class Call<T> {

    private final Duration limit;
    private final BooleanSupplier wanted;
    private final Ending<? super T> ending;
    private final FutureTask<T> task;
    private final Thread runner;
    private Optional<ScheduledFuture<?>> watch = Optional.empty();

    Call(Duration limit, BooleanSupplier wanted, Callable<T> work, Ending<? super T> ending) {
      this.limit = limit;
      this.wanted = wanted;
      this.ending = ending;
      this.task =
          new FutureTask<>(work) {
            @Override
            protected void done() {
              thread.run(Call.this::ended);
            }
          };
      this.runner = new Thread(task, name);
      runner.setDaemon(true);
    }

    void start() {
      watch =
          Optional.of(
              thread.executor().schedule(this::overdue, limit.toMillis(), TimeUnit.MILLISECONDS));
      try {
        runner.start();
      } catch (OutOfMemoryError e) {
        // The system has no thread left.
        finish(() -> ending.threw(e));
      }
    }

    void interrupt() {
      runner.interrupt();
    }

    private boolean isRunning() {
      return running.filter(call -> call == this).isPresent();
    }

    private void ended() {
      if (isRunning()) {
        finish(this::tell);
      } else {
        turn.hangs(-1);
        if (!closed) {
          LOG.warn("{}: a call that was given up has ended after all", name);
        }
      }
    }

    private void overdue() {
      if (isRunning()) {
        Runnable told = ending.overdue();
        runner.interrupt();
        turn.hangs(1);
        finish(told);
      }
    }

    private void finish(Runnable told) {
      running = Optional.empty();
      watch.ifPresent(timer -> timer.cancel(false));
      try {
        if (!closed && wanted.getAsBoolean()) {
          told.run();
        }
      } catch (RuntimeException e) {
        LOG.error("{}: the end of a call was not heard", name, e);
      } finally {
        Runnable last = afterwards;
        afterwards = () -> {};
        last.run();
        next();
      }
    }

    private void tell() {
      try {
        ending.returned(task.get());
      } catch (ExecutionException e) {
        ending.threw(e.getCause() == null ? e : e.getCause());
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
