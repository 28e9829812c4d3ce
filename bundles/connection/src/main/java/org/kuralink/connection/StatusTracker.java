/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.connection;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.kuralink.api.codec.ErrorCategory;
import org.kuralink.api.connection.DeviceIdentity;
import org.kuralink.api.connection.FallbackStatus;
import org.kuralink.api.connection.QueueStatus;
import org.kuralink.api.connection.Registration;
import org.kuralink.api.connection.SessionFault;
import org.kuralink.api.connection.SessionFault.Cause;
import org.kuralink.api.connection.SessionListener;
import org.kuralink.api.connection.SessionState;
import org.kuralink.api.connection.SessionStatus;
import org.kuralink.connection.link.ListenerLanes;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The visible status of a session. The session's thread writes, any thread reads; listeners are
 * called on their own lanes.
 */
final class StatusTracker {

  private static final Logger LOG = LoggerFactory.getLogger(Session.class);

  /** The reason of an attempt after a pause, without any other change. */
  static final String BY_ITSELF = "the pause is over";

  /** The interval after which an unchanged fault is logged again at INFO. */
  private static final Duration REMINDER = Duration.ofHours(1);

  /** The maximum number of different fault messages that are logged until the state improves. */
  private static final int KINDS = 20;

  private final DeviceIdentity identity;
  private final Clock clock;
  private final Supplier<QueueStatus> queue;
  private volatile Supplier<Optional<FallbackStatus>> fallback = Optional::empty;
  private final ListenerLanes.Group<SessionListener> listeners;
  private volatile SessionStatus shown;
  private volatile String displayName = "";
  private volatile boolean downlink = true;
  private volatile Optional<SessionFault> misconfiguration = Optional.empty();

  // Owned by the session's thread.
  private Optional<SessionFault> fault = Optional.empty();
  private Optional<String> server = Optional.empty();
  private boolean faultToTell;
  private final Set<String> told = new HashSet<>();
  private Instant toldAt = Instant.MIN;
  private boolean again;
  private int attempts;
  private long sessions;

  StatusTracker(
      DeviceIdentity identity, Clock clock, Supplier<QueueStatus> queue, ListenerLanes lanes) {
    this.identity = identity;
    this.clock = clock;
    this.queue = queue;
    listeners = lanes.group();
    shown = snapshot(SessionState.STOPPED, clock.instant(), Optional.empty(), QueueStatus.EMPTY);
  }

  /** Adds the status of the fallback from now on, if one is configured. */
  void follow(Supplier<Optional<FallbackStatus>> standing) {
    fallback = standing;
  }

  String displayName() {
    return displayName;
  }

  void displayName(String name) {
    displayName = name;
  }

  /** The name of the session in the log. */
  String whose() {
    return displayName.isEmpty() ? identity.toString() : displayName + " (" + identity + ")";
  }

  SessionStatus now() {
    return snapshot(shown, queue.get());
  }

  /** Returns why the latest configuration was not applied. */
  Optional<SessionFault> misconfiguration() {
    return misconfiguration;
  }

  /**
   * Returns the message for capabilities that need messages from the platform while the line is
   * uplink only.
   */
  Optional<String> onlyReports() {
    SessionStatus now = shown;
    return downlink || !now.isOnline()
        ? Optional.empty()
        : Optional.of(
            "needs messages from the platform, but the line to "
                + now.server().orElse("the platform")
                + " is uplink only");
  }

  Registration listen(SessionListener listener) {
    return listeners.add(listener);
  }

  /** Sets the fault, which the next transition logs. */
  void fault(Cause cause, String message) {
    faultToTell = true;
    show(Optional.of(new SessionFault(cause, message, clock.instant())));
  }

  /** Clears the fault if it has this cause. */
  void forget(Cause cause) {
    if (fault.filter(shownNow -> shownNow.cause() == cause).isPresent()) {
      show(Optional.empty());
    }
  }

  private void show(Optional<SessionFault> latest) {
    fault = latest;
    shown = snapshot(shown.state(), shown.since(), shown.nextAttempt(), QueueStatus.EMPTY);
  }

