/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.connection;

import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import org.kuralink.api.codec.AlinkCodec;
import org.kuralink.api.codec.ErrorCategory;
import org.kuralink.api.connection.DeviceIdentity;
import org.kuralink.api.connection.SessionFault.Cause;
import org.kuralink.api.connection.SessionState;
import org.kuralink.api.connection.SessionStatus;
import org.kuralink.api.line.Line;
import org.kuralink.api.line.LineException;
import org.kuralink.api.line.LineFactory;
import org.kuralink.api.line.OpenLine;
import org.kuralink.connection.link.Audience;
import org.kuralink.connection.link.SessionTime;
import org.kuralink.connection.link.Traffic;
import org.kuralink.login.provider.Login;
import org.kuralink.queue.UplinkQueue;

/**
 * The session as a state machine: {@link SessionEvent} is its table, this class does what a state
 * asks for. One thread, {@link SessionParts#session}, owns all its fields; everybody else only
 * hands work to that thread.
 */
public final class Session implements AutoCloseable {

  /** How long one step of an attempt may take. */
  static final Duration STEP_LIMIT = Duration.ofSeconds(60);

  private final DeviceIdentity identity;
  private final SessionParts parts;
  private final SessionThread session;
  private final Traffic traffic;
  private final StatusBoard board;
  private final Logins logins;
  private final ReconnectPolicy policy;
  private final SessionDoor door;
  private final Wish wish;
  private final LineTurn turn;
  private SessionState state = SessionState.STOPPED;
  private @Nullable ConnectionSettings settings;
  private final ShortSessions shortSessions = new ShortSessions();

  // As long as an attempt, or the link that came of it.
  private long attempt;
  private Duration pause = Duration.ZERO;
  private boolean brokeByItself;
  private boolean refused;
  private @Nullable OpenLine opened;
  private long onlineAt;
  private @Nullable Future<?> timer;

  /** A session that is not configured yet. */
  public Session(DeviceIdentity identity, SessionParts parts) {
    this.identity = identity;
    this.parts = parts;
    session = new SessionThread(identity, parts.session());
    Audience audience = new Audience(parts.listeners(), parts.session(), parts.nanoTime());
    traffic =
        new Traffic(
            identity,
            new SessionTime(parts.clock(), parts.nanoTime(), parts.session()),
            parts.dispatch(),
            parts.random().nextLong(),
            audience,
            this::trouble);
    board = new StatusBoard(identity, parts.clock(), traffic::queueStatus, audience);
    logins = new Logins(parts.dispatch());
    turn = new LineTurn(parts);
    wish = new Wish(audience.member(this)::tell);
    policy =
        new ReconnectPolicy(
            Duration.ofSeconds(10), Duration.ofSeconds(60), parts.random()::nextDouble);
    door = new SessionDoor(identity, this, board, traffic, parts);
  }

  /** What other bundles see of it. */
  public SessionDoor door() {
    return door;
  }

  /** Somebody wants the session, now. Any thread. */
  CompletionStage<SessionStatus> connect() {
    CompletableFuture<SessionStatus> outcome = new CompletableFuture<>();
    boolean taken =
        session.run(
            () -> {
              wish.asked(outcome);
              if (settings != null) {
                on(SessionEvent.WANTED, "asked to connect");
              }
              wish.settle(board.now());
            });
    return taken ? outcome : CompletableFuture.completedFuture(board.now());
  }

  /** Somebody wants it no longer. Any thread. */
  void disconnect() {
    session.run(
        () -> {
          wish.takenBack();
          on(SessionEvent.UNWANTED, "asked to disconnect");
        });
  }

  /** Something came that the last attempt missed, unless the platform refused us. Any thread. */
  void retry(String reason) {
    session.run(
        () -> {
          if (!refused) {
            board.forget(Cause.LINE_MISSING);
            on(SessionEvent.PAUSE_OVER, reason);
          }
        });
  }

  /** Who made the present line goes, and the line with it. Any thread. */
  void lineGone(LineFactory factory) {
    session.run(() -> turn.gone(factory).ifPresent(words -> fail(Cause.LINE_MISSING, words)));
  }

  /** The codec came, was replaced, or went. Any thread. */
  public void codec(@Nullable AlinkCodec codec) {
    traffic.codec(codec);
  }

