/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.connection.link;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.kuralink.api.codec.ResultCode;
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

  /** How long a request waits for somebody who handles its method. */
  static final long PARK_SECONDS = 10;

  /** How long a handler may take. The platform does not wait longer. */
  static final long HANDLING_SECONDS = 20;

  private static final Logger LOG = LoggerFactory.getLogger(Answers.class);

  private final ScheduledExecutorService timer;
  private final Lane handling;
  private final Consumer<String> registered;
  private final AtomicInteger open = new AtomicInteger();
  private final Map<String, RequestHandler> handlers = new HashMap<>();
  private final Deque<Exchange> parked = new ArrayDeque<>();

  /**
   * Answers without handlers.
   *
   * @param registered told which method has a handler now
   */
  Answers(ScheduledExecutorService timer, Lane handling, Consumer<String> registered) {
    this.timer = timer;
    this.handling = handling;
    this.registered = registered;
  }

  Registration register(String method, RequestHandler handler) {
    RequestHandler own = handler::handle;
    synchronized (this) {
      if (handlers.putIfAbsent(method, own) != null) {
        throw new IllegalStateException(method + " has a handler already");
      }
      // Under the lock, so that no newer request overtakes those that waited.
      unpark();
    }
    registered.accept(method);
    // The topic stays subscribed: what comes while a bundle is replaced waits for the next handler.
    return () -> {
      synchronized (this) {
        handlers.remove(method, own);
      }
    };
  }

  /** Takes a request on; the answer is called exactly once, on some thread. */
  void take(Request request, Consumer<Reply> answer) {
    Exchange exchange = new Exchange(request, answer);
    if (open.incrementAndGet() > LIMIT) {
      exchange.answer(Reply.failure(ResultCode.TOO_MANY_REQUESTS, "Too many open requests"));
      return;
    }
    synchronized (this) {
      RequestHandler handler = find(request.method());
      if (handler != null) {
        exchange.handOver(handler);
      } else {
        exchange.limit = timer.schedule(exchange::unwanted, PARK_SECONDS, TimeUnit.SECONDS);
        parked.add(exchange);
      }
    }
  }

  private void unpark() {
    List<Exchange> ready = new ArrayList<>();
    for (Iterator<Exchange> each = parked.iterator(); each.hasNext(); ) {
      Exchange exchange = each.next();
      if (find(exchange.request.method()) != null) {
        each.remove();
        ready.add(exchange);
      }
    }
    for (Exchange exchange : ready) {
      RequestHandler handler = find(exchange.request.method());
      if (handler != null) {
        exchange.handOver(handler);
      }
    }
  }

  private @Nullable RequestHandler find(String method) {
    RequestHandler exact = handlers.get(method);
    for (int dot = method.lastIndexOf('.');
        exact == null && dot > 0;
        dot = method.lastIndexOf('.', dot - 1)) {
      exact = handlers.get(method.substring(0, dot) + ".*");
    }
    return exact;
  }

  private synchronized boolean stillParked(Exchange exchange) {
    return parked.remove(exchange);
  }

  /** One request and its one answer. */
  private final class Exchange {

    private final Request request;
    private final Consumer<Reply> answer;
    private final AtomicBoolean answered = new AtomicBoolean();
    private volatile @Nullable ScheduledFuture<?> limit;

    Exchange(Request request, Consumer<Reply> answer) {
      this.request = request;
      this.answer = answer;
    }

    void handOver(RequestHandler handler) {
      cancelLimit();
      limit = timer.schedule(this::late, HANDLING_SECONDS, TimeUnit.SECONDS);
      if (!handling.offer(() -> handle(handler))) {
        answer(Reply.failure(ResultCode.TOO_MANY_REQUESTS, "Too many open requests"));
      }
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
      } catch (RuntimeException | Error e) {
        failed(e);
      }
    }

    private void failed(@Nullable Throwable failure) {
      Throwable cause =
          failure instanceof CompletionException && failure.getCause() != null
              ? failure.getCause()
              : failure;
      LOG.warn("The handler of {} failed: {}", request.method(), String.valueOf(cause));
      answer(Reply.failure(ResultCode.REQUEST_ERROR, "The device failed to carry this out"));
    }

    private void late() {
      if (!answered.get()) {
        LOG.warn(
            "The handler of {} did not answer within {} s", request.method(), HANDLING_SECONDS);
        answer(Reply.failure(ResultCode.REQUEST_ERROR, "The device did not answer in time"));
      }
    }

    private void unwanted() {
      if (stillParked(this)) {
        LOG.warn("Nobody handles {}; answered with code 400", request.method());
        answer(Reply.failure(ResultCode.REQUEST_ERROR, "The device does not know this method"));
      }
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
