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
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.kuralink.api.codec.VisibleText;
import org.kuralink.api.connection.SessionFault.Cause;
import org.kuralink.api.line.Line;
import org.kuralink.api.line.LineEvents;
import org.kuralink.api.line.LineException;
import org.kuralink.api.line.LineFactory;
import org.kuralink.api.line.LineServer;
import org.kuralink.api.line.LineSettings;
import org.kuralink.api.line.OpenLine;
import org.kuralink.connection.link.Traffic;
import org.kuralink.login.provider.Login;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One way in, tried and held: asks for what a log-in needs, has a line made over the transport of
 * its server, opens it, and holds it while it is there. Its owner is told of the latest attempt
 * only. Owned by the session's thread.
 */
final class LineSlot {

  /** How long a session that never had a line waits for one before it tells anybody. */
  static final Duration PATIENCE = Duration.ofSeconds(10);

  private static final Logger LOG = LoggerFactory.getLogger(LineSlot.class);

  private final SessionThread session;
  private final SessionParts parts;
  private final Logins logins;
  private final Traffic traffic;
  private final Owner owner;
  private LineServer server = new LineServer("", "", 0, "", "");
  private long attempt;
  private boolean seen;
  private OptionalLong missedSince = OptionalLong.empty();
  private @Nullable LineFactory factory;
  private @Nullable Line line;

  /** Whether it is known if the line opened. */
  private boolean known;

  private Runnable lostMeanwhile = () -> {};

  LineSlot(SessionThread session, SessionParts parts, Logins logins, Traffic traffic, Owner owner) {
    this.session = session;
    this.parts = parts;
    this.logins = logins;
    this.traffic = traffic;
    this.owner = owner;
  }

  /** Told, on the session's thread, what comes of the latest attempt. */
  interface Owner {

    /** A line was made, and is opened next. */
    void made(Line fresh);

    /** It is open. */
    void opened(OpenLine what);

    /** There is nothing to log in with, no line can be made, or it does not open. */
    void failed(Cause cause, String message);

    /** The open line is gone although nobody closed it. */
    void lost(Cause cause, String message);
  }

  /** Hears what one line tells, which is of no consequence once another attempt has begun. */
  private record Ears(LineSlot slot, long mine) implements LineEvents {

    @Override
    public void received(String topic, byte[] payload, boolean again) {
      slot.traffic.received(topic, payload, again);
    }

    @Override
    public void lost(Cause cause, String message) {
      slot.ofAttempt(mine, () -> slot.lost(cause, message));
    }

    @Override
    public void traced(String words) {
      LOG.debug("{}: {}", slot.session.identity(), VisibleText.of(words));
    }
  }

  /** Takes another server for the next attempt. */
  void use(LineServer next) {
    server = next;
  }

  /** Says what is needed if there is nobody who opens such a line. */
  Optional<String> missing() {
    boolean there = parts.lines().over(server.transport()).isPresent();
    seen |= there;
    return there ? Optional.empty() : Optional.of(Lines.missing(server.transport()));
  }

  /** How long it is still normal that there is no line; zero once there was one. */
  Duration patience() {
    long now = parts.nanoTime().getAsLong();
    if (missedSince.isEmpty()) {
      missedSince = OptionalLong.of(now);
    }
    Duration left = PATIENCE.minusNanos(now - missedSince.getAsLong());
    return seen || left.isNegative() ? Duration.ZERO : left;
  }

  /**
   * Tries to get in.
   *
   * @param subDevices whether the platform is asked to subscribe what sub-devices need
   */
  void open(ConnectionSettings settings, BooleanSupplier subDevices) {
    long mine = ++attempt;
    logins.ask(
        login -> ofAttempt(mine, () -> open(login, settings, subDevices.getAsBoolean())),
        (cause, message) -> ofAttempt(mine, () -> owner.failed(cause, message)));
  }

  private void open(Login login, ConnectionSettings settings, boolean subDevices) {
    long mine = attempt;
    Line fresh;
    try {
      fresh = make(given(login, settings, subDevices), new Ears(this, mine));
    } catch (LineException e) {
      owner.failed(e.cause(), String.valueOf(e.getMessage()));
      return;
    }
    known = false;
    lostMeanwhile = () -> {};
    owner.made(fresh);
    open(fresh).whenComplete((open, failure) -> ofAttempt(mine, () -> opened(open, failure)));
  }

  private void opened(@Nullable OpenLine open, @Nullable Throwable failure) {
    known = true;
    if (open != null) {
      ofAttempt(attempt, lostMeanwhile);
      owner.opened(open);
    } else {
      LineException known = LineException.of(Objects.requireNonNull(failure));
      owner.failed(known.cause(), String.valueOf(known.getMessage()));
    }
  }

  /** The word that it opened may come behind, on another thread of the line. */
  private void lost(Cause cause, String message) {
    if (known) {
      owner.lost(cause, message);
    } else {
      lostMeanwhile = () -> owner.lost(cause, message);
    }
  }

  private Line make(LineSettings settings, LineEvents events) throws LineException {
    String transport = server.transport();
    LineFactory asked =
        parts
            .lines()
            .over(transport)
            .orElseThrow(() -> new LineException(Cause.LINE_MISSING, Lines.missing(transport)));
    try {
      Line made = asked.create(settings, events);
      factory = asked;
      line = made;
      return made;
    } catch (RuntimeException | LinkageError e) {
      LOG.error("The line for {} failed in a way nobody thought of", transport, e);
      throw new LineException(Cause.LINE_MISSING, "the line for " + transport + " failed: " + e);
    }
  }

  private LineSettings given(Login login, ConnectionSettings settings, boolean subDevices) {
    LineServer sent =
        login
            .server()
            .filter(where -> where.transport().toString().equals(server.transport()))
            .map(
                where ->
                    new LineServer(
                        server.transport(),
                        where.host(),
                        where.port(),
                        server.region(),
                        server.instanceId()))
            .orElse(server);
    return new LineSettings(
        login.who(),
        sent,
        parts.trust(),
        settings.proxy(),
        parts.data(),
        settings.limits(subDevices),
        settings.options());
  }

  /** Opens it; fails as a line fails, whatever it does. */
  private static CompletionStage<OpenLine> open(Line made) {
    try {
      return made.open()
          .thenApply(what -> Objects.requireNonNull(what, "no word of what it can do"));
    } catch (RuntimeException | LinkageError e) {
      LOG.error("The line to {} failed in a way nobody thought of", made.server(), e);
      return CompletableFuture.failedFuture(
          new LineException(Cause.LINE_MISSING, "the line to " + made.server() + " failed: " + e));
    }
  }

  private void ofAttempt(long mine, Runnable action) {
    session.run(
        () -> {
          if (mine == attempt) {
            action.run();
          }
        });
  }

  /** Who made lines is gone; says what to tell if the line there is was one of them. */
  Optional<String> gone(LineFactory maker) {
    return line != null && maker.equals(factory)
        ? Optional.of(Lines.missing(server.transport()))
        : Optional.empty();
  }

  /** The line there is. */
  @Nullable Line line() {
    return line;
  }

  /** Ends a line, which may fail in any way: the bundle that made it may be gone already. */
  static void close(Line left) {
    try {
      left.close();
    } catch (RuntimeException | LinkageError e) {
      LOG.warn("A line could not be closed: {}", e.toString());
    }
  }

  /** Ends the attempt, and gives the line away; whoever has it closes it. */
  @Nullable Line leave() {
    attempt++;
    Line left = line;
    line = null;
    factory = null;
    return left;
  }
}
