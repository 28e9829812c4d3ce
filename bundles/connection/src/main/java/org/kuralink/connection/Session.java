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
import org.kuralink.connection.link.ListenerLanes;
import org.kuralink.connection.link.SessionTime;
import org.kuralink.connection.link.Traffic;
import org.kuralink.queue.UplinkQueue;

/**
 * The session as a state machine: {@link SessionEvent} is its transition table, and this class
 * performs the actions of each state. One thread, {@link SessionParts#session}, owns all fields;
 * other threads only submit work to it.
 */
public final class Session implements AutoCloseable {

  /** The time limit of one step of an attempt. */
  static final Duration STEP_LIMIT = Duration.ofSeconds(60);

  private final SessionParts parts;
  private final SessionThread session;
  private final Traffic traffic;
  private final StatusTracker tracker;
  private final Logins logins;
  private final SessionHistory history;
  private final CloudSessionService door;
  private final ConnectIntent intent;
  private final LineSlot slot;
  private final Fallback fallback;
  private SessionState state = SessionState.STOPPED;
  private @Nullable ConnectionSettings settings;
  // Valid for one attempt and the link that results from it.
  private long attempt;
  private Duration pause = Duration.ZERO;
  private boolean brokeByItself;
  private boolean refused;
  private @Nullable Future<?> timer;

  /** A session without a configuration. */
  public Session(DeviceIdentity identity, SessionParts parts) {
    this.parts = parts;
    session = new SessionThread(identity, parts.session());
    ListenerLanes lanes = new ListenerLanes(parts.listeners(), parts.session(), parts.nanoTime());
    traffic =
        new Traffic(
            identity,
            new SessionTime(parts.clock(), parts.nanoTime(), parts.session()),
            parts.dispatch(),
            parts.random().nextLong(),
            lanes,
            this::trouble);
    tracker = new StatusTracker(identity, parts.clock(), traffic::queueStatus, lanes);
    logins = new Logins(parts.dispatch());
    slot = new LineSlot(session, parts, logins, traffic, new Owner());
    fallback = new Fallback(session, parts, traffic, tracker, logins);
    tracker.follow(fallback::status);
    intent = new ConnectIntent(lanes.member(this)::tell);
    history = new SessionHistory(parts);
    door = new CloudSessionService(identity, this, tracker, traffic, parts);
  }

  /** The service that other bundles use. */
  public CloudSessionService service() {
    return door;
  }

  /** Requests the session and starts an attempt at once. Any thread. */
  CompletionStage<SessionStatus> connect() {
    CompletableFuture<SessionStatus> outcome = new CompletableFuture<>();
    boolean taken =
        session.run(
            () -> {
              intent.asked(outcome);
              if (settings != null) {
                on(SessionEvent.WANTED, "asked to connect");
              }
              intent.settle(tracker.now());
            });
    return taken ? outcome : CompletableFuture.completedFuture(tracker.now());
  }

  /** Ends the session. Any thread. */
  void disconnect() {
    session.run(
        () -> {
          intent.takenBack();
          on(SessionEvent.UNWANTED, "asked to disconnect");
        });
  }

  /** Tries again as a service is available now, unless the log-in was refused. Any thread. */
  void retry(String reason) {
    session.run(
        () -> {
          fallback.retry();
          retryItself(reason);
        });
  }

  private void retryItself(String reason) {
    if (!refused) {
      tracker.forget(Cause.LINE_MISSING);
      on(SessionEvent.PAUSE_OVER, reason);
    }
  }

  /** A factory for missing lines over these transports was registered. Any thread. */
  void lineCame(Set<String> transports) {
    session.run(
        () -> {
          fallback.lineCame(transports);
          if (settings != null && transports.contains(settings.server().transport())) {
            retryItself(
                "a line for " + String.join(", ", new TreeSet<>(transports)) + " is available");
          }
        });
  }

  /** A line factory was unregistered, and its lines with it. Any thread. */
  void lineGone(LineFactory factory) {
    session.run(
        () -> {
          fallback.lineGone(factory);
          slot.gone(factory).ifPresent(words -> fail(Cause.LINE_MISSING, words));
        });
  }

  /** Sets the codec after it was registered, replaced or unregistered. Any thread. */
  public void codec(@Nullable AlinkCodec codec) {
    traffic.codec(codec);
  }

  /** Applies a configuration. Only changed link settings end the link. Any thread. */
  public void configure(ConnectionSettings next) {
    session.run(() -> apply(next));
  }

  /** Reports an invalid configuration; the running session stays as it is. Any thread. */
  public void misconfigured(String message) {
    session.run(
        () -> {
          tracker.misconfigured(message);
          if (settings == null) {
            traffic.noQueue(message);
          }
        });
  }

