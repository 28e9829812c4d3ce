/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.connection;

import java.time.Instant;
import java.util.Optional;
import java.util.function.Supplier;
import org.kuralink.api.connection.DeviceIdentity;
import org.kuralink.api.connection.QueueStatus;
import org.kuralink.api.connection.Registration;
import org.kuralink.api.connection.SessionFault;
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

  private final DeviceIdentity identity;
  private final Supplier<QueueStatus> queue;
  private final Audience.Group<SessionListener> listeners;
  private volatile SessionStatus shown;
  private volatile String displayName = "";
  private volatile Optional<SessionFault> misconfiguration = Optional.empty();

  // Owned by the session's thread.
  private Optional<SessionFault> fault = Optional.empty();
  private Optional<String> server = Optional.empty();
  private boolean faultToTell;
  private int attempts;
  private long sessions;

  StatusBoard(
      DeviceIdentity identity, Instant start, Supplier<QueueStatus> queue, Audience audience) {
    this.identity = identity;
    this.queue = queue;
    listeners = audience.group();
    shown = picture(SessionState.STOPPED, start, Optional.empty(), QueueStatus.EMPTY);
  }

  String displayName() {
    return displayName;
  }

  void displayName(String name) {
    displayName = name;
  }

  /** Whose session it is, for the log. */
  private String whose() {
    return displayName.isEmpty() ? identity.toString() : displayName + " (" + identity + ")";
  }

  SessionStatus now() {
    SessionStatus picture = shown;
    return picture(picture, queue.get());
  }

  /** Why the latest configuration was not applied. */
  Optional<SessionFault> misconfiguration() {
    return misconfiguration;
  }

  Registration listen(SessionListener listener) {
    return listeners.add(listener);
  }

  /** Shows a fault, and tells a person of it with the next transition. */
  void fault(SessionFault latest) {
    faultToTell = true;
    show(latest);
  }

  private void show(SessionFault latest) {
    fault = Optional.of(latest);
    shown = picture(shown.state(), shown.since(), shown.nextAttempt(), QueueStatus.EMPTY);
  }

  /** A fault that lasts until there is a configuration that can be applied. */
  void misconfigured(SessionFault latest) {
    misconfiguration = Optional.of(latest);
    show(latest);
  }

  void configured() {
    if (misconfiguration.isPresent() && misconfiguration.equals(fault)) {
      fault = Optional.empty();
      shown = picture(shown.state(), shown.since(), shown.nextAttempt(), QueueStatus.EMPTY);
    }
    misconfiguration = Optional.empty();
  }

  void server(String name) {
    server = Optional.of(name);
  }

  void attempt() {
    attempts++;
  }

  void loggedIn() {
    sessions++;
    attempts = 0;
  }

  /** Shows a transition, and tells the listeners. */
  void changed(
      SessionState from,
      SessionState to,
      Instant since,
      Optional<Instant> nextAttempt,
      String reason) {
    boolean person = faultToTell && fault.filter(StatusBoard::needsPerson).isPresent();
    faultToTell = false;
    if (person) {
      LOG.warn("{}: {} -> {}: {}", whose(), from, to, reason);
    } else if (identity.productKey().isEmpty()) {
      LOG.debug("not configured: {} -> {}: {}", from, to, reason);
    } else {
      LOG.info("{}: {} -> {}: {}", whose(), from, to, reason);
    }
    SessionStatus picture = picture(to, since, nextAttempt, queue.get());
    shown = picture;
    listeners.tell(listener -> listener.changed(from, picture));
  }

  private static boolean needsPerson(SessionFault fault) {
    return switch (fault.category()) {
      case CONFIGURATION, CREDENTIALS, DEVICE -> true;
      case NETWORK, PLATFORM, THROTTLED, PACKAGE -> false;
    };
  }

  private SessionStatus picture(
      SessionState state, Instant since, Optional<Instant> nextAttempt, QueueStatus queued) {
    return new SessionStatus(state, since, server, fault, attempts, sessions, nextAttempt, queued);
  }

  private static SessionStatus picture(SessionStatus status, QueueStatus queued) {
    return new SessionStatus(
        status.state(),
        status.since(),
        status.server(),
        queued.fault().or(status::fault),
        status.attempts(),
        status.sessions(),
        status.nextAttempt(),
        queued);
  }
}
