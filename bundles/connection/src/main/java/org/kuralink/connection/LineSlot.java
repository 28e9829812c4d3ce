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
 * Opens and holds one line to the platform: it requests the log-in data, creates a line with the
 * factory of the configured transport, and opens it. Its owner receives the events of the latest
 * attempt only. Owned by the session's thread.
 */
final class LineSlot {

  /**
   * How long a session that never had a line waits for a line factory before it reports a fault.
   */
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

  /** Whether the result of opening the line is known. */
  private boolean known;

  private Runnable lostMeanwhile = () -> {};

  LineSlot(SessionThread session, SessionParts parts, Logins logins, Traffic traffic, Owner owner) {
    this.session = session;
    this.parts = parts;
    this.logins = logins;
    this.traffic = traffic;
    this.owner = owner;
  }

  /** Receives the result of the latest attempt, on the session's thread. */
  interface Owner {

    /** A line was created and is opened next. */
    void made(Line fresh);

    /** The line is open. */
    void opened(OpenLine what);

    /** The log-in data is missing, or the line could not be created or opened. */
    void failed(Cause cause, String message);

    /** The open line ended although nobody closed it. */
    void lost(Cause cause, String message);
  }

  /** The events of one line; they are ignored after another attempt has begun. */
  private record Events(LineSlot slot, long mine) implements LineEvents {

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

  /** Sets the server of the next attempt. */
  void use(LineServer next) {
    server = next;
  }

  /** Returns a message if no factory for the configured transport is registered. */
  Optional<String> missing() {
    boolean there = parts.lines().over(server.transport()).isPresent();
    seen |= there;
    return there ? Optional.empty() : Optional.of(LineFactories.missing(server.transport()));
  }

  /**
   * Returns how long to wait for a line factory before reporting it missing; zero if there was one.
   */
  Duration patience() {
    long now = parts.nanoTime().getAsLong();
    if (missedSince.isEmpty()) {
      missedSince = OptionalLong.of(now);
    }
    Duration left = PATIENCE.minusNanos(now - missedSince.getAsLong());
    return seen || left.isNegative() ? Duration.ZERO : left;
  }

  /**
   * Starts an attempt.
   *
   * @param subDevices whether the platform is to subscribe the topics of sub-devices by itself
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
      fresh = make(given(login, settings, subDevices), new Events(this, mine));
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

  /** Handles the loss of the line, which another thread may report before the line is open. */
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
            .orElseThrow(
                () -> new LineException(Cause.LINE_MISSING, LineFactories.missing(transport)));
    try {
      Line made = asked.create(settings, events);
      factory = asked;
      line = made;
      return made;
    } catch (RuntimeException | LinkageError e) {
      LOG.error("The line factory for {} failed unexpectedly", transport, e);
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

  /** Opens the line; the stage fails with a LineException whatever the line throws. */
  private static CompletionStage<OpenLine> open(Line made) {
    try {
      return made.open()
          .thenApply(what -> Objects.requireNonNull(what, "no capabilities reported"));
    } catch (RuntimeException | LinkageError e) {
      LOG.error("The line to {} failed unexpectedly while opening", made.server(), e);
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

  /** Returns a message if the current line belongs to a factory that was unregistered. */
  Optional<String> gone(LineFactory maker) {
    return line != null && maker.equals(factory)
        ? Optional.of(LineFactories.missing(server.transport()))
        : Optional.empty();
  }

  /** Returns the current line. */
  @Nullable Line line() {
    return line;
  }

  /** Closes a line, which may throw anything: its bundle may have been uninstalled. */
  static void close(Line left) {
    try {
      left.close();
    } catch (RuntimeException | LinkageError e) {
      LOG.warn("A line could not be closed: {}", e.toString());
    }
  }

  /** Ends the attempt and returns its line, which the caller closes. */
  @Nullable Line leave() {
    attempt++;
    Line left = line;
    line = null;
    factory = null;
    return left;
  }
}
