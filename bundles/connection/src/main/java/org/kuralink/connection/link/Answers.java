/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.connection.link;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.kuralink.api.codec.PlatformMethods;
import org.kuralink.api.codec.ResultCode;
import org.kuralink.api.codec.VisibleText;
import org.kuralink.api.connection.Registration;
import org.kuralink.api.connection.Reply;
import org.kuralink.api.connection.Request;
import org.kuralink.api.connection.RequestHandler;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings the platform's requests to their handlers, in order and on the handlers' lane, and sees to
 * it that each gets exactly one answer. Any thread may call.
 */
final class Answers {

  /** How many requests may be open, waiting or being handled; more are answered as too many. */
  static final int LIMIT = 1000;

  /** How long a request waits for somebody who handles its method, if it is worth waiting. */
  static final long PARK_SECONDS = 10;

  /** How long after its start, or after a handler went, the next handler may be on its way. */
  static final long REPLACING_SECONDS = 60;

  /** How long a handler may take. The platform does not wait longer. */
  static final long HANDLING_SECONDS = 20;

  /** How long a handler may keep others waiting, whose requests came after its own. */
  static final long TURN_SECONDS = 2;

  private static final int SHOWN = 200;

  private static final Logger LOG = LoggerFactory.getLogger(Answers.class);

  private final ScheduledExecutorService timer;
  private final Lane handling;
  private final LongSupplier nanoTime;
  private final long started;
  private final Audience audience;
  private final Consumer<String> registered;
  private final AtomicInteger open = new AtomicInteger();
  private final Map<String, Respondent> handlers = new HashMap<>();

  /** When handlers went; as many as there ever were. */
  private final Map<String, Long> gone = new HashMap<>();

  private final Deque<Exchange> parked = new ArrayDeque<>();

  /**
   * Answers without handlers.
   *
   * @param audience whose threads carry the handlers
   * @param registered told which method has a handler now
   */
  Answers(
      ScheduledExecutorService timer,
      LongSupplier nanoTime,
      Lane handling,
      Audience audience,
      Consumer<String> registered) {
    this.timer = timer;
    this.nanoTime = nanoTime;
    this.started = nanoTime.getAsLong();
    this.handling = handling;
    this.audience = audience;
    this.registered = registered;
  }

  Registration register(String method, RequestHandler handler) {
    Respondent own = new Respondent(method, handler);
    synchronized (this) {
      if (handlers.putIfAbsent(method, own) != null) {
        throw new IllegalStateException(method + " has a handler already");
      }
      gone.remove(method);
      // Under the lock, so that no newer request overtakes those that waited.
      unpark();
    }
    registered.accept(method);
    // The topic stays subscribed: what comes while a bundle is replaced waits for the next handler.
    return () -> {
      synchronized (this) {
        if (handlers.remove(method, own)) {
          gone.put(method, nanoTime.getAsLong());
        }
      }
    };
  }

  /**
   * Takes a request on; the answer is called exactly once, on some thread.
   *
   * @param limit how long the platform waits for the answer
   */
  void take(Request request, Duration limit, Consumer<Reply> answer) {
    Exchange exchange = new Exchange(request, nanoTime.getAsLong() + limit.toNanos(), answer);
    if (open.incrementAndGet() > LIMIT) {
      exchange.refuse();
      return;
    }
    synchronized (this) {
      Respondent handler = find(handlers, request.method());
      if (handler != null) {
        exchange.handOver(handler);
        return;
      }
      if (isComing(request.method())) {
        exchange.limit(exchange::unwanted, PARK_SECONDS);
        parked.add(exchange);
        return;
      }
    }
    exchange.nobody();
  }

  /** Whether a handler may be on its way: its bundle is still starting, or is being replaced. */
  private boolean isComing(String method) {
    long now = nanoTime.getAsLong();
    long limit = TimeUnit.SECONDS.toNanos(REPLACING_SECONDS);
    if (PlatformMethods.isAnswered(method) && now - started < limit) {
      return true;
    }
    Long left = find(gone, method);
    return left != null && now - left < limit;
  }

  private void unpark() {
    List<Exchange> ready = new ArrayList<>();
    for (Iterator<Exchange> each = parked.iterator(); each.hasNext(); ) {
      Exchange exchange = each.next();
      if (find(handlers, exchange.request.method()) != null) {
        each.remove();
        ready.add(exchange);
      }
    }
    for (Exchange exchange : ready) {
      Respondent handler = find(handlers, exchange.request.method());
      if (handler != null) {
        exchange.handOver(handler);
      }
    }
  }

