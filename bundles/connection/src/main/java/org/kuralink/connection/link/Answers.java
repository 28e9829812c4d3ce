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
import java.util.Deque;
import java.util.HashMap;
import java.util.IdentityHashMap;
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
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.kuralink.api.codec.ResultCode;
import org.kuralink.api.codec.VisibleText;
import org.kuralink.api.connection.DeviceLink;
import org.kuralink.api.connection.DeviceRequestHandler;
import org.kuralink.api.connection.Registration;
import org.kuralink.api.connection.Reply;
import org.kuralink.api.connection.Request;
import org.kuralink.connection.link.AnsweredMethods.Respondent;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings the platform's requests to their handlers, those to one device in order, and sees to it
 * that each gets exactly one answer. A device costs nothing here while nothing is asked of it. Any
 * thread may call.
 */
final class Answers {

  /** How many requests to one device may be open, waiting or being handled; more are too many. */
  static final int LIMIT = 1000;

  /** How many to all devices together. */
  static final int TOTAL_LIMIT = 10_000;

  /** How long a request waits for somebody who handles its method, if it is worth waiting. */
  static final long PARK_SECONDS = 10;

  /** How long a call to a sub-device waits whose log-in the platform has taken a moment ago. */
  static final long OFFLINE_SECONDS = 2;

  /** How long a handler may take. The platform does not wait longer. */
  static final long HANDLING_SECONDS = 20;

  /** How long a handler may keep others waiting, whose requests came after its own. */
  static final long TURN_SECONDS = 2;

  private static final int SHOWN = 200;

  private static final Logger LOG = LoggerFactory.getLogger(Answers.class);

  private final ScheduledExecutorService timer;
  private final LongSupplier nanoTime;
  private final Audience audience;

  // Guarded by this, as is all that turns have.
  private int open;
  private final AnsweredMethods methods;
  private final Deque<Exchange> parked = new ArrayDeque<>();
  private final Map<DeviceLink, Turns> turns = new HashMap<>();

  /**
   * Answers without handlers.
   *
   * @param audience whose threads carry the handlers
   */
  Answers(ScheduledExecutorService timer, LongSupplier nanoTime, Audience audience) {
    this.timer = timer;
    this.nanoTime = nanoTime;
    this.methods = new AnsweredMethods(nanoTime);
    this.audience = audience;
  }

  /**
   * Somebody answers a method from now on.
   *
   * @param link of the one device, or null for all of them
   * @param named whose class names the handler
   * @throws IllegalStateException if the method has a handler already
   */
  Registration register(
      @Nullable DeviceLink link, String method, DeviceRequestHandler handler, Object named) {
    Respondent own = new Respondent(method, handler, named);
    synchronized (this) {
      methods.put(link, own);
      // Under the lock, so that no newer request overtakes those that waited.
      unpark();
    }
    // The topic stays subscribed: what comes while a bundle is replaced waits for the next handler.
    return () -> {
      synchronized (this) {
        methods.remove(link, own);
      }
    };
  }

  /**
   * Takes a request on; the answer is called exactly once, on some thread.
   *
   * @param limit how long the platform waits for the answer
   */
  void take(DeviceLink link, Request request, Duration limit, Consumer<Reply> answer) {
    Exchange exchange = new Exchange(link, request, nanoTime.getAsLong() + limit.toNanos(), answer);
    boolean room;
    synchronized (this) {
      room = exchange.enter();
      if (room && exchange.begin()) {
        return;
      }
      if (room && exchange.isForNobody()) {
        exchange.limit(exchange::offline, OFFLINE_SECONDS);
        parked.add(exchange);
        return;
      }
      if (room && methods.isComing(link, request.method())) {
        exchange.limit(exchange::unwanted, PARK_SECONDS);
        parked.add(exchange);
        return;
      }
    }
    if (room) {
      exchange.nobody();
    } else {
      exchange.refuse();
    }
  }

  /** Begins what may begin by now: somebody handles it, or its device is logged in. */
  synchronized void unpark() {
    parked.removeIf(Exchange::begin);
  }

  private synchronized boolean stillParked(Exchange exchange) {
    return parked.remove(exchange);
  }

  /**
   * The requests to one device, as long as there are any: they begin in the order in which they
   * came, whoever handles them, except behind a handler that blocks. Each handler has one of them
   * at a time, on a lane of the audience, where one that does not return is named and replaced.
   */
  private final class Turns {