  /** Takes a configuration on. The link is only touched by what concerns it. Any thread. */
  public void configure(ConnectionSettings next) {
    session.run(() -> apply(next));
  }

  /** The configuration is wrong: people are told; what runs goes on as it was. Any thread. */
  public void misconfigured(String message) {
    session.run(
        () -> {
          board.misconfigured(message);
          if (settings == null) {
            traffic.noQueue(message);
          }
        });
  }

  /** Ends everything without waiting. Any thread. */
  @Override
  public void close() {
    session.run(() -> on(SessionEvent.CLOSE, "the component stops"));
  }

  private void apply(ConnectionSettings next) {
    ConnectionSettings before = settings;
    board.configured();
    if (state == SessionState.CLOSED || next.equals(before)) {
      return;
    }
    settings = next;
    board.displayName(next.displayName());
    turn.use(next.servers());
    policy.change(next.reconnectMin(), next.reconnectMax());
    traffic.limits(next.requestTimeout(), next.uplinkRate(), next.packWithin());
    if (before == null || !before.queueDirectory().equals(next.queueDirectory())) {
      traffic.openQueue(this::newQueue);
    } else {
      traffic.queue().ifPresent(queue -> queue.limit(next.queueLimits()));
    }
    boolean sameLink = before != null && before.sameLink(next);
    boolean sameLogin = before != null && sameLink && before.login().equals(next.login());
    if (!sameLogin) {
      logins.use(parts.logins(next));
    }
    wish.configured(before == null, !sameLink, next.connectOnStartup(), state);
    if (!wish.isThere()) {
      on(SessionEvent.UNWANTED, "configured not to connect by itself");
    } else if (state == SessionState.STOPPED) {
      on(SessionEvent.WANTED, "configured");
    } else if (!sameLink) {
      shortSessions.forget();
      on(SessionEvent.LINK_CHANGED, "the configuration of the link changed");
    } else if (!sameLogin) {
      on(SessionEvent.PAUSE_OVER, "the configuration of the log-in changed");
    }
  }

  private void on(SessionEvent event, String reason) {
    SessionState from = state;
    SessionState to = event.from(from);
    boolean again = event == SessionEvent.LINK_CHANGED && to == SessionState.AUTHENTICATING;
    if (to == from && !again) {
      return;
    }
    leave(from, to);
    state = to;
    enter(to);
    board.changed(from, to, to == SessionState.WAITING ? pause : Duration.ZERO, reason);
    wish.settle(board.now());
  }

  private void leave(SessionState from, SessionState to) {
    Future<?> running = timer;
    if (running != null) {
      running.cancel(false);
      timer = null;
    }
    if (to == SessionState.CONNECTING || to == SessionState.ONLINE) {
      return;
    }
    attempt++;
    Line left = turn.leave();
    if (left != null) {
      traffic.down(brokeByItself);
      left.close();
    }
    if (from == SessionState.ONLINE && to != SessionState.WAITING) {
      policy.sessionLasted(online());
    }
    if (from == SessionState.ONLINE) {
      shortSessions.ended(online());
    }
    brokeByItself = false;
    refused &= to == SessionState.WAITING;
  }

  /** Does what a state asks for. */
  private void enter(SessionState entered) {
    switch (entered) {
      case AUTHENTICATING -> authenticate();
      case CONNECTING -> limit("The platform did not take the log-in");
      case ONLINE -> goOnline();
      case WAITING -> after(pause, () -> on(SessionEvent.PAUSE_OVER, StatusBoard.BY_ITSELF));
      case CLOSED -> {
        traffic.close();
        logins.close();
      }
      default -> {}
    }
  }

  private void authenticate() {
    board.attempt();
    ConnectionSettings current = Objects.requireNonNull(settings, "only who is configured tries");
    if (traffic.queue().isEmpty()) {
      traffic.openQueue(this::newQueue);
    }
    limit("The log-in data did not come");
    long mine = attempt;
    Optional<String> missing = turn.missing();
    if (missing.isPresent()) {
      session.run(() -> ofAttempt(mine, () -> missesLine(missing.get())));
      return;
    }
    logins.ask(
        login -> session.run(() -> open(mine, login, current)),
        (cause, message) -> session.run(() -> ofAttempt(mine, () -> fail(cause, message))));
  }

