/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.thing.handler;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.kuralink.api.connection.DeviceIdentity;
import org.kuralink.api.connection.HandlerThreads;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The calls of one handler. For each device they run one at a time and in order: a call begins when
 * the previous one has returned and its stage is complete or its deadline is over. So a handler
 * that blocks delays only its own further calls for the same device, and each of them no longer
 * than its deadline. A device without calls uses no memory. Any thread may call; no lock is held
 * while a handler is called.
 */
public final class HandlerQueue {

  /**
   * The largest number of calls that wait for one device; further calls are refused. It is the
   * number of messages that the platform keeps for an offline device and then sends at once.
   */
  public static final int CAPACITY = 1000;

  /** The largest number of calls that wait for all devices together. */
  public static final int CAPACITY_OF_ALL = 10_000;

  /** The largest number of devices for which the handler is called at the same time. */
  public static final int WIDTH = 8;

  private static final Logger LOG = LoggerFactory.getLogger(HandlerQueue.class);

  private final String name;
  private final HandlerThreads threads;
  private final Map<DeviceIdentity, Row> rows = new HashMap<>();
  private final Deque<Row> ready = new ArrayDeque<>();
  private int atWork;
  private int waiting;
  private String complaint = "";
  private boolean closed;

  /**
   * Creates an empty queue.
   *
   * @param name the name of the handler, for the log
   * @param threads the threads on which handlers are called; they refuse when all are in use
   */
  public HandlerQueue(String name, HandlerThreads threads) {
    this.name = name;
    this.threads = threads;
  }

  /**
   * Calls the handler when the earlier calls for the device are over.
   *
   * @param deadline completes when the time for the platform's request is over; all handlers of the
   *     request share it
   * @return the result of the handler's stage; fails with {@link HandlerException}, or with the
   *     exception of the handler
   */
  public <R> CompletableFuture<R> call(
      DeviceIdentity device, Supplier<CompletionStage<R>> work, CompletableFuture<Void> deadline) {
    Call<R> call;
    boolean first;
    synchronized (this) {
      if (closed) {
        return failed(Fault.GONE);
      }
      Row known = rows.get(device);
      Row row = known == null ? new Row(device) : known;
      first = row.running == null && row.calls.isEmpty() && atWork < WIDTH;
      if (!first && (row.calls.size() >= CAPACITY || waiting >= CAPACITY_OF_ALL)) {
        return failed(Fault.BUSY);
      }
      rows.put(device, row);
      call = new Call<>(row, work);
      if (first) {
        row.running = call;
        atWork++;
      } else {
        row.calls.add(call);
        waiting++;
        makeReady(row);
      }
    }
    deadline.thenRun(call::late);
    if (first) {
      start(call);
    }
    return call.result;
  }

  private static <R> CompletableFuture<R> failed(Fault fault) {
    return CompletableFuture.failedFuture(new HandlerException(fault));
  }

  /** Tells whether a call is running. */
  synchronized boolean isBusy() {
    return rows.values().stream().anyMatch(row -> row.running != null);
  }

  /** Returns the number of waiting calls. */
  synchronized int waiting() {
    return waiting;
  }

  /** Fails all waiting calls, because the handler was unregistered. */
  void close() {
    Deque<Call<?>> rest = new ArrayDeque<>();
    synchronized (this) {
      closed = true;
      waiting = 0;
      ready.clear();
      for (Row row : rows.values()) {
        rest.addAll(row.calls);
        row.calls.clear();
      }
      rows.values().removeIf(row -> row.running == null);
    }
    rest.forEach(call -> call.fail(Fault.GONE));
  }

  /** Logs a failure of the handler, unless the previous call failed in the same way. */
  private void complain(@Nullable Throwable failure, boolean silent) {
    String words =
        failure != null
            ? HandlerFaults.cause(failure).toString()
            : silent ? Fault.SILENT.words : "";
    boolean isNews;
    synchronized (this) {
      isNews = !words.equals(complaint);
      complaint = words;
    }
    if (isNews && !words.isEmpty()) {
      LOG.warn("{} failed: {}", name, words);
    }
  }

  /** Starts a call that did not have to wait; it fails if all threads are in use. */
  private void start(Call<?> call) {
    try {
      threads.execute(call);
    } catch (RejectedExecutionException e) {
      call.fail(Fault.BUSY);
      startInTurn(afterwards(call.row));
    }
  }

  /** Starts a call that has waited; it may wait for a thread as well. */
  private void startInTurn(@Nullable Call<?> call) {
    for (Call<?> next = call; next != null; ) {
      try {
        threads.executeInTurn(next);
        return;
      } catch (RejectedExecutionException e) {
        next.fail(Fault.BUSY);
        next = afterwards(next.row);
      }
    }
  }

