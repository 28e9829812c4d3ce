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
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import org.kuralink.api.codec.ErrorCategory;
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
 * Which line a session runs over: the first that is configured, and after an attempt over it that
 * failed on the way the next one, in turn. Holds the one line there is. Owned by the session's
 * thread.
 */
final class LineTurn {

  /** How long a session that never had a line waits for one before it tells anybody. */
  static final Duration PATIENCE = Duration.ofSeconds(10);

  private static final Logger LOG = LoggerFactory.getLogger(LineTurn.class);

  private final SessionParts parts;
  private final Lines lines;
  private List<LineServer> servers = List.of();
  private int turn;
  private boolean seen;
  private OptionalLong missedSince = OptionalLong.empty();
  private @Nullable LineFactory factory;
  private @Nullable Line line;

  LineTurn(SessionParts parts) {
    this.parts = parts;
    this.lines = parts.lines();
  }

  /** Hears what a line tells; {@code lost} only hands over. */
  record Ears(Object name, Traffic traffic, BiConsumer<Cause, String> loss) implements LineEvents {

    @Override
    public void received(String topic, byte[] payload, boolean again) {
      traffic.received(topic, payload, again);
    }

    @Override
    public void lost(Cause cause, String message) {
      loss.accept(cause, message);
    }

    @Override
    public void traced(String words) {
      LOG.debug("{}: {}", name, VisibleText.of(words));
    }
  }

  /** Takes other servers, best first. */
  void use(List<LineServer> next) {
    if (!next.equals(servers)) {
      servers = List.copyOf(next);
      turn = 0;
    }
  }

  /** Finds who opens the next line; says what is needed if there is nobody. */
  Optional<String> missing() {
    for (int i = 0; i < servers.size(); i++) {
      if (lines.over(server().transport()).isPresent()) {
        seen = true;
        return Optional.empty();
      }
      next();
    }
    return Optional.of(Lines.missing(servers.stream().map(LineServer::transport).toList()));
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
   * Makes the line whose turn it is.
   *
   * @param subDevices whether the platform is asked to subscribe what sub-devices need
   * @throws LineException if there is nobody who could, or who fails at it
   */
  Line create(Login login, ConnectionSettings settings, boolean subDevices, LineEvents events)
      throws LineException {
    LineServer server = server();
    LineFactory asked =
        lines
            .over(server.transport())
            .orElseThrow(
                () ->
                    new LineException(
                        Cause.LINE_MISSING, Lines.missing(List.of(server.transport()))));
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
    try {
      Line made = asked.create(given(login, settings, sent, subDevices), events);
      factory = asked;
      line = made;
      return made;
    } catch (RuntimeException | LinkageError e) {
      LOG.error("The line for {} failed in a way nobody thought of", server.transport(), e);
      throw new LineException(
          Cause.LINE_MISSING, "the line for " + server.transport() + " failed: " + e);
    }
  }

  private LineSettings given(
      Login login, ConnectionSettings settings, LineServer server, boolean subDevices) {
    return new LineSettings(
        login.who(),
        server,
        parts.trust(),
        settings.proxy(),
        parts.data(),
        settings.limits(subDevices));
  }

  /** Opens it; fails as a line fails, whatever it does. */
  static CompletionStage<OpenLine> open(Line made) {
    try {
      return made.open()
          .thenApply(what -> Objects.requireNonNull(what, "no word of what it can do"));
    } catch (RuntimeException | LinkageError e) {
      LOG.error("The line to {} failed in a way nobody thought of", made.server(), e);
      return CompletableFuture.failedFuture(
          new LineException(Cause.LINE_MISSING, "the line to " + made.server() + " failed: " + e));
    }
  }

  /** An attempt failed; the next one takes another line if the fault lies on the way. */
  void failed(Cause cause) {
    if (cause == Cause.LINE_MISSING || cause.category() == ErrorCategory.NETWORK) {
      next();
    }
  }

  /** Who made lines is gone; says what to tell if the line there is was one of them. */
  Optional<String> gone(LineFactory maker) {
    return line != null && maker.equals(factory)
        ? Optional.of(Lines.missing(List.of(server().transport())))
        : Optional.empty();
  }

  /** The line there is. */
  @Nullable Line line() {
    return line;
  }

  /** Gives the line away; whoever has it closes it. */
  @Nullable Line leave() {
    Line left = line;
    line = null;
    factory = null;
    return left;
  }

  private LineServer server() {
    return servers.get(turn);
  }

  private void next() {
    turn = (turn + 1) % servers.size();
  }
}