  /** At the start the bundle that brings the line may be about to start, too. */
  private void missesLine(String words) {
    Duration patience = wish.isAsked() ? Duration.ZERO : turn.patience();
    if (patience.isZero()) {
      fail(Cause.LINE_MISSING, words);
    } else {
      pause = patience;
      on(SessionEvent.FAILED, "waits up to " + patience.toSeconds() + " s for its line to start");
    }
  }

  private void open(long mine, Login login, ConnectionSettings current) {
    if (mine != attempt || state != SessionState.AUTHENTICATING) {
      return;
    }
    boolean asks = traffic.hasSubDevices();
    Line fresh;
    try {
      fresh = turn.create(login, current, asks, ears(mine));
    } catch (LineException e) {
      fail(e.cause(), String.valueOf(e.getMessage()));
      return;
    }
    board.server(fresh.server().toString());
    on(SessionEvent.LOGIN_READY, "logging in to " + fresh.server());
    traffic.expect(asks);
    LineTurn.open(fresh)
        .whenComplete((open, failure) -> session.run(() -> opened(mine, open, failure)));
  }

  /** What one line tells is of no consequence once another attempt has begun. */
  private LineTurn.Ears ears(long mine) {
    return new LineTurn.Ears(
        identity, traffic, (cause, message) -> session.run(() -> lost(mine, cause, message)));
  }

  private void opened(long mine, @Nullable OpenLine open, @Nullable Throwable failure) {
    if (mine != attempt || state != SessionState.CONNECTING) {
      return;
    }
    if (open != null) {
      opened = open;
      on(SessionEvent.LOGGED_IN, "logged in");
      return;
    }
    LineException known = LineException.of(Objects.requireNonNull(failure));
    fail(known.cause(), String.valueOf(known.getMessage()));
  }

  private void goOnline() {
    board.loggedIn();
    onlineAt = parts.nanoTime().getAsLong();
    Line line = turn.line();
    OpenLine what = opened;
    if (line != null && what != null) {
      traffic.up(line, what);
    }
  }

  private void lost(long mine, Cause cause, String message) {
    if (mine != attempt) {
      return;
    }
    boolean ended = state == SessionState.ONLINE && cause == Cause.LINK_LOST;
    if (shortSessions.lost(ended, ended ? online() : Duration.ZERO)) {
      fail(Cause.IDENTITY_IN_USE, shortSessions.words(identity));
    } else {
      fail(cause, message);
    }
  }

  private void trouble(Cause cause, String message, boolean fatal) {
    session.run(
        () -> {
          if (state == SessionState.ONLINE && fatal) {
            fail(cause, message);
          } else if (state == SessionState.ONLINE) {
            board.fault(cause, message);
          }
        });
  }

  private void fail(Cause cause, String message) {
    if (SessionEvent.FAILED.from(state) == state) {
      return;
    }
    boolean longPause = false;
    if (state == SessionState.ONLINE) {
      brokeByItself = cause != Cause.LINE_MISSING;
      policy.sessionLasted(online());
    } else {
      refused = cause.category() == ErrorCategory.CREDENTIALS;
      longPause = Wish.isRefusal(cause);
      turn.failed(cause);
    }
    if (longPause && state == SessionState.CONNECTING) {
      logins.refused();
    }
    board.fault(cause, message);
    if (wish.isEndedBy(cause)) {
      on(SessionEvent.REFUSED, message + "; not tried again before somebody asks or configures");
      return;
    }
    pause = longPause ? policy.refused() : policy.failed();
    on(
        SessionEvent.FAILED,
        message + "; next attempt in " + (pause.toMillis() + 500) / 1000 + " s");
  }

  private void limit(String what) {
    after(STEP_LIMIT, () -> fail(Cause.TIMEOUT, what + " within " + STEP_LIMIT.toSeconds() + " s"));
  }

  private void after(Duration delay, Runnable action) {
    long mine = attempt;
    timer = session.after(delay, () -> ofAttempt(mine, action));
  }

  private void ofAttempt(long mine, Runnable action) {
    if (mine == attempt) {
      action.run();
    }
  }

  private UplinkQueue newQueue() {
    return parts.queue(Objects.requireNonNull(settings, "only a configured session has a queue"));
  }

  private Duration online() {
    return Duration.ofNanos(parts.nanoTime().getAsLong() - onlineAt);
  }
}
