/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.http;

import java.net.URI;
import java.time.Clock;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.kuralink.api.connection.Secret;
import org.kuralink.api.connection.SessionFault.Cause;
import org.kuralink.api.line.FilterAnswer;
import org.kuralink.api.line.Line;
import org.kuralink.api.line.LineEvents;
import org.kuralink.api.line.LineException;
import org.kuralink.api.line.LineLogin;
import org.kuralink.api.line.LineSettings;
import org.kuralink.api.line.OpenLine;

/**
 * A line that sends messages over HTTPS (developer guide 3.4). One message at a time is in flight,
 * so that the order is kept; a token that the platform refuses is renewed once per message. There
 * is no connection to hold: a stored token opens a line, and the first failure that concerns more
 * than one message ends it, so that its session tries again after a pause. No method blocks; the
 * given threads do the work.
 */
final class HttpsLine implements Line {

  /** The maximum payload that the platform accepts over HTTPS (developer guide 3.4). */
  static final int MAX_PAYLOAD = 128 * 1024;

  /**
   * The maximum number of messages that wait for the one in flight; the session holds the others.
   */
  private static final int MOST_WAITING = 1000;

  /**
   * How long a message in flight may be confirmed after close, so that it need not be sent again.
   */
  private static final long LAST_WORDS_MILLIS = 700;

  private enum State {
    NEW,
    OPENING,
    OPEN,
    ENDED
  }

  private final LineSettings settings;
  private final LineEvents events;
  private final Executor threads;
  private final Clock clock;
  private final Consumer<HttpsLine> closed;
  private final HttpsServer server;
  private State state = State.NEW;
  private int waiting;
  private CompletableFuture<?> last = CompletableFuture.completedFuture(null);
  private volatile @Nullable Caller caller;
  private volatile @Nullable Secret token;

  /**
   * A line that was not opened.
   *
   * @param closed is called when the line is closed
   */
  HttpsLine(
      LineSettings settings,
      LineEvents events,
      Executor threads,
      Clock clock,
      Consumer<HttpsLine> closed) {
    this.settings = settings;
    this.events = events;
    this.threads = threads;
    this.clock = clock;
    this.closed = closed;
    this.server = HttpsServer.of(settings.server());
  }

  @Override
  public URI server() {
    return server.base();
  }

  @Override
  public CompletionStage<OpenLine> open() {
    if (!(settings.login() instanceof LineLogin.Signed who)) {
      return failed(
          Cause.CONFIGURATION,
          "a token for MQTT is not valid for HTTPS; choose authentication device-certificate or"
              + " product-certificate");
    }
    Optional<String> unknown = notAsked();
    if (unknown.isPresent()) {
      return failed(Cause.CONFIGURATION, unknown.get());
    }
    synchronized (this) {
      if (state != State.NEW) {
        return failed(Cause.CONFIGURATION, "this line was opened or closed before");
      }
      state = State.OPENING;
    }
    try {
      return CompletableFuture.supplyAsync(() -> begin(who), threads)
          .thenCompose(kept -> kept.map(this::keep).orElseGet(this::logIn))
          .thenApply(found -> opened())
          .exceptionallyCompose(this::notOpened);
    } catch (RejectedExecutionException e) {
      return failed(Cause.LINK_LOST, "the line is being stopped");
    }
  }

  /** Returns why Java's client cannot connect to this server. */
  private Optional<String> notAsked() {
    if (!server.canBeAsked()) {
      return Optional.of(
          "HTTPS requires a host name of letters, digits and hyphens, but host is "
              + server.host()
              + "; check host");
    }
    // Java's client takes the brackets for a part of the name.
    boolean led = settings.proxy().filter(proxy -> proxy.leadsTo(server.host())).isPresent();
    return led && server.host().indexOf(':') >= 0
        ? Optional.of(
            "HTTPS cannot connect through a proxy to an IPv6 address such as "
                + server.host()
                + "; set host to a name, or add the address to proxy.bypass")
        : Optional.empty();
  }

  /**
   * Creates the client, which may read trusted certificates from disk, and reads the stored token.
   */
  private Optional<Secret> begin(LineLogin.Signed who) {
    Caller made = Caller.of(settings, who, server, clock);
    synchronized (this) {
      caller = made;
      if (state == State.ENDED) {
        throw new CompletionException(new LineException(Cause.LINK_LOST, "the line was closed"));
      }
    }
    events.traced("HTTPS to " + server + " as " + who.clientId());
    return made.keptToken();
  }

  private CompletionStage<Secret> keep(Secret kept) {
    events.traced("the stored token is used");
    token = kept;
    return CompletableFuture.completedFuture(kept);
  }