    private final DeviceLink link;
    private final Deque<Runnable> waiting = new ArrayDeque<>(2);
    private final Map<Respondent, Handling> handling = new IdentityHashMap<>(2);
    private int open;
    private @Nullable Object turn;

    Turns(DeviceLink link) {
      this.link = link;
    }

    void add(Respondent respondent, Exchange exchange) {
      waiting.add(() -> begin(respondent, exchange));
      next();
    }

    private void next() {
      while (turn == null && !waiting.isEmpty()) {
        waiting.remove().run();
      }
    }

    private void begin(Respondent respondent, Exchange exchange) {
      Handling lane =
          handling.computeIfAbsent(
              respondent, fresh -> new Handling(audience.handler(fresh.named, fresh.method)));
      Object mine = new Object();
      Optional<Future<?>> limit = Optional.empty();
      if (lane.calls++ == 0) {
        turn = mine;
        limit = limit(mine);
      }
      Optional<Future<?>> running = limit;
      Runnable end =
          () -> {
            running.ifPresent(one -> one.cancel(false));
            ended(respondent, lane, mine);
          };
      boolean taken =
          lane.member.tell(
              () -> {
                try {
                  exchange.handle(respondent.handler);
                } finally {
                  end.run();
                }
              });
      if (!taken) {
        end.run();
        exchange.refuse();
      }
    }

    private Optional<Future<?>> limit(Object mine) {
      try {
        return Optional.of(timer.schedule(() -> release(mine), TURN_SECONDS, TimeUnit.SECONDS));
      } catch (RejectedExecutionException e) {
        return Optional.empty(); // all is over
      }
    }

    private void ended(Respondent respondent, Handling lane, Object mine) {
      synchronized (Answers.this) {
        if (--lane.calls == 0) {
          handling.remove(respondent);
        }
        release(mine);
        end();
      }
    }

    private void release(Object mine) {
      synchronized (Answers.this) {
        if (turn == mine) {
          turn = null;
          next();
        }
      }
    }

    /** Goes, if it is over. */
    void end() {
      if (open == 0 && waiting.isEmpty() && handling.isEmpty()) {
        turns.remove(link, this);
      }
    }
  }

  /** The lane of a handler of one device's requests, and how many are on it. */
  private static final class Handling {

    private final Audience.Member member;
    private int calls;

    Handling(Audience.Member member) {
      this.member = member;
    }
  }

  /** One request and its one answer. */
  private final class Exchange {

    private final DeviceLink link;
    private final Request request;
    private final long due;
    private final Consumer<Reply> answer;
    private final AtomicBoolean answered = new AtomicBoolean();
    private volatile @Nullable ScheduledFuture<?> limit;

    Exchange(DeviceLink link, Request request, long due, Consumer<Reply> answer) {
      this.link = link;
      this.request = request;
      this.due = due;
      this.answer = answer;
    }

    /** Counts it among the open ones, under the lock; false if it is one too many. */
    boolean enter() {
      Turns own = turns.computeIfAbsent(link, Turns::new);
      own.open++;
      open++;
      return own.open <= LIMIT && open <= TOTAL_LIMIT;
    }

    /** Takes its turn, under the lock; false if nobody handles it. */
    boolean begin() {
      if (isForNobody()) {
        return false;
      }
      Respondent respondent = methods.find(link, request.method());
      if (respondent == null) {
        return false;
      }
      cancelLimit();
      limit(this::late, HANDLING_SECONDS);
      turns.computeIfAbsent(link, Turns::new).add(respondent, this);
      return true;
    }

    /** Whether it calls a sub-device that is not logged in. */
    boolean isForNobody() {
      return link instanceof AlinkLink device
          && !device.isOwn()
          && !device.isOnline()
          && request.method().startsWith("thing.service.");
    }

    private void offline() {
      if (stillParked(this)) {
        LOG.debug("{} is for {}, which is not logged in", shown(), link.identity());
        answer(Reply.failure(ResultCode.REQUEST_ERROR, "The device is not logged in"));
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

    private void handle(DeviceRequestHandler handler) {
      if (answered.get()) {
        return;
      }
      try {
        CompletionStage<Reply> stage = handler.handle(link, request);
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
        leave();
        answer.accept(reply);
      }
    }

    private void leave() {
      synchronized (Answers.this) {
        open--;
        Turns own = turns.get(link);
        if (own != null) {
          own.open--;
          own.end();
        }
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
