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
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.kuralink.thing.link.Failures;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The calls of one handler, one at a time: the next begins when the one before has returned, and
 * its stage is done or its time over. So a handler that blocks delays only what waits for itself,
 * and that no longer than its own deadlines. Any thread may call; no lock is held while a handler
 * is called.
 */
public final class Lane {

  /**
   * How many calls may wait; one more is refused. As many as the platform may have kept for the
   * device while there was no link, and then sends at once.
   */
  public static final int CAPACITY = 1000;

  private static final Logger LOG = LoggerFactory.getLogger(Lane.class);

  private final String name;
  private final Workers threads;
  private final Deque<Call<?>> waiting = new ArrayDeque<>();
  private @Nullable Call<?> running;
  private String complaint = "";
  private boolean closed;

  /**
   * A lane without calls.
   *
   * @param name of the handler, for the log
   * @param threads where handlers are called; refuses if there are too many
   */
  public Lane(String name, Workers threads) {
    this.name = name;
    this.threads = threads;
  }

  /**
   * Calls the handler as soon as it is its turn.
   *
   * @return what the handler's stage brings; fails with {@link HandlerException}, or with what the
   *     handler threw
   */
  public <R> CompletableFuture<R> call(Supplier<CompletionStage<R>> work, Deadline deadline) {
    Call<R> call = new Call<>(work);
    boolean first;
    synchronized (this) {
      if (closed) {
        return failed(HandlerException.Reason.GONE);
      }
      if (running != null && waiting.size() >= CAPACITY) {
        return failed(HandlerException.Reason.BUSY);
      }
      first = running == null;
      if (first) {
        running = call;
      } else {
        waiting.add(call);
      }
    }
    deadline.onOver(call::late);
    if (first) {
      start(call);
    }
    return call.result;
  }

  private static <R> CompletableFuture<R> failed(HandlerException.Reason reason) {
    return CompletableFuture.failedFuture(new HandlerException(reason));
  }

  /** Whether the handler is being called. */
  synchronized boolean isBusy() {
    return running != null;
  }

  /** How many calls wait. */
  synchronized int waiting() {
    return waiting.size();
  }

  /** The handler has gone: what waits for it fails. */
  void close() {
    Deque<Call<?>> rest;
    synchronized (this) {
      closed = true;
      rest = new ArrayDeque<>(waiting);
      waiting.clear();
    }
    rest.forEach(call -> call.fail(HandlerException.Reason.GONE));
  }

  /** Says once what a handler does wrong, as long as it does the same. */
  private void complain(@Nullable Throwable failure, boolean silent) {
    String words =
        failure != null
            ? Failures.cause(failure).toString()
            : silent ? HandlerException.Reason.SILENT.words() : "";
    boolean isNews;
    synchronized (this) {
      isNews = !words.equals(complaint);
      complaint = words;
    }
    if (isNews && !words.isEmpty()) {
      LOG.warn("{} failed: {}", name, words);
    }
  }

  private void start(Call<?> call) {
    for (Call<?> next = call; next != null; ) {
      try {
        threads.execute(next);
        return;
      } catch (RejectedExecutionException e) {
        next.fail(HandlerException.Reason.BUSY);
        next = takeNext();
      }
    }
  }

  private synchronized @Nullable Call<?> takeNext() {
    running = waiting.poll();
    return running;
  }

  private synchronized void forget(Call<?> call) {
    waiting.remove(call);
  }

  private final class Call<R> implements Runnable {

    private final Supplier<CompletionStage<R>> work;
    private final CompletableFuture<R> result = new CompletableFuture<>();
    private boolean returned;
    private boolean settled;
    private boolean passedOn;

    Call(Supplier<CompletionStage<R>> work) {
      this.work = work;
    }

    @Override
    public void run() {
      if (!result.isDone()) {
        handle();
      }
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
        inTime = result.completeExceptionally(new HandlerException(HandlerException.Reason.SILENT));
      }
      if (!inTime) {
        LOG.info("{}: an answer came too late and is dropped", name);
      }
      step(false, true);
    }

    void late() {
      forget(this);
      if (fail(HandlerException.Reason.LATE) && isStuck()) {
        LOG.warn("{} has not come back from a call within its time; it keeps its thread", name);
        threads.giveUp(this);
      }
      step(false, true);
    }

    private boolean isStuck() {
      synchronized (Lane.this) {
        return running == this && !returned;
      }
    }

    boolean fail(HandlerException.Reason reason) {
      return result.completeExceptionally(new HandlerException(reason));
    }

    /** Passes the lane on once the handler has returned and nobody waits for its stage. */
    private void step(boolean hasReturned, boolean hasSettled) {
      synchronized (Lane.this) {
        returned |= hasReturned;
        settled |= hasSettled;
        if (!returned || !settled || passedOn) {
          return;
        }
        passedOn = true;
      }
      Call<?> next = takeNext();
      if (next != null) {
        start(next);
      }
    }
  }
}
