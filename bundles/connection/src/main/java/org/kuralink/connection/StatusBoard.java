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
import org.kuralink.connection.link.Audience;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a session shows of itself. The session's thread writes, any thread reads; listeners are told
 * on the listeners' lane.
 */
final class StatusBoard {

  private static final Logger LOG = LoggerFactory.getLogger(Session.class);

  /** Why a session tries again when nothing new has happened. */
  static final String BY_ITSELF = "the pause is over";

  /** After so long a person hears again of what is still as it was. */
  private static final Duration REMINDER = Duration.ofHours(1);

  /** So many different messages of one trouble are told at the most. */
  private static final int KINDS = 20;

  private final DeviceIdentity identity;
  private final Clock clock;
  private final Supplier<QueueStatus> queue;
  private volatile Supplier<Optional<FallbackStatus>> fallback = Optional::empty;
  private final Audience.Group<SessionListener> listeners;
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

  StatusBoard(
      DeviceIdentity identity, Clock clock, Supplier<QueueStatus> queue, Audience audience) {
    this.identity = identity;
    this.clock = clock;
    this.queue = queue;
    listeners = audience.group();
    shown = picture(SessionState.STOPPED, clock.instant(), Optional.empty(), QueueStatus.EMPTY);
  }

  /** Shows from now on how the fallback stands, if there is one. */
  void follow(Supplier<Optional<FallbackStatus>> standing) {
    fallback = standing;
  }

  String displayName() {
    return displayName;
  }

  void displayName(String name) {
    displayName = name;
  }

  /** Whose session it is, for the log. */
  String whose() {
    return displayName.isEmpty() ? identity.toString() : displayName + " (" + identity + ")";
  }

  SessionStatus now() {
    return picture(shown, queue.get());
  }

  /** Why the latest configuration was not applied. */
  Optional<SessionFault> misconfiguration() {
    return misconfiguration;
  }

  /** What is said to who needs messages from the platform while the line brings none. */
  Optional<String> onlyReports() {
    SessionStatus now = shown;
    return downlink || !now.isOnline()
        ? Optional.empty()
        : Optional.of(
            "needs a line that brings messages down; that to "
                + now.server().orElse("the platform")
                + " only reports");
  }

  Registration listen(SessionListener listener) {
    return listeners.add(listener);
  }

  /** Shows a fault, and tells a person of it with the next transition. */
  void fault(Cause cause, String message) {
    faultToTell = true;
    show(Optional.of(new SessionFault(cause, message, clock.instant())));
  }

  /** What was missing has come: that it was is nobody's concern any more. */
  void forget(Cause cause) {
    if (fault.filter(shownNow -> shownNow.cause() == cause).isPresent()) {
      show(Optional.empty());
    }
  }

  private void show(Optional<SessionFault> latest) {
    fault = latest;
    shown = picture(shown.state(), shown.since(), shown.nextAttempt(), QueueStatus.EMPTY);
  }

  /** A fault that lasts until there is a configuration that can be applied. */
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
   * @param hears whether it brings messages from the platform
   */
  void loggedIn(boolean hears) {
    downlink = hears;
    sessions++;
    attempts = 0;
  }

  /**
   * Shows a transition, and tells the listeners.
   *
   * @param pause until the next attempt if there is one
   */
  void changed(SessionState from, SessionState to, Duration pause, String reason) {
    Instant since = clock.instant();
    tell(from, to, since, reason);
    Optional<Instant> nextAttempt =
        to == SessionState.WAITING ? Optional.of(since.plus(pause)) : Optional.empty();
    SessionStatus picture = picture(to, since, nextAttempt, queue.get());
    shown = picture;
    listeners.tell(listener -> listener.changed(from, picture));
  }

  /** The fallback has begun to carry messages, or has ceased to: tells the listeners. */
  void uplinkChanged() {
    SessionStatus picture = now();
    listeners.tell(listener -> listener.uplinkChanged(picture));
  }

  /**
   * Tells a person. What only repeats what was told before is for the curious: an attempt that
   * nobody asked for, and its end for the same reason; once an hour it is told that it lasts.
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
    boolean person = faultToTell && fault.filter(StatusBoard::needsPerson).isPresent();
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

  /** A certificate that is not trusted does not mend itself as a network does. */
  private static boolean needsPerson(SessionFault fault) {
    return fault.cause() == SessionFault.Cause.CERTIFICATE
        || fault.category() == ErrorCategory.CONFIGURATION
        || fault.category() == ErrorCategory.CREDENTIALS
        || fault.category() == ErrorCategory.DEVICE;
  }

  private SessionStatus picture(
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

  private SessionStatus picture(SessionStatus status, QueueStatus queued) {
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