  /** Ends the running call of a row; returns the next call of the row that has waited longest. */
  private synchronized @Nullable Call<?> afterwards(Row row) {
    row.running = null;
    if (row.calls.isEmpty()) {
      rows.remove(row.device, row);
    } else {
      makeReady(row);
    }
    if (row.abandoned) {
      row.abandoned = false;
      return atWork < WIDTH ? another(1) : null;
    }
    return another(0);
  }

  /**
   * Returns the next call to start, or null.
   *
   * @param more 0 if it replaces a call that is over, 1 if it runs beside the others
   */
  private synchronized @Nullable Call<?> another(int more) {
    atWork += more;
    for (Row row = ready.poll(); row != null; row = ready.poll()) {
      row.isReady = false;
      row.running = row.calls.poll();
      if (row.running != null) {
        waiting--;
        return row.running;
      }
      rows.remove(row.device, row);
    }
    atWork--;
    return null;
  }

  private void makeReady(Row row) {
    if (row.running == null && !row.isReady) {
      row.isReady = true;
      ready.add(row);
    }
  }

  private synchronized void forget(Call<?> call) {
    if (call.row.calls.remove(call)) {
      waiting--;
    }
  }

  /** The calls for one device. Guarded by the queue. */
  private static final class Row {

    private final DeviceIdentity device;
    private final Deque<Call<?>> calls = new ArrayDeque<>(2);
    private @Nullable Call<?> running;
    private boolean abandoned;
    private boolean isReady;

    Row(DeviceIdentity device) {
      this.device = device;
    }
  }

  private final class Call<R> implements Runnable {

    private final Row row;
    private final Supplier<CompletionStage<R>> work;
    private final CompletableFuture<R> result = new CompletableFuture<>();
    private boolean begun;
    private boolean returned;
    private boolean settled;
    private boolean passedOn;

    Call(Row row, Supplier<CompletionStage<R>> work) {
      this.row = row;
      this.work = work;
    }

    @Override
    public void run() {
      synchronized (HandlerQueue.this) {
        begun = true;
      }
      if (!result.isDone()) {
        handle();
      }
      threads.comesBack(this);
      step(true, result.isDone());
    }

    @SuppressWarnings("ConstantValue")
    private void handle() {
      try {
        CompletionStage<R> stage = work.get();
        if (stage == null) {
          done(null, null);
        } else {
          stage.whenComplete(this::done);
        }
      } catch (Throwable e) {
        // Other JVM languages throw checked exceptions and errors here, too.
        done(null, e);
      }
    }

    @SuppressWarnings("ConstantValue")
    private void done(@Nullable R value, @Nullable Throwable failure) {
      boolean inTime;
      complain(failure, value == null);
      if (failure != null) {
        inTime = result.completeExceptionally(failure);
      } else if (value != null) {
        inTime = result.complete(value);
      } else {
        inTime = fail(Fault.SILENT);
      }
      if (!inTime) {
        LOG.info("{}: an answer came after its deadline and is dropped", name);
      }
      step(false, true);
    }

    void late() {
      forget(this);
      if (fail(Fault.LATE) && isStuck()) {
        LOG.warn("{} has not returned from a call before its deadline; it keeps its thread", name);
        threads.giveUp(this);
        leavePlace();
      }
      step(false, true);
    }

    private boolean isStuck() {
      synchronized (HandlerQueue.this) {
        return row.running == this && begun && !returned;
      }
    }

    /** Lets a call for another device start; the stuck device waits for its handler. */
    private void leavePlace() {
      Call<?> next = null;
      synchronized (HandlerQueue.this) {
        if (row.running == this && !row.abandoned) {
          row.abandoned = true;
          next = another(0);
        }
      }
      startInTurn(next);
    }

    boolean fail(Fault fault) {
      return result.completeExceptionally(new HandlerException(fault));
    }

    /** Starts the next call once the handler has returned and its stage is complete or late. */
    private void step(boolean hasReturned, boolean hasSettled) {
      synchronized (HandlerQueue.this) {
        returned |= hasReturned;
        settled |= hasSettled;
        if (!returned || !settled || passedOn || row.running != this) {
          return;
        }
        passedOn = true;
      }
      Call<?> next = afterwards(row);
      startInTurn(next);
    }
  }

  /** The reason why a call of a handler failed. */
  public enum Fault {
    /** Too many calls wait for the handler, or too many handlers run. */
    BUSY("the handler is busy"),
    /** The handler did not answer in time, or was not called in time. */
    LATE("the handler did not answer in time"),
    /** The handler was unregistered before it was called. */
    GONE("the handler was unregistered"),
    /** The handler returned null, or its stage completed with null. */
    SILENT("the handler returned null");

    private final String words;

    Fault(String words) {
      this.words = words;
    }
  }

  /**
   * The failure of a call that was not made or brought no answer. Expected, hence without a stack
   * trace.
   */
  public static final class HandlerException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final Fault fault;

    HandlerException(Fault fault) {
      super(fault.words, null, false, false);
      this.fault = fault;
    }

    /** Returns the reason. */
    public Fault fault() {
      return fault;
    }
  }
}
