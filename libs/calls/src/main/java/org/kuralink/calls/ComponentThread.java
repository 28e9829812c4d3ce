/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.calls;

import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The single thread of a component, on which all decisions are made, with its clocks. Exceptions of
 * a task do not end it; work that is submitted after its end is dropped. Any thread may call.
 */
public final class ComponentThread {

  private static final Logger LOG = LoggerFactory.getLogger(ComponentThread.class);

  private final String name;
  private final String process;
  private final ScheduledExecutorService executor;
  private final Clock clock;
  private final LongSupplier nanoTime;
  private volatile Runnable afterFault = () -> {};

  /**
   * A thread for a component.
   *
   * @param name of the component, part of the names of all its threads
   * @param process a text that differs after each start of the process, for journals
   */
  public ComponentThread(
      String name,
      String process,
      ScheduledExecutorService executor,
      Clock clock,
      LongSupplier nanoTime) {
    this.name = name;
    this.process = process;
    this.executor = executor;
    this.clock = clock;
    this.nanoTime = nanoTime;
  }

  /**
   * Starts a daemon thread; delayed tasks are dropped when it ends.
   *
   * @param prefix of its name, before that of the component
   */
  public static ComponentThread start(String prefix, String name) {
    ScheduledThreadPoolExecutor executor =
        new ScheduledThreadPoolExecutor(1, daemons(prefix + name));
    executor.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    executor.setRemoveOnCancelPolicy(true);
    ProcessHandle process = ProcessHandle.current();
    return new ComponentThread(
        name,
        process.pid() + " " + process.info().startInstant().map(Object::toString).orElse(""),
        Executors.unconfigurableScheduledExecutorService(executor),
        Clock.systemUTC(),
        System::nanoTime);
  }

  /** Creates daemon threads with a name. */
  public static ThreadFactory daemons(String name) {
    return task -> {
      Thread thread = new Thread(task, name);
      thread.setDaemon(true);
      return thread;
    };
  }

  /** Sets the action that cleans up after a failed task. */
  public void afterFault(Runnable mend) {
    afterFault = mend;
  }

  // The executor would swallow the exception, and nothing would clean up.
  @SuppressWarnings("CatchThrowable")
  private void guarded(Runnable task) {
    try {
      task.run();
    } catch (Throwable e) {
      // Errors of a bundle that is being replaced are logged as well.
      LOG.error("{}: a step failed", name, e);
      afterFault.run();
    }
  }

  /**
   * Runs a task after the tasks submitted before.
   *
   * @return false if the component has ended; then the task is not needed any more
   */
  public boolean run(Runnable task) {
    try {
      executor.execute(() -> guarded(task));
      return true;
    } catch (RejectedExecutionException ended) {
      return false;
    }
  }

  /** Runs a task after a delay, unless it is cancelled. */
  public Future<?> later(Duration delay, Runnable task) {
    try {
      return executor.schedule(() -> guarded(task), delay.toMillis(), TimeUnit.MILLISECONDS);
    } catch (RejectedExecutionException ended) {
      return CompletableFuture.completedFuture(null);
    }
  }

  /** Returns the name of the component. */
  public String name() {
    return name;
  }

  /** Returns a text that differs after each start of the process. */
  public String process() {
    return process;
  }

  /** Returns the wall clock. */
  public Clock clock() {
    return clock;
  }

  /** Returns the monotonic time in nanoseconds. */
  public long nanos() {
    return nanoTime.getAsLong();
  }

  /** Returns the executor, for a last task and for its shutdown by the component. */
  public ScheduledExecutorService executor() {
    return executor;
  }
}
