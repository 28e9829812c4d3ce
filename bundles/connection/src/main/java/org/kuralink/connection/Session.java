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
import java.util.Set;
import java.util.TreeSet;
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
import org.kuralink.api.line.LineFactory;
import org.kuralink.api.line.OpenLine;
import org.kuralink.connection.link.Audience;
import org.kuralink.connection.link.SessionTime;
import org.kuralink.connection.link.Traffic;
import org.kuralink.queue.UplinkQueue;

/**
 * The session as a state machine: {@link SessionEvent} is its table, this class does what a state
 * asks for. One thread, {@link SessionParts#session}, owns all its fields; everybody else only
 * hands work to that thread.
 */
public final class Session implements AutoCloseable {

  /** How long one step of an attempt may take. */
  static final Duration STEP_LIMIT = Duration.ofSeconds(60);

  private final SessionParts parts;
  private final SessionThread session;
  private final Traffic traffic;
  private final StatusBoard board;
  private final Logins logins;
  private final Admission admission;
  private final SessionDoor door;
  private final Wish wish;
  private final LineSlot slot;
  private final Fallback fallback;
  private SessionState state = SessionState.STOPPED;
  private @Nullable ConnectionSettings settings;
  // As long as an attempt, or the link that came of it.
  private long attempt;
  private Duration pause = Duration.ZERO;
  private boolean brokeByItself;
  private boolean refused;
  private @Nullable Future<?> timer;