  private static <T> @Nullable T find(Map<String, T> byMethod, String method) {
    T found = byMethod.get(method);
    for (int dot = method.lastIndexOf('.');
        found == null && dot > 0;
        dot = method.lastIndexOf('.', dot - 1)) {
      found = byMethod.get(method.substring(0, dot) + ".*");
    }
    return found;
  }

  private synchronized boolean stillParked(Exchange exchange) {
    return parked.remove(exchange);
  }

  /**
   * Somebody who handles a method: one request at a time, on a lane of the audience, where one that
   * does not return is named and replaced. Requests begin in the order in which they came, whoever
   * handles them, except behind one that blocks.
   */
  private final class Respondent {

    private final RequestHandler handler;
    private final Audience.Member member;
    private final AtomicInteger calls = new AtomicInteger();

    Respondent(String method, RequestHandler handler) {
      this.handler = handler;
      this.member = audience.handler(handler, method);
    }

    /** From within a task of the lane, which goes on when the call returns, or after a while. */
    void take(Exchange exchange) {
      Object turn = new Object();
      Optional<Future<?>> limit = Optional.empty();
      if (calls.getAndIncrement() == 0) {
        handling.hold(turn);
        limit = limit(turn);
      }
      Optional<Future<?>> running = limit;
      Runnable end =
          () -> {
            calls.decrementAndGet();
            running.ifPresent(one -> one.cancel(false));
            handling.release(turn);
          };
      boolean taken =
          member.tell(
              () -> {
                try {
                  exchange.handle(handler);
                } finally {
                  end.run();
                }
              });
      if (!taken) {
        end.run();
        exchange.refuse();
      }
    }

    private Optional<Future<?>> limit(Object turn) {
      try {
        return Optional.of(
            timer.schedule(() -> handling.release(turn), TURN_SECONDS, TimeUnit.SECONDS));
      } catch (RejectedExecutionException e) {
        return Optional.empty(); // all is over
      }
    }
  }

  /** One request and its one answer. */
  private final class Exchange {

    private final Request request;
    private final long due;
    private final Consumer<Reply> answer;
    private final AtomicBoolean answered = new AtomicBoolean();
    private volatile @Nullable ScheduledFuture<?> limit;

    Exchange(Request request, long due, Consumer<Reply> answer) {
      this.request = request;
      this.due = due;
      this.answer = answer;
    }

    void handOver(Respondent respondent) {
      cancelLimit();
      limit(this::late, HANDLING_SECONDS);
      if (!handling.offer(() -> respondent.take(this))) {
        refuse();
      }
    }

    private void refuse() {
      answer(Reply.failure(ResultCode.TOO_MANY_REQUESTS, "Too many open requests"));
    }

    /** Does something after so long, or when the platform is about to stop waiting. */
    void limit(Runnable end, long seconds) {
      long left = Math.min(TimeUnit.SECONDS.toNanos(seconds), due - nanoTime.getAsLong());
      limit = timer.schedule(end, Math.max(0, left), TimeUnit.NANOSECONDS);
    }

    private void handle(RequestHandler handler) {
      if (answered.get()) {
        return;
      }
      try {
        CompletionStage<Reply> stage = handler.handle(request);
        stage.whenComplete(
            (reply, failure) -> {
              if (reply != null) {
                answer(reply);
              } else {
                failed(failure);
              }
            });
      } catch (Throwable e) {
        failed(e);
      }
    }

    private void failed(@Nullable Throwable failure) {
      Throwable cause =
          failure instanceof CompletionException && failure.getCause() != null
              ? failure.getCause()
              : failure;
      LOG.warn("The handler of {} failed: {}", shown(), String.valueOf(cause));
      answer(Reply.failure(ResultCode.REQUEST_ERROR, "The device failed to carry this out"));
    }

    private void late() {
      if (!answered.get()) {
        LOG.warn("The handler of {} did not answer in time", shown());
        answer(Reply.failure(ResultCode.REQUEST_ERROR, "The device did not answer in time"));
      }
    }

    private void unwanted() {
      if (stillParked(this)) {
        nobody();
      }
    }

    private void nobody() {
      LOG.warn("Nobody handles {}; answered with code 400", shown());
      answer(Reply.failure(ResultCode.REQUEST_ERROR, "The device does not know this method"));
    }

    private String shown() {
      return VisibleText.of(request.method(), SHOWN);
    }

    private void answer(Reply reply) {
      if (answered.compareAndSet(false, true)) {
        cancelLimit();
        open.decrementAndGet();
        answer.accept(reply);
      }
    }

    private void cancelLimit() {
      ScheduledFuture<?> running = limit;
      if (running != null) {
        running.cancel(false);
      }
    }
  }
}
