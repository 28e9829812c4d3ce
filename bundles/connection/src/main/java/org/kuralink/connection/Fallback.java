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
 * Lets another transport take the gateway's own durable messages while MQTT is away for long. Knows
 * since when it is away, opens the other line when that was long enough and again after each
 * failure, and gives way when MQTT has lasted. Never touches what the session does about MQTT.
 * Owned by the session's thread, except for {@link #status}.
 */
final class Fallback implements LineSlot.Owner, AutoCloseable {

  /** A log-in over MQTT that is lost sooner leaves the messages where they are. */
  static final Duration LASTS = Duration.ofSeconds(10);

  /** So long MQTT waits for what is on its way over the line that stood in. */
  static final Duration DRAINS = Duration.ofSeconds(10);

  private static final Logger LOG = LoggerFactory.getLogger(Fallback.class);

  private final SessionThread session;
  private final SessionParts parts;
  private final Traffic traffic;
  private final StatusBoard board;
  private final LineSlot slot;
  private final ReconnectPolicy policy;
  private @Nullable ConnectionSettings settings;

  private boolean away;
  private long awaySince;
  private Phase phase = Phase.IDLE;
  private @Nullable Future<?> timer;
  private Runnable givesWayTo = () -> {};
  private long carriesSince;

  /** What was told of this absence of MQTT, so that it is told once. */
  private boolean announced;

  private String toldFault = "";
  private volatile Optional<Standing> standing = Optional.empty();

  /** How far the second line has come. */
  private enum Phase {
    /** Nothing, or waits until it may try. */
    IDLE,
    /** Opens its line. */
    OPENING,
    /** Carries messages. */
    CARRYING,
    /** Carries them until MQTT has lasted. */
    PROVING,
    /** Waits for what is on its way. */
    DRAINING
  }

  /** What people see, without what is counted elsewhere. */
  private record Standing(
      String transport, Optional<Instant> since, Optional<SessionFault> fault) {}

  Fallback(
      SessionThread session,
      SessionParts parts,
      Traffic traffic,
      StatusBoard board,
      Logins logins) {
    this.session = session;
    this.parts = parts;
    this.traffic = traffic;
    this.board = board;
    slot = new LineSlot(session, parts, logins, traffic, this);
    policy =
        new ReconnectPolicy(
            Duration.ofSeconds(10), Duration.ofSeconds(60), parts.random()::nextDouble);
  }

  /** How it stands; empty if there is none. Any thread. */
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
   * Takes a configuration on.
   *
   * @param same whether a line would lead to the same place with the same log-in
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

  /** MQTT is wanted and not there. */
  void needed() {
    if (givesWay()) {
      cancelTimer();
      givesWayTo = () -> {};
      phase = Phase.CARRYING;
      traffic.flow().goOn();
    }
    if (!away) {
      away = true;
      awaySince = parts.nanoTime().getAsLong();
      policy.anew();
      plan();
    }
  }

  /** MQTT is not wanted any more, or has everything. */
  void unneeded() {
    away = false;
    announced = false;
    leave();
    if (standing.flatMap(Standing::fault).filter(Fallback::isMissing).isEmpty()) {
      fault(Optional.empty());
      toldFault = "";
    }
    if (chosen().isPresent()) {
      after(LineSlot.PATIENCE, this::isThere); // better told now than when it is needed
    }
  }

  private static boolean isMissing(SessionFault fault) {
    return fault.cause() == Cause.LINE_MISSING;
  }

  /**
   * MQTT has logged in.
   *
   * @param atOnce whether it need not last first
   * @param then goes over to it
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
        "{}: MQTT is back: everything goes over it again, and nothing over {}",
        board.whose(),
        transport());
    leave();
    then.run();
  }

  /** Something came that the last attempt missed. */
  void retry() {
    if (away && phase == Phase.IDLE) {
      plan();
    }
  }

  /** A line that was missed has come. */
  void lineCame(Set<String> transports) {
    if (transports.contains(transport())) {
      fault(Optional.empty());
      toldFault = "";
      retry();
    }
  }

  /** Who made the line goes, and the line with it. */
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

  /** The line that carries messages does not acknowledge them; says whether it is ours. */
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
      after(Session.STEP_LIMIT, () -> ended(Cause.TIMEOUT, "it did not open in time"));
      slot.open(current, () -> false);
    }
  }

  /** Whether there is who opens its line; if not, that is told, and its coming is waited for. */
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
          "{}: MQTT has been away for {} s: durable messages of the gateway itself go over {} until"
              + " it is back",
          board.whose(),
          Duration.ofNanos(parts.nanoTime().getAsLong() - awaySince).toSeconds(),
          transport());
    }
    traffic.standIn(transport(), line, what);
    board.uplinkChanged();
  }

  @Override
  public void failed(Cause cause, String message) {
    ended(cause, message);
  }

  @Override
  public void lost(Cause cause, String message) {
    ended(cause, message);
  }

  /** It cannot go on: MQTT takes over if it waits for that, else there is another attempt. */
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
    after(Wish.isRefusal(cause) ? policy.refused() : policy.failed(), this::open);
  }

  private void tell(Cause cause, String message) {
    fault(Optional.of(new SessionFault(cause, message, parts.clock().instant())));
    if (!message.equals(toldFault)) {
      toldFault = message;
      LOG.warn(
          "{}: {} cannot stand in for MQTT: {}; it is tried again, and MQTT too",
          board.whose(),
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
        board.uplinkChanged();
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
