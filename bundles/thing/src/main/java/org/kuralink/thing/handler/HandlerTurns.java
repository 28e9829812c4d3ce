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
 * The calls of one handler, for each device one at a time and in their order: the next begins when
 * the one before has returned, and its stage is done or its time over. So a handler that blocks
 * delays only what waits for itself on behalf of the same device, and that no longer than its own
 * deadlines. A device without calls costs nothing. Any thread may call; no lock is held while a
 * handler is called.
 */
public final class HandlerTurns {

  /**
   * How many calls may wait for one device; one more is refused. As many as the platform may have
   * kept for the device while there was no link, and then sends at once.
   */
  public static final int CAPACITY = 1000;

  /** How many calls may wait for all devices together. */
  public static final int CAPACITY_OF_ALL = 10_000;

  /** For how many devices the handler may be at work at the same time. */
  public static final int WIDTH = 8;

  private static final Logger LOG = LoggerFactory.getLogger(HandlerTurns.class);

  private final String name;
  private final HandlerThreads threads;
  private final Map<DeviceIdentity, Row> rows = new HashMap<>();
  private final Deque<Row> ready = new ArrayDeque<>();
  private int atWork;
  private int waiting;
  private String complaint = "";
  private boolean closed;

  /**
   * Turns without calls.
   *
   * @param name of the handler, for the log
   * @param threads where handlers are called; refuses if there are too many
   */
  public HandlerTurns(String name, HandlerThreads threads) {
    this.name = name;
    this.threads = threads;
  }

  /**
   * Calls the handler as soon as it is the device's turn.
   *
   * @param deadline done when the time is over that the request of the platform has, however many
   *     handlers it takes
   * @return what the handler's stage brings; fails with {@link HandlerException}, or with what the
   *     handler threw
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

  /** Whether the handler is being called. */
  synchronized boolean isBusy() {
    return rows.values().stream().anyMatch(row -> row.running != null);
  }

  /** How many calls wait. */
  synchronized int waiting() {
    return waiting;
  }

  /** The handler has gone: what waits for it fails. */
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

  /** Says once what a handler does wrong, as long as it does the same. */
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

  /** Nobody waits for a thread who has not waited for his turn. */
  private void start(Call<?> call) {
    try {
      threads.execute(call);
    } catch (RejectedExecutionException e) {
      call.fail(Fault.BUSY);
      startInTurn(afterwards(call.row));
    }
  }

  /** What was taken on is called, also if it has to wait for a thread now. */
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

  /** The call of a row is over: the next one, of the row that has waited longest. */
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

  /** The call whose turn it is, which takes the place of one that is over, or one more. */
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

  /** The calls for one device. Guarded by the turns. */
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
      synchronized (HandlerTurns.this) {
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
        // Whatever it is: another language, or a trick, throws what Java would not let pass.
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
        LOG.info("{}: an answer came too late and is dropped", name);
      }
      step(false, true);
    }

    void late() {
      forget(this);
      if (fail(Fault.LATE) && isStuck()) {
        LOG.warn("{} has not come back from a call within its time; it keeps its thread", name);
        threads.giveUp(this);
        leavePlace();
      }
      step(false, true);
    }

    private boolean isStuck() {
      synchronized (HandlerTurns.this) {
        return row.running == this && begun && !returned;
      }
    }

    /** Another device may have the place; the stuck one waits for its handler. */
    private void leavePlace() {
      Call<?> next = null;
      synchronized (HandlerTurns.this) {
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

    /** Passes the turn on once the handler has returned and nobody waits for its stage. */
    private void step(boolean hasReturned, boolean hasSettled) {
      synchronized (HandlerTurns.this) {
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

  /** What can go wrong around a handler. */
  public enum Fault {
    /** Too many calls wait for it, or too many handlers are at work. */
    BUSY("the handler is busy"),
    /** It did not answer in time, or was not called in time. */
    LATE("the handler did not answer in time"),
    /** It went away before it was called. */
    GONE("the handler has gone"),
    /** It returned neither an answer nor the promise of one. */
    SILENT("the handler answers nothing");

    private final String words;

    Fault(String words) {
      this.words = words;
    }
  }

  /**
   * A handler was not called, or its answer did not come. Expected, hence without a stack trace.
   */
  public static final class HandlerException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final Fault fault;

    HandlerException(Fault fault) {
      super(fault.words, null, false, false);
      this.fault = fault;
    }

    /** What went wrong. */
    public Fault fault() {
      return fault;
    }
  }
}
