/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.console;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Map;
import java.util.StringJoiner;
import java.util.TreeMap;
import org.kuralink.api.connection.CloudSession;
import org.kuralink.api.connection.QueueStatus;
import org.kuralink.api.connection.SessionStatus;
import org.kuralink.api.thing.Thing;

/** How sessions and things stand, in words for a person. */
final class StatusReport {

  private final Clock clock;
  private final DateTimeFormatter times;

  StatusReport(Clock clock, ZoneId zone) {
    this.clock = clock;
    this.times = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss", Locale.ROOT).withZone(zone);
  }

  String of(Map<String, CloudSession> sessions, Map<String, Thing> things) {
    StringJoiner report = new StringJoiner(System.lineSeparator());
    if (sessions.isEmpty()) {
      report.add("no session: nothing of org.kuralink.connection is configured");
    }
    sessions.forEach((name, session) -> describe(report, name, session));
    things.forEach((name, thing) -> describe(report, name, thing));
    return report.toString();
  }

  private void describe(StringJoiner report, String name, CloudSession session) {
    SessionStatus status = session.status();
    report.add("session " + name + ": " + session.identity());
    report.add("  state       " + state(status));
    report.add("  server      " + status.server().orElse("none tried yet"));
    report.add("  log-ins     " + status.sessions() + attempts(status));
    report.add(
        "  last fault  "
            + status
                .fault()
                .map(fault -> fault.message() + " (" + at(fault.time()) + ")")
                .orElse("none"));
    report.add("  queue       " + queue(status.queue()));
  }

  private String state(SessionStatus status) {
    String words =
        switch (status.state()) {
          case STOPPED -> "stopped";
          case AUTHENTICATING -> "asking for a secret or token";
          case CONNECTING -> "connecting";
          case ONLINE -> "online";
          case WAITING -> "waiting for the next attempt";
          case CLOSED -> "closed";
        };
    String next = status.nextAttempt().map(time -> ", next attempt in " + until(time)).orElse("");
    return words + " since " + at(status.since()) + next;
  }

  private static String attempts(SessionStatus status) {
    return status.attempts() == 0 ? "" : ", failed attempts since then " + status.attempts();
  }

  private String queue(QueueStatus queue) {
    StringBuilder words = new StringBuilder();
    words.append(queue.messages()).append(queue.messages() == 1 ? " message" : " messages");
    if (queue.messages() > 0) {
      words.append(", ").append(queue.bytes()).append(" bytes");
      queue.oldest().ifPresent(oldest -> words.append(", oldest of ").append(at(oldest)));
    }
    new TreeMap<>(queue.dropped())
        .forEach(
            (reason, count) ->
                words
                    .append(", dropped by ")
                    .append(reason.name().toLowerCase(Locale.ROOT))
                    .append(": ")
                    .append(count));
    if (queue.deadLetters() > 0) {
      words.append(", dead letters: ").append(queue.deadLetters());
    }
    return words.toString();
  }

  private void describe(StringJoiner report, String name, Thing thing) {
    report.add("thing " + name + ": " + thing.identity());
    report.add(
        "  model       "
            + thing
                .model()
                .map(model -> model.properties().size() + " properties")
                .orElse("none: values are posted unchecked"));
  }

  private String at(Instant time) {
    return times.format(time);
  }

  private String until(Instant time) {
    long seconds = Math.max(0, Duration.between(clock.instant(), time).toSeconds());
    return seconds + " s";
  }
}