  private CompletionStage<Secret> logIn() {
    events.traced("POST /auth");
    return calling()
        .logIn()
        .thenApply(
            issued -> {
              events.traced("a token was issued");
              token = issued;
              return issued;
            });
  }

  private Caller calling() {
    Caller made = caller;
    if (made == null) {
      throw new IllegalStateException("not opened");
    }
    return made;
  }

  private synchronized OpenLine opened() {
    if (state == State.OPENING) {
      state = State.OPEN;
    }
    return new OpenLine(false, MAX_PAYLOAD, 1, false, false, false);
  }

  private CompletionStage<OpenLine> notOpened(Throwable failure) {
    synchronized (this) {
      state = State.ENDED;
    }
    Caller made = caller;
    if (made != null) {
      made.giveUp();
    }
    return CompletableFuture.failedFuture(explained(failure));
  }

  @Override
  public CompletionStage<Void> publish(String topic, byte[] payload, int qos) {
    if (!topic.startsWith("/")) {
      return failed(Cause.CONFIGURATION, "a topic over HTTPS must begin with a slash");
    }
    CompletableFuture<String> begun = new CompletableFuture<>();
    CompletableFuture<Void> turn;
    synchronized (this) {
      if (state != State.OPEN) {
        return failed(Cause.LINK_LOST, "the line is not open");
      }
      if (waiting >= MOST_WAITING) {
        return CompletableFuture.failedFuture(LineException.busy(MOST_WAITING));
      }
      waiting++;
      turn =
          last.handle((before, failure) -> "")
              .thenCombine(begun, (free, unlocked) -> "")
              .thenCompose(free -> send(topic, payload))
              .whenComplete((done, failure) -> sent(failure));
      last = turn;
    }
    // Completed without the lock, because this thread sends the message now.
    begun.complete("");
    return turn.exceptionallyCompose(failure -> CompletableFuture.failedFuture(explained(failure)));
  }

  private CompletionStage<Void> send(String topic, byte[] payload) {
    Secret used = token;
    synchronized (this) {
      if (state != State.OPEN || used == null) {
        return failed(Cause.LINK_LOST, "the line is not open any more");
      }
    }
    CompletableFuture<UplinkAnswer> first = calling().report(topic, payload, used);
    return first
        .handle((answer, failure) -> refusesToken(answer, failure))
        .thenCompose(
            refused ->
                refused
                    ? logIn().thenCompose(fresh -> calling().report(topic, payload, fresh))
                    : first)
        .thenCompose(this::taken);
  }

  private boolean refusesToken(@Nullable UplinkAnswer answer, @Nullable Throwable failure) {
    return answer == null
        ? failure != null && explained(failure).cause() == Cause.TOKEN_REFUSED
        : answer.refusesToken();
  }

  private CompletionStage<Void> taken(UplinkAnswer answer) {
    if (!answer.isSuccess()) {
      return CompletableFuture.failedFuture(answer.notTaken());
    }
    answer.messageId().ifPresent(id -> events.traced("accepted as message " + id));
    return CompletableFuture.completedFuture(null);
  }

  /** A message has ended; a failure that concerns other messages as well ends the line. */
  private void sent(@Nullable Throwable failure) {
    LineException known = failure == null ? null : explained(failure);
    boolean lost;
    synchronized (this) {
      waiting--;
      lost = known != null && !known.throttled() && !known.unfit() && state == State.OPEN;
      if (lost) {
        state = State.ENDED;
      }
    }
    if (lost && known != null) {
      events.lost(known.cause(), String.valueOf(known.getMessage()));
    }
  }

  @Override
  public CompletionStage<List<FilterAnswer>> subscribe(Collection<String> filters, int qos) {
    return failed(Cause.CONFIGURATION, "HTTPS is uplink only");
  }

  @Override
  public CompletionStage<Void> unsubscribe(Collection<String> filters) {
    return CompletableFuture.completedFuture(null);
  }

  @Override
  public void close() {
    Caller made;
    synchronized (this) {
      state = State.ENDED;
      made = caller;
    }
    closed.accept(this);
    if (made != null) {
      CompletableFuture.delayedExecutor(LAST_WORDS_MILLIS, TimeUnit.MILLISECONDS, Runnable::run)
          .execute(made::giveUp);
    }
  }

  private LineException explained(Throwable failure) {
    return Caller.explain(failure, server, clock);
  }

  private static <T> CompletionStage<T> failed(Cause cause, String message) {
    return CompletableFuture.failedFuture(new LineException(cause, message));
  }
}
