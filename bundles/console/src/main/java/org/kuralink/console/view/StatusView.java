/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.console.view;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.kuralink.api.connection.CloudSession;
import org.kuralink.api.connection.FallbackStatus;
import org.kuralink.api.connection.PaceStatus;
import org.kuralink.api.connection.QueueStatus;
import org.kuralink.api.connection.SessionStatus;
import org.kuralink.api.thing.Thing;
import org.kuralink.console.report.Times;
import org.kuralink.console.report.ViewReport;

/** The report of the states of sessions and things, and of configuration errors. */
public final class StatusView {

  private final Times times;

  /** Creates a view with this clock and zone. */
  public StatusView(Times times) {
    this.times = times;
  }

  /** Returns a report of the current state. */
  public ViewReport of(
      Map<String, CloudSession> sessions, Map<String, Thing> things, ConfigurationFaults faults) {
    List<ViewReport.Section> sections = new ArrayList<>();
    if (sessions.isEmpty()) {
      sections.add(
          new ViewReport.Section(
              "no session: no instance of org.kuralink.connection is configured", List.of()));
    }
    sessions.forEach((name, session) -> sections.add(describe(name, session)));
    things.forEach((name, thing) -> sections.add(describe(name, thing)));
    faults.section().ifPresent(sections::add);
    return new ViewReport(sections);
  }

  private ViewReport.Section describe(String name, CloudSession session) {
    SessionStatus status = session.status();
    Map<String, String> facts = new LinkedHashMap<>();
    facts.put("state", state(status));
    facts.put("server", status.server().orElse("no connection attempt yet"));
    facts.put("log-ins", status.sessions() + attempts(status));
    facts.put(
        "last fault",
        status
            .fault()
            .map(fault -> fault.message() + " (" + times.at(fault.time()) + ")")
            .orElse("none"));
    status.fallback().ifPresent(fallback -> facts.put("fallback", fallback(fallback)));
    facts.put("queue", queue(status.queue()));
    if (!status.queue().pace().equals(PaceStatus.NONE)) {
      facts.put("pace", pace(status.queue().pace()));
    }
    return new ViewReport.Section(
        "session " + name + ": " + session.identity(), new ViewReport.Facts(facts));
  }

  private String state(SessionStatus status) {
    String words =
        switch (status.state()) {
          case STOPPED -> "stopped";
          case AUTHENTICATING -> "requesting a secret or token";
          case CONNECTING -> "connecting";
          case ONLINE -> "online";
          case WAITING -> "waiting for the next attempt";
          case CLOSED -> "closed";
        };
    String next =
        status.nextAttempt().map(time -> ", next attempt in " + times.until(time)).orElse("");
    return words + " since " + times.at(status.since()) + next;
  }

  private String fallback(FallbackStatus fallback) {
    StringBuilder words = new StringBuilder(fallback.transport());
    words.append(
        fallback
            .since()
            .map(
                since ->
                    " sends durable messages of the gateway itself since "
                        + times.at(since)
                        + ", messages of sub-devices wait for MQTT")
            .orElse(" not in use"));
    if (fallback.waitingDevices() > 0) {
      words.append(", devices with waiting messages: ").append(fallback.waitingDevices());
    }
    if (fallback.messages() > 0) {
      words.append(", messages so far: ").append(fallback.messages());
    }
    fallback
        .fault()
        .ifPresent(
            fault ->
                words
                    .append(", fault: ")
                    .append(fault.message())
                    .append(" (")
                    .append(times.at(fault.time()))
                    .append(")"));
    return words.toString();
  }

  private static String attempts(SessionStatus status) {
    return status.attempts() == 0 ? "" : ", failed attempts since then " + status.attempts();
  }

  private String queue(QueueStatus queue) {
    StringBuilder words = new StringBuilder();
    words.append(queue.messages()).append(queue.messages() == 1 ? " message" : " messages");
    if (queue.messages() > 0) {
      words.append(", ").append(queue.bytes()).append(" bytes");
      queue.oldest().ifPresent(oldest -> words.append(", oldest from ").append(times.at(oldest)));
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
    if (queue.repeated() > 0) {
      words.append(", sent again (possible duplicates): ").append(queue.repeated());
    }
    if (queue.refused() > 0) {
      words.append(", refused: ").append(queue.refused());
    }
    queue
        .fault()
        .ifPresent(fault -> words.append(", refusing new messages: ").append(fault.message()));
    return words.toString();
  }

  private static String pace(PaceStatus pace) {
    StringBuilder words = new StringBuilder();
    words.append(pace.rate() == 0 ? "no limit" : pace.rate() + " messages per second");
    if (pace.slowed()) {
      words.append(String.format(Locale.ROOT, ", slowed to %.1f", pace.now()));
    }
    words.append(", waiting: ").append(pace.waiting());
    words.append(", packed: ").append(pace.packed());
    words.append(", throttled by the platform: ").append(pace.throttled());
    return words.toString();
  }

  private static ViewReport.Section describe(String name, Thing thing) {
    String model =
        thing
            .model()
            .map(present -> present.properties().size() + " properties")
            .orElse("none: values are not validated");
    return new ViewReport.Section(
        "thing " + name + ": " + thing.identity(), new ViewReport.Facts(Map.of("model", model)));
  }
}
