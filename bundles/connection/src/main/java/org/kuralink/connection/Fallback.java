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
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import org.kuralink.api.connection.FallbackStatus;
import org.kuralink.api.connection.SessionFault;
import org.kuralink.api.connection.SessionFault.Cause;
import org.kuralink.api.line.Line;
import org.kuralink.api.line.LineFactory;
import org.kuralink.api.line.OpenLine;
import org.kuralink.connection.link.Traffic;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends the gateway's own durable messages over another transport while MQTT is disconnected for
 * long. It measures how long MQTT has been disconnected, opens the fallback line after the
 * configured time and again after each failure, and closes it when MQTT is stable again. It never
 * affects the MQTT session. Owned by the session's thread, except {@link #status}.
 */
final class Fallback implements LineSlot.Owner, AutoCloseable {

  /** How long an MQTT session must last before messages move back to it. */
  static final Duration LASTS = Duration.ofSeconds(10);

  /** How long MQTT waits for the messages in flight over the fallback line. */
  static final Duration DRAINS = Duration.ofSeconds(10);

  private static final Logger LOG = LoggerFactory.getLogger(Fallback.class);

  private final SessionThread session;
  private final SessionParts parts;
  private final Traffic traffic;
  private final StatusTracker tracker;
  private final LineSlot slot;
  private final ReconnectPolicy policy;
  private @Nullable ConnectionSettings settings;

  private boolean away;
  private long awaySince;
  private Phase phase = Phase.IDLE;
  private @Nullable Future<?> timer;
  private Runnable givesWayTo = () -> {};
  private long carriesSince;

  /** Whether the fallback was logged for this absence of MQTT; it is logged once. */
  private boolean announced;

  private String toldFault = "";
  private volatile Optional<Standing> standing = Optional.empty();

  /** The progress of the fallback line. */
  private enum Phase {
    /** No line; waits for the time of the next attempt, if one is due. */
    IDLE,
    /** The line is being opened. */
    OPENING,
    /** The line carries messages. */
    CARRYING,
    /** The line carries messages until MQTT has lasted {@link #LASTS}. */
    PROVING,
    /** Waits for the messages in flight; sends no more. */
    DRAINING
  }

  /** The part of the status that this class determines. */
  private record Standing(
      String transport, Optional<Instant> since, Optional<SessionFault> fault) {}

  Fallback(
      SessionThread session,
      SessionParts parts,
      Traffic traffic,
      StatusTracker tracker,
      Logins logins) {
    this.session = session;
    this.parts = parts;
    this.traffic = traffic;
    this.tracker = tracker;
    slot = new LineSlot(session, parts, logins, traffic, this);
    policy =
        new ReconnectPolicy(
            Duration.ofSeconds(10), Duration.ofSeconds(60), parts.random()::nextDouble);
  }

  /** Returns the status; empty if no fallback is configured. Any thread. */
  Optional<FallbackStatus> status() {
    return standing.map(
        now ->
            new FallbackStatus(
                now.transport(),
                now.since(),
                traffic.flow().overStandIn(),
                now.since().isPresent() ? traffic.flow().waitingDevices() : 0,
                now.fault()));
  }

  /**
   * Applies a configuration.
   *
   * @param same whether server and log-in of a line would be the same as before
   */
  void use(ConnectionSettings next, boolean same) {
    Optional<FallbackSettings> before = settings == null ? Optional.empty() : settings.fallback();
    Optional<FallbackSettings> chosen = next.fallback();
    settings = next;
    policy.change(next.reconnectMin(), next.reconnectMax());
    if (same && before.equals(chosen)) {
      return;
    }
    Runnable waiting = givesWayTo;
    boolean gaveWay = givesWay();
    leave();
    toldFault = "";
    announced = false;
    standing =
        chosen.map(
            now -> new Standing(now.server().transport(), Optional.empty(), Optional.empty()));
    chosen.ifPresent(now -> slot.use(now.server()));
    if (gaveWay) {
      waiting.run();
    } else if (away) {
      plan();
    } else {
      unneeded();
    }
  }

  /** MQTT is wanted and disconnected. */
  void needed() {
    if (givesWay()) {
      cancelTimer();
      givesWayTo = () -> {};
      phase = Phase.CARRYING;
      traffic.flow().resume();
    }
    if (!away) {
      away = true;
      awaySince = parts.nanoTime().getAsLong();
      policy.anew();
      plan();
    }
  }

  /** MQTT is not wanted any more, or has taken over. */
  void unneeded() {
    away = false;
    announced = false;
    leave();
    if (standing.flatMap(Standing::fault).filter(Fallback::isMissing).isEmpty()) {
      fault(Optional.empty());
      toldFault = "";
    }
    if (chosen().isPresent()) {
      after(LineSlot.PATIENCE, this::isThere); // reports a missing line before it is needed
    }
  }

  private static boolean isMissing(SessionFault fault) {
    return fault.cause() == Cause.LINE_MISSING;
  }

  /**
   * MQTT has logged in.
   *
   * @param atOnce whether messages move to MQTT without waiting until it has lasted
   * @param then moves the messages to MQTT
   */
  void giveWay(boolean atOnce, Runnable then) {
    if (phase != Phase.CARRYING) {
      leave();
      then.run();
      return;
    }
    givesWayTo = then;
    phase = Phase.PROVING;
    after(atOnce ? Duration.ZERO : LASTS, this::drain);
  }

