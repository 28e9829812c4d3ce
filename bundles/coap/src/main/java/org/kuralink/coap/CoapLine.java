/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.coap;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.kuralink.api.connection.SessionFault.Cause;
import org.kuralink.api.line.FilterAnswer;
import org.kuralink.api.line.Line;
import org.kuralink.api.line.LineEvents;
import org.kuralink.api.line.LineException;
import org.kuralink.api.line.LineLogin;
import org.kuralink.api.line.LineSettings;
import org.kuralink.api.line.OpenLine;

/**
 * A line that sends messages over CoAP (developer guide 3.3). One message at a time is in flight,
 * so that the order is kept; a token that the platform refuses is renewed once per message, which
 * is then sent again with a new sequence number. A stored token opens a line, and the first failure
 * that concerns more than one message ends it, so that its session tries again after a pause. No
 * method blocks: the thread that receives a response sends the next message, and the threads of the
 * {@link CoapStack} wait for the disk.
 */
final class CoapLine implements Line {

  /**
   * The maximum number of messages that wait for the one in flight; the session holds the others.
   */
  private static final int MOST_WAITING = 1000;

  /** 4.13 of CoAP, the code for a message that is too large. */
  private static final int TOO_LARGE = 413;

  /**
   * How long a message in flight may be confirmed after close, so that it need not be sent again.
   */
  private static final long LAST_WORDS_MILLIS = 700;

  /**
   * How long a device counts as enabled after a log-in. Messages that the platform forbids in this
   * time are moved to the dead letters without another log-in.
   */
  private static final Duration LET_IN = Duration.ofMinutes(1);

  private enum State {
    NEW,
    OPENING,
    OPEN,
    ENDED
  }

  private final LineSettings settings;
  private final LineEvents events;
  private final CoapStack stack;
  private final CoapAddress server;
  private final int maxPayload;

  /** The waiting messages, starting with the one in flight. */
  private final Deque<Turn> turns = new ArrayDeque<>();

  private State state = State.NEW;
  private boolean sending;
  private Instant lastProbe = Instant.MIN;
  private @Nullable CoapCaller caller;
  private volatile @Nullable CoapCredentials pass;

  /** A message and its result. */
  private record Turn(String topic, byte[] payload, CompletableFuture<Void> result) {}

  CoapLine(LineSettings settings, LineEvents events, CoapStack stack) {
    this.settings = settings;
    this.events = events;
    this.stack = stack;
    this.server = CoapAddress.of(settings.login().device().productKey(), settings.server());
    this.maxPayload = server.secure() ? CoapStack.MOST_IN_BLOCKS : CoapStack.MOST_SYMMETRIC;
  }

  @Override
  public URI server() {
    return server.uri();
  }

  @Override
  public CompletionStage<OpenLine> open() {
    if (!(settings.login() instanceof LineLogin.Signed who)) {
      return failed(
          Cause.CONFIGURATION,
          "a token for MQTT is not valid for CoAP; choose authentication device-certificate or"
              + " product-certificate");
    }
    synchronized (this) {
      if (state != State.NEW) {
        return failed(Cause.CONFIGURATION, "this line was opened or closed before");
      }
      state = State.OPENING;
    }
    try {
      return CompletableFuture.supplyAsync(() -> begin(who), stack.work())
          .thenComposeAsync(kept -> kept.map(this::keep).orElseGet(this::logIn), stack.work())
          .thenApply(found -> opened())
          .exceptionallyCompose(this::notOpened);
    } catch (RejectedExecutionException e) {
      return failed(Cause.LINK_LOST, "the line is being stopped");
    }
  }

  private Optional<CoapCredentials> begin(LineLogin.Signed who) {
    CoapCaller made;
    try {
      made = new CoapCaller(stack, settings, events, who, server);
    } catch (IOException e) {
      throw new CompletionException(CoapCaller.explain(e, server, stack));
    }
    synchronized (this) {
      caller = made;
      if (state == State.OPENING) {
        events.traced(
            "CoAP to "
                + server.uri()
                + " as "
                + who.clientId()
                + settings.proxy().map(proxy -> ", not through " + proxy).orElse(""));
        return made.keptPass();
      }
    }
    made.giveUp();
    throw new CompletionException(new LineException(Cause.LINK_LOST, "the line was closed"));
  }

  private CompletionStage<CoapCredentials> keep(CoapCredentials kept) {
    events.traced("the stored token is used");
    pass = kept;
    return CompletableFuture.completedFuture(kept);
  }

  private CompletionStage<CoapCredentials> logIn() {
    events.traced("POST /auth");
    return calling()
        .logIn()
        .thenApply(
            issued -> {
              events.traced("a token was issued");
              pass = issued;
              return issued;
            });
  }

  private synchronized CoapCaller calling() {
    CoapCaller made = caller;
    if (made == null) {
      throw new IllegalStateException("not opened");
    }
    return made;
  }

  private synchronized OpenLine opened() {
    if (state == State.OPENING) {
      state = State.OPEN;
    }
    return new OpenLine(false, maxPayload, 1, false, false, false);
  }

  private CompletionStage<OpenLine> notOpened(Throwable failure) {
    LineException known = explained(failure);
    synchronized (this) {
      state = State.ENDED;
    }
    leave(0);
    return CompletableFuture.failedFuture(known);
  }