  /** A session that is not configured yet. */
  public Session(DeviceIdentity identity, SessionParts parts) {
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
    slot = new LineSlot(session, parts, logins, traffic, new Owner());
    fallback = new Fallback(session, parts, traffic, board, logins);
    board.follow(fallback::status);
    wish = new Wish(audience.member(this)::tell);
    admission = new Admission(parts);
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
          fallback.retry();
          retryItself(reason);
        });
  }

  private void retryItself(String reason) {
    if (!refused) {
      board.forget(Cause.LINE_MISSING);
      on(SessionEvent.PAUSE_OVER, reason);
    }
  }

  /** A line over these transports came, and was missed. Any thread. */
  void lineCame(Set<String> transports) {
    session.run(
        () -> {
          fallback.lineCame(transports);
          if (settings != null && transports.contains(settings.server().transport())) {
            retryItself(
                "the line for " + String.join(", ", new TreeSet<>(transports)) + " has come");
          }
        });
  }

  /** Who made the present line goes, and the line with it. Any thread. */
  void lineGone(LineFactory factory) {
    session.run(
        () -> {
          fallback.lineGone(factory);
          slot.gone(factory).ifPresent(words -> fail(Cause.LINE_MISSING, words));
        });
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
    slot.use(next.server());
    admission.windows(next.reconnectMin(), next.reconnectMax());
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
    fallback.use(next, sameLogin);
    wish.configured(before == null, !sameLink, next.connectOnStartup(), state);
    if (!wish.isThere()) {
      on(SessionEvent.UNWANTED, "configured not to connect by itself");
    } else if (state == SessionState.STOPPED) {
      on(SessionEvent.WANTED, "configured");
    } else if (!sameLink) {
      admission.forget();
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
    leave(to);
    state = to;
    enter(to);
    board.changed(from, to, to == SessionState.WAITING ? pause : Duration.ZERO, reason);
    wish.settle(board.now());
  }

  private void leave(SessionState to) {
    leaveTimer();
    if (to == SessionState.CONNECTING || to == SessionState.ONLINE) {
      return;
    }
    attempt++;
    Line left = slot.leave();
    if (left != null) {
      traffic.down(left, brokeByItself);
      LineSlot.close(left);
    }
    admission.ends(to == SessionState.WAITING);
    brokeByItself = false;
    refused &= to == SessionState.WAITING;
  }

  /** Does what a state asks for. */
  private void enter(SessionState entered) {
    switch (entered) {
      case STOPPED -> fallback.unneeded();
      case AUTHENTICATING -> {
        fallback.needed();
        authenticate();
      }
      case CONNECTING -> limit("The platform did not take the log-in");
      case ONLINE -> goOnline();
      case WAITING -> {
        fallback.needed();
        after(pause, () -> on(SessionEvent.PAUSE_OVER, StatusBoard.BY_ITSELF));
      }
      default -> {
        fallback.close();
        traffic.close();
        logins.close();
      }
    }
  }

  private void authenticate() {
    board.attempt();
    ConnectionSettings current = Objects.requireNonNull(settings, "only who is configured tries");
    if (traffic.queue().isEmpty()) {
      traffic.openQueue(this::newQueue);
    }
    limit("The log-in data did not come");
    Optional<String> missing = slot.missing();
    if (missing.isPresent()) {
      long mine = attempt;
      session.run(() -> ofAttempt(mine, () -> missesLine(missing.get())));
    } else {
      slot.open(current, traffic::hasSubDevices);
    }
  }

  /** At the start the bundle that brings the line may be about to start, too. */
  private void missesLine(String words) {
    Duration patience = wish.isAsked() ? Duration.ZERO : slot.patience();
    if (patience.isZero()) {
      fail(Cause.LINE_MISSING, words);
    } else {
      pause = patience;
      on(SessionEvent.FAILED, "waits up to " + patience.toSeconds() + " s for its line to start");
    }
  }

  /** What comes of the present attempt. */
  private final class Owner implements LineSlot.Owner {

    @Override
    public void made(Line fresh) {
      board.server(fresh.server().toString());
      on(SessionEvent.LOGIN_READY, "logging in to " + fresh.server());
      traffic.expect();
    }

    @Override
    public void opened(OpenLine what) {
      leaveTimer();
      admission.begins(what);
      long mine = attempt;
      fallback.giveWay(
          wish.isAsked(), () -> ofAttempt(mine, () -> on(SessionEvent.LOGGED_IN, "logged in")));
    }

    @Override
    public void failed(Cause cause, String message) {
      fail(cause, message);
    }

    @Override
    public void lost(Cause cause, String message) {
      brokeOff(cause, message);
    }
  }

  private void goOnline() {
    board.loggedIn(admission.line().map(OpenLine::downlink).orElse(true));
    fallback.unneeded();
    Line line = slot.line();
    if (line != null) {
      admission.line().ifPresent(what -> traffic.up(line, what));
    }
  }

  private void trouble(Cause cause, String message, boolean fatal) {
    Line about = traffic.line();
    session.run(
        () -> {
          boolean seenTo = about != traffic.line() || fatal && fallback.stalled(cause, message);
          if (state == SessionState.ONLINE && fatal && !seenTo) {
            brokeOff(cause, message);
          } else if (state == SessionState.ONLINE && !seenTo) {
            board.fault(cause, message);
          }
        });
  }

  private void brokeOff(Cause cause, String message) {
    boolean takenOver = admission.isTakenOver(cause);
    String words = takenOver ? admission.words(session.identity()) : message;
    fail(takenOver ? Cause.IDENTITY_IN_USE : cause, words);
  }

  private void fail(Cause cause, String message) {
    if (SessionEvent.FAILED.from(state) == state) {
      return;
    }
    boolean longPause = !admission.isIn() && Wish.isRefusal(cause);
    if (admission.isIn()) {
      brokeByItself = cause != Cause.LINE_MISSING;
    } else {
      refused = cause.category() == ErrorCategory.CREDENTIALS;
    }
    if (longPause && state == SessionState.CONNECTING) {
      logins.refused();
    }
    board.fault(cause, message);
    if (wish.isEndedBy(cause)) {
      on(SessionEvent.REFUSED, message + "; not tried again before somebody asks or configures");
      return;
    }
    pause = admission.pause(longPause);
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

  private void leaveTimer() {
    if (timer != null) {
      timer.cancel(false);
      timer = null;
    }
  }
}
