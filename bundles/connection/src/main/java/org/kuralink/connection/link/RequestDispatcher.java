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
import org.kuralink.connection.link.MethodHandlers.Respondent;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Dispatches the platform's requests to their handlers, those to one device in order, and ensures
 * that each request gets exactly one reply. A device without open requests costs no memory here.
 * Any thread may call.
 */
final class RequestDispatcher {

  /** The maximum number of open requests to one device, waiting or running. */
  static final int LIMIT = 1000;

  /** The maximum number of open requests to all devices together. */
  static final int TOTAL_LIMIT = 10_000;

  /** How long a request waits for a handler that is expected. */
  static final long PARK_SECONDS = 10;

  /** How long a call waits for a sub-device whose log-in the platform has just accepted. */
  static final long OFFLINE_SECONDS = 2;

  /** The deadline of a handler; the platform waits no longer. */
  static final long HANDLING_SECONDS = 20;

  /** How long a handler may delay later requests to its device. */
  static final long TURN_SECONDS = 2;

  private static final int SHOWN = 200;

  private static final Logger LOG = LoggerFactory.getLogger(RequestDispatcher.class);

  private final ScheduledExecutorService timer;
  private final LongSupplier nanoTime;
  private final ListenerLanes lanes;

  // Guarded by this, as are all fields of DeviceRequests.
  private int open;
  private final MethodHandlers methods;
  private final Deque<Exchange> parked = new ArrayDeque<>();
  private final Map<DeviceLink, DeviceRequests> turns = new HashMap<>();

  /**
   * A dispatcher without handlers.
   *
   * @param lanes run the handlers
   */
  RequestDispatcher(ScheduledExecutorService timer, LongSupplier nanoTime, ListenerLanes lanes) {
    this.timer = timer;
    this.nanoTime = nanoTime;
    this.methods = new MethodHandlers(nanoTime);
    this.lanes = lanes;
  }

  /**
   * Registers the handler of a method.
   *
   * @param link the link of one device, or null for all devices
   * @param named the object whose class names the handler in the log
   * @throws IllegalStateException if the method has a handler already
   */
  Registration register(
      @Nullable DeviceLink link, String method, DeviceRequestHandler handler, Object named) {
    Respondent own = new Respondent(method, handler, named);
    synchronized (this) {
      methods.put(link, own);
      // Under the lock, so that no newer request overtakes the parked ones.
      unpark();
    }
    // The topic stays subscribed: requests during an update of the bundle wait for its new handler.
    return () -> {
      synchronized (this) {
        methods.remove(link, own);
      }
    };
  }

  /**
   * Accepts a request; {@code answer} is called exactly once, on any thread.
   *
   * @param limit how long the platform waits for the reply
   */
  void take(DeviceLink link, Request request, Duration limit, Consumer<Reply> answer) {
    Exchange exchange = new Exchange(link, request, nanoTime.getAsLong() + limit.toNanos(), answer);
    boolean room;
    synchronized (this) {
      room = exchange.enter();
      if (room && exchange.begin()) {
        return;
      }
      if (room && exchange.isForOfflineDevice()) {
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

  /** Starts the parked requests whose handler is registered or whose device is logged in. */
  synchronized void unpark() {
    parked.removeIf(Exchange::begin);
  }

  private synchronized boolean stillParked(Exchange exchange) {
    return parked.remove(exchange);
  }

  /**
   * The open requests to one device. They start in the order of their arrival, whatever their
   * handlers, except behind a handler that blocks. Each handler gets one request at a time, on its
   * own lane, which reports and replaces a thread that does not return.
   */
  private final class DeviceRequests {

    private final DeviceLink link;
    private final Deque<Runnable> waiting = new ArrayDeque<>(2);
    private final Map<Respondent, Handling> handling = new IdentityHashMap<>(2);
    private int open;
    private @Nullable Object turn;

    DeviceRequests(DeviceLink link) {
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
              respondent, fresh -> new Handling(lanes.handler(fresh.named, fresh.method)));
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
        return Optional.empty(); // the session is closed
      }
    }

    private void ended(Respondent respondent, Handling lane, Object mine) {
      synchronized (RequestDispatcher.this) {
        if (--lane.calls == 0) {
          handling.remove(respondent);
        }
        release(mine);
        end();
      }
    }

    private void release(Object mine) {
      synchronized (RequestDispatcher.this) {
        if (turn == mine) {
          turn = null;
          next();
        }
      }
    }

    /** Removes this object if no request is left. */
    void end() {
      if (open == 0 && waiting.isEmpty() && handling.isEmpty()) {
        turns.remove(link, this);
      }
    }
  }

  /** The lane of one handler for one device, and the number of its calls. */
  private static final class Handling {

    private final ListenerLanes.Member member;
    private int calls;

    Handling(ListenerLanes.Member member) {
      this.member = member;
    }
  }

  /** One request and its only reply. */
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

    /** Counts the request as open, under the lock; false if there are too many. */
    boolean enter() {
      DeviceRequests own = turns.computeIfAbsent(link, DeviceRequests::new);
      own.open++;
      open++;
      return own.open <= LIMIT && open <= TOTAL_LIMIT;
    }

    /** Queues the request for its handler, under the lock; false if it cannot start yet. */
    boolean begin() {
      if (isForOfflineDevice()) {
        return false;
      }
      Respondent respondent = methods.find(link, request.method());
      if (respondent == null) {
        return false;
      }
      cancelLimit();
      limit(this::late, HANDLING_SECONDS);
      turns.computeIfAbsent(link, DeviceRequests::new).add(respondent, this);
      return true;
    }

    /** Returns whether the request calls a service of a sub-device that is not logged in. */
    boolean isForOfflineDevice() {
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

    /** Schedules an action after this time, or when the platform stops waiting if earlier. */
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
      answer(Reply.failure(ResultCode.REQUEST_ERROR, "The device failed to execute the request"));
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
      LOG.warn("No handler is registered for {}; answered with code 400", shown());
      answer(Reply.failure(ResultCode.REQUEST_ERROR, "The device does not support this method"));
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
      synchronized (RequestDispatcher.this) {
        open--;
        DeviceRequests own = turns.get(link);
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