  @Override
  public CompletionStage<Void> publish(String topic, byte[] payload, int qos) {
    if (!topic.startsWith("/")) {
      return failed(Cause.CONFIGURATION, "a topic over CoAP must begin with a slash");
    }
    if (payload.length > maxPayload) {
      return CompletableFuture.failedFuture(
          LineException.unfit(
              TOO_LARGE,
              "a message of "
                  + payload.length
                  + " bytes is more than the "
                  + maxPayload
                  + " that transport "
                  + settings.server().transport()
                  + " accepts"));
    }
    Turn turn = new Turn(topic, payload, new CompletableFuture<>());
    synchronized (this) {
      if (state != State.OPEN) {
        return failed(Cause.LINK_LOST, "the line is not open");
      }
      if (turns.size() >= MOST_WAITING) {
        return CompletableFuture.failedFuture(LineException.busy(MOST_WAITING));
      }
      turns.add(turn);
      if (sending) {
        return turn.result;
      }
      sending = true;
    }
    go(turn);
    return turn.result;
  }

  /** Sends a message, and then the waiting ones. */
  private void go(Turn first) {
    Optional<Turn> next = Optional.of(first);
    while (next.isPresent()) {
      Turn turn = next.get();
      CompletableFuture<Void> sent = send(turn).toCompletableFuture();
      if (!sent.isDone()) {
        sent.whenComplete((done, failure) -> through(turn, failure).ifPresent(this::go));
        return;
      }
      next = through(turn, sent.handle((done, failure) -> failure).join());
    }
  }

  private CompletionStage<Void> send(Turn turn) {
    CoapCredentials used = pass;
    synchronized (this) {
      if (state != State.OPEN || used == null) {
        return failed(Cause.LINK_LOST, "the line is not open any more");
      }
    }
    CoapCaller asked = calling();
    try {
      return (asked.mayWait(used)
              ? later(() -> asked.report(turn.topic, turn.payload, used))
              : asked.report(turn.topic, turn.payload, used))
          .thenCompose(
              answer ->
                  answer.refusesToken() || answer.forbids() && probes()
                      ? later(this::logIn)
                          .thenCompose(fresh -> asked.report(turn.topic, turn.payload, fresh))
                      : CompletableFuture.completedFuture(answer))
          .thenCompose(
              answer ->
                  answer.isSuccess()
                      ? CompletableFuture.completedFuture(null)
                      : CompletableFuture.failedFuture(answer.notTaken()));
    } catch (RejectedExecutionException e) {
      return failed(Cause.LINK_LOST, "the line is being stopped");
    } catch (RuntimeException e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  /** Returns whether a log-in is due that determines whether the device is disabled. */
  private synchronized boolean probes() {
    Instant now = stack.clock().instant();
    // A clock that was set back must not delay the log-in.
    if (!now.isBefore(lastProbe) && now.isBefore(lastProbe.plus(LET_IN))) {
      return false;
    }
    lastProbe = now;
    return true;
  }

  /** Runs work on a thread that may wait for the disk. */
  private <T> CompletionStage<T> later(Supplier<CompletionStage<T>> work) {
    return CompletableFuture.supplyAsync(work, stack.work()).thenCompose(Function.identity());
  }

  /**
   * A message has ended; a failure that concerns other messages as well ends the line.
   *
   * @return the next message, if one waits
   */
  private Optional<Turn> through(Turn turn, @Nullable Throwable failure) {
    LineException known = failure == null ? null : explained(failure);
    boolean lost;
    synchronized (this) {
      turns.remove();
      lost = known != null && !known.throttled() && !known.unfit() && state == State.OPEN;
      if (lost) {
        state = State.ENDED;
      }
    }
    if (lost && known != null) {
      leave(0);
      events.lost(known.cause(), String.valueOf(known.getMessage()));
    }
    if (known == null) {
      turn.result.complete(null);
    } else {
      turn.result.completeExceptionally(known);
    }
    synchronized (this) {
      sending = !turns.isEmpty();
      return Optional.ofNullable(turns.peek());
    }
  }

  @Override
  public CompletionStage<List<FilterAnswer>> subscribe(Collection<String> filters, int qos) {
    return failed(Cause.CONFIGURATION, "CoAP is uplink only");
  }

  @Override
  public CompletionStage<Void> unsubscribe(Collection<String> filters) {
    return CompletableFuture.completedFuture(null);
  }

  @Override
  public void close() {
    synchronized (this) {
      state = State.ENDED;
    }
    leave(LAST_WORDS_MILLIS);
  }

  private void leave(long afterMillis) {
    CoapCaller made;
    synchronized (this) {
      made = caller;
    }
    if (made != null) {
      CompletableFuture.delayedExecutor(afterMillis, TimeUnit.MILLISECONDS, stack.work())
          .execute(made::giveUp);
    }
  }

  private LineException explained(Throwable failure) {
    CoapCaller made;
    synchronized (this) {
      made = caller;
    }
    return made == null ? CoapCaller.explain(failure, server, stack) : made.explain(failure);
  }

  private static <T> CompletionStage<T> failed(Cause cause, String message) {
    return CompletableFuture.failedFuture(new LineException(cause, message));
  }
}
