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
 * The one thread of a component, on which everything is decided, and the time that it goes by.
 * Nothing that a task throws ends it; work that comes after its end is dropped. Any thread may
 * call.
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
   * Works for a component.
   *
   * @param name of the component, which all its threads have
   * @param process another text after each start of the process, for whoever keeps a journal
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
   * A daemon thread; what waits for its time is dropped at the end.
   *
   * @param prefix what its name begins with, before that of the component
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

  /** Makes daemon threads of a name. */
  public static ThreadFactory daemons(String name) {
    return task -> {
      Thread thread = new Thread(task, name);
      thread.setDaemon(true);
      return thread;
    };
  }

  /** What a task that fails leaves undone is for this to end. */
  public void afterFault(Runnable mend) {
    afterFault = mend;
  }

  // An executor would keep to itself what a task throws, and be deaf to what it left undone.
  @SuppressWarnings("CatchThrowable")
  private void guarded(Runnable task) {
    try {
      task.run();
    } catch (Throwable e) {
      // Also an error of a bundle that is just replaced is for people to see.
      LOG.error("{}: a step failed", name, e);
      afterFault.run();
    }
  }

  /**
   * Does something as soon as what is before it is done.
   *
   * @return false if the component is gone, and with it everything that the task was for
   */
  public boolean run(Runnable task) {
    try {
      executor.execute(() -> guarded(task));
      return true;
    } catch (RejectedExecutionException ended) {
      return false;
    }
  }

  /** Does something when a while has passed, unless it is cancelled before. */
  public Future<?> later(Duration delay, Runnable task) {
    try {
      return executor.schedule(() -> guarded(task), delay.toMillis(), TimeUnit.MILLISECONDS);
    } catch (RejectedExecutionException ended) {
      return CompletableFuture.completedFuture(null);
    }
  }

  /** The name of the component. */
  public String name() {
    return name;
  }

  /** Another text after each start of the process. */
  public String process() {
    return process;
  }

  /** What o'clock it is. */
  public Clock clock() {
    return clock;
  }

  /** Nanoseconds, which no setting of a clock moves. */
  public long nanos() {
    return nanoTime.getAsLong();
  }

  /** For a last task, and to be ended by the component. */
  public ScheduledExecutorService executor() {
    return executor;
  }
}