  /** Sets a fault that lasts until a configuration can be applied. */
  void misconfigured(String message) {
    misconfiguration = Optional.of(new SessionFault(Cause.CONFIGURATION, message, clock.instant()));
    show(misconfiguration);
  }

  void configured() {
    if (misconfiguration.isPresent() && misconfiguration.equals(fault)) {
      show(Optional.empty());
    }
    misconfiguration = Optional.empty();
  }

  void server(String name) {
    server = Optional.of(name);
  }

  void attempt() {
    attempts++;
  }

  /**
   * A line is open.
   *
   * @param hasDownlink whether it receives messages from the platform
   */
  void loggedIn(boolean hasDownlink) {
    downlink = hasDownlink;
    sessions++;
    attempts = 0;
  }

  /**
   * Records a transition, and notifies the listeners.
   *
   * @param pause until the next attempt, if one follows
   */
  void changed(SessionState from, SessionState to, Duration pause, String reason) {
    Instant since = clock.instant();
    tell(from, to, since, reason);
    Optional<Instant> nextAttempt =
        to == SessionState.WAITING ? Optional.of(since.plus(pause)) : Optional.empty();
    SessionStatus snapshot = snapshot(to, since, nextAttempt, queue.get());
    shown = snapshot;
    listeners.tell(listener -> listener.changed(from, snapshot));
  }

  /** Notifies the listeners that the fallback has started or stopped to carry messages. */
  void uplinkChanged() {
    SessionStatus snapshot = now();
    listeners.tell(listener -> listener.uplinkChanged(snapshot));
  }

  /**
   * Logs a transition. A repetition is logged at DEBUG: an automatic attempt, and its end for the
   * same reason; once an hour it is logged at INFO that the fault persists.
   */
  private void tell(SessionState from, SessionState to, Instant now, String reason) {
    if (to == SessionState.AUTHENTICATING) {
      again = !told.isEmpty() && reason.equals(BY_ITSELF);
    }
    boolean ended = to == SessionState.WAITING;
    boolean attempt = to == SessionState.AUTHENTICATING || to == SessionState.CONNECTING;
    boolean known = ended ? isTold() : attempt && again;
    if (!ended && !known) {
      told.clear();
    }
    boolean lasts = ended && known && now.isAfter(toldAt.plus(REMINDER));
    boolean person = faultToTell && fault.filter(StatusTracker::needsPerson).isPresent();
    faultToTell = false;
    if (known && !lasts || identity.productKey().isEmpty()) {
      LOG.debug("{}: {} -> {}: {}", whose(), from, to, reason);
      return;
    }
    toldAt = ended ? now : toldAt;
    if (person && !lasts) {
      LOG.warn("{}: {} -> {}: {}", whose(), from, to, reason);
    } else {
      LOG.info("{}: {} -> {}: {}", whose(), from, to, reason);
    }
  }

  private boolean isTold() {
    return fault.isPresent() && (told.size() >= KINDS || !told.add(fault.get().message()));
  }

  /**
   * Returns whether an operator has to act; unlike a network fault, these faults do not resolve
   * themselves.
   */
  private static boolean needsPerson(SessionFault fault) {
    return fault.cause() == SessionFault.Cause.CERTIFICATE
        || fault.category() == ErrorCategory.CONFIGURATION
        || fault.category() == ErrorCategory.CREDENTIALS
        || fault.category() == ErrorCategory.DEVICE;
  }

  private SessionStatus snapshot(
      SessionState state, Instant since, Optional<Instant> nextAttempt, QueueStatus queued) {
    return new SessionStatus(
        state, since, server, fault, attempts, sessions, nextAttempt, withFallback(queued));
  }

  private QueueStatus withFallback(QueueStatus queued) {
    return new QueueStatus(
        queued.messages(),
        queued.bytes(),
        queued.oldest(),
        queued.dropped(),
        queued.deadLetters(),
        queued.refused(),
        queued.fault(),
        queued.pace(),
        queued.repeated(),
        fallback.get());
  }

  private SessionStatus snapshot(SessionStatus status, QueueStatus queued) {
    return new SessionStatus(
        status.state(),
        status.since(),
        status.server(),
        queued.fault().or(status::fault),
        status.attempts(),
        status.sessions(),
        status.nextAttempt(),
        withFallback(queued));
  }
}