  private void drain() {
    phase = Phase.DRAINING;
    after(DRAINS, this::gaveWay);
    traffic
        .flow()
        .drain(
            () -> {
              if (phase == Phase.DRAINING) {
                gaveWay();
              }
            });
  }

  private void gaveWay() {
    Runnable then = givesWayTo;
    LOG.info(
        "{}: MQTT is connected again; messages are sent over MQTT and no longer over {}",
        tracker.whose(),
        transport());
    leave();
    then.run();
  }

  /** Plans another attempt because a service that the last attempt lacked is available. */
  void retry() {
    if (away && phase == Phase.IDLE) {
      plan();
    }
  }

  /** A factory for missing lines was registered. */
  void lineCame(Set<String> transports) {
    if (transports.contains(transport())) {
      fault(Optional.empty());
      toldFault = "";
      retry();
    }
  }

  /** A line factory was unregistered; its line is closed. */
  void lineGone(LineFactory factory) {
    if (slot.gone(factory).isEmpty()) {
      return;
    }
    if (givesWay()) {
      gaveWay();
    } else {
      leave();
      if (isThere()) {
        retry();
      }
    }
  }

  /** The line does not acknowledge messages; returns whether it is the fallback line. */
  boolean stalled(Cause cause, String message) {
    boolean ours = phase == Phase.CARRYING || givesWay();
    if (ours) {
      ended(cause, message);
    }
    return ours;
  }

  private boolean givesWay() {
    return phase == Phase.PROVING || phase == Phase.DRAINING;
  }

  private void plan() {
    Optional<FallbackSettings> chosen = chosen();
    if (chosen.isPresent()) {
      long gone = parts.nanoTime().getAsLong() - awaySince;
      Duration left = chosen.get().after().minusNanos(gone);
      after(left.isNegative() ? Duration.ZERO : left, this::open);
    }
  }

  private void open() {
    ConnectionSettings current = settings;
    if (current != null && isThere()) {
      phase = Phase.OPENING;
      after(Session.STEP_LIMIT, () -> ended(Cause.TIMEOUT, "the line did not open within 60 s"));
      slot.open(current, () -> false);
    }
  }

  /** Returns whether a factory for the line is registered; if not, reports that. */
  private boolean isThere() {
    Optional<String> missing = slot.missing();
    missing.ifPresent(words -> tell(Cause.LINE_MISSING, words));
    return missing.isEmpty();
  }

  @Override
  public void made(Line fresh) {}

  @Override
  public void opened(OpenLine what) {
    Line line = slot.line();
    if (line == null) {
      return;
    }
    cancelTimer();
    phase = Phase.CARRYING;
    carriesSince = parts.nanoTime().getAsLong();
    standing =
        standing.map(
            now ->
                new Standing(
                    now.transport(), Optional.of(parts.clock().instant()), Optional.empty()));
    if (!announced) {
      announced = true;
      LOG.info(
          "{}: MQTT has been disconnected for {} s; durable messages of the gateway itself are sent"
              + " over {} until MQTT is connected again",
          tracker.whose(),
          Duration.ofNanos(parts.nanoTime().getAsLong() - awaySince).toSeconds(),
          transport());
    }
    traffic.standIn(transport(), line, what);
    tracker.uplinkChanged();
  }

  @Override
  public void failed(Cause cause, String message) {
    ended(cause, message);
  }

  @Override
  public void lost(Cause cause, String message) {
    ended(cause, message);
  }

  /** Ends the fallback line: MQTT takes over if it is ready, else another attempt is planned. */
  private void ended(Cause cause, String message) {
    if (givesWay()) {
      gaveWay();
      return;
    }
    if (phase == Phase.CARRYING) {
      policy.sessionLasted(Duration.ofNanos(parts.nanoTime().getAsLong() - carriesSince));
    }
    leave();
    tell(cause, message);
    after(ConnectIntent.isRefusal(cause) ? policy.refused() : policy.failed(), this::open);
  }

  private void tell(Cause cause, String message) {
    fault(Optional.of(new SessionFault(cause, message, parts.clock().instant())));
    if (!message.equals(toldFault)) {
      toldFault = message;
      LOG.warn(
          "{}: the fallback over {} failed: {}; both the fallback and MQTT are retried",
          tracker.whose(),
          transport(),
          message);
    }
  }

  private void fault(Optional<SessionFault> latest) {
    standing = standing.map(now -> new Standing(now.transport(), now.since(), latest));
  }

  private void leave() {
    cancelTimer();
    boolean carried = standing.flatMap(Standing::since).isPresent();
    phase = Phase.IDLE;
    givesWayTo = () -> {};
    Line left = slot.leave();
    if (left != null) {
      if (carried) {
        standing =
            standing.map(now -> new Standing(now.transport(), Optional.empty(), now.fault()));
        traffic.standInGone();
        tracker.uplinkChanged();
      }
      LineSlot.close(left);
    }
  }

  private Optional<FallbackSettings> chosen() {
    return settings == null ? Optional.empty() : settings.fallback();
  }

  private String transport() {
    return standing.map(Standing::transport).orElse("");
  }

  private void after(Duration delay, Runnable action) {
    cancelTimer();
    timer = session.after(delay, action);
  }

  private void cancelTimer() {
    Future<?> running = timer;
    if (running != null) {
      running.cancel(false);
      timer = null;
    }
  }

  @Override
  public void close() {
    away = false;
    leave();
  }
}