  /** Ends the session without waiting. Any thread. */
  @Override
  public void close() {
    session.run(() -> on(SessionEvent.CLOSE, "the component stops"));
  }

  private void apply(ConnectionSettings next) {
    ConnectionSettings before = settings;
    tracker.configured();
    if (state == SessionState.CLOSED || next.equals(before)) {
      return;
    }
    settings = next;
    tracker.displayName(next.displayName());
    slot.use(next.server());
    history.windows(next.reconnectMin(), next.reconnectMax());
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
    intent.configured(before == null, !sameLink, next.connectOnStartup(), state);
    if (!intent.isWanted()) {
      on(SessionEvent.UNWANTED, "configured not to connect automatically");
    } else if (state == SessionState.STOPPED) {
      on(SessionEvent.WANTED, "configured");
    } else if (!sameLink) {
      history.forget();
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
    tracker.changed(from, to, to == SessionState.WAITING ? pause : Duration.ZERO, reason);
    intent.settle(tracker.now());
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
    history.ends(to == SessionState.WAITING);
    brokeByItself = false;
    refused &= to == SessionState.WAITING;
  }

  /** Performs the actions of a state. */
  private void enter(SessionState entered) {
    switch (entered) {
      case STOPPED -> fallback.unneeded();
      case AUTHENTICATING -> {
        fallback.needed();
        authenticate();
      }
      case CONNECTING -> limit("The platform did not accept the log-in");
      case ONLINE -> goOnline();
      case WAITING -> {
        fallback.needed();
        after(pause, () -> on(SessionEvent.PAUSE_OVER, StatusTracker.BY_ITSELF));
      }
      default -> {
        fallback.close();
        traffic.close();
        logins.close();
      }
    }
  }

  private void authenticate() {
    tracker.attempt();
    ConnectionSettings current = Objects.requireNonNull(settings, "not configured");
    if (traffic.queue().isEmpty()) {
      traffic.openQueue(this::newQueue);
    }
    limit("The log-in data was not available");
    Optional<String> missing = slot.missing();
    if (missing.isPresent()) {
      long mine = attempt;
      session.run(() -> ofAttempt(mine, () -> missesLine(missing.get())));
    } else {
      slot.open(current, traffic::hasSubDevices);
    }
  }

  /** Waits for the line factory, whose bundle may still be starting. */
  private void missesLine(String words) {
    Duration patience = intent.isAsked() ? Duration.ZERO : slot.patience();
    if (patience.isZero()) {
      fail(Cause.LINE_MISSING, words);
    } else {
      pause = patience;
      on(SessionEvent.FAILED, "waits up to " + patience.toSeconds() + " s for its line to start");
    }
  }

  /** Receives the result of the current attempt. */
  private final class Owner implements LineSlot.Owner {

    @Override
    public void made(Line fresh) {
      tracker.server(fresh.server().toString());
      on(SessionEvent.LOGIN_READY, "logging in to " + fresh.server());
      traffic.expect();
    }

    @Override
    public void opened(OpenLine what) {
      leaveTimer();
      history.begins(what);
      long mine = attempt;
      fallback.giveWay(
          intent.isAsked(), () -> ofAttempt(mine, () -> on(SessionEvent.LOGGED_IN, "logged in")));
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
    tracker.loggedIn(history.line().map(OpenLine::downlink).orElse(true));
    fallback.unneeded();
    Line line = slot.line();
    if (line != null) {
      history.line().ifPresent(what -> traffic.up(line, what));
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
            tracker.fault(cause, message);
          }
        });
  }

  private void brokeOff(Cause cause, String message) {
    boolean takenOver = history.isTakenOver(cause);
    String words = takenOver ? history.words(session.identity()) : message;
    fail(takenOver ? Cause.IDENTITY_IN_USE : cause, words);
  }

  private void fail(Cause cause, String message) {
    if (SessionEvent.FAILED.from(state) == state) {
      return;
    }
    boolean longPause = !history.isIn() && ConnectIntent.isRefusal(cause);
    if (history.isIn()) {
      brokeByItself = cause != Cause.LINE_MISSING;
    } else {
      refused = cause.category() == ErrorCategory.CREDENTIALS;
    }
    if (longPause && state == SessionState.CONNECTING) {
      logins.refused();
    }
    tracker.fault(cause, message);
    if (intent.isEndedBy(cause)) {
      on(SessionEvent.REFUSED, message + "; not tried again until a user connects or configures");
      return;
    }
    pause = history.pause(longPause);
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
    return parts.queue(Objects.requireNonNull(settings, "not configured"));
  }

  private void leaveTimer() {
    if (timer != null) {
      timer.cancel(false);
      timer = null;
    }
  }
}
