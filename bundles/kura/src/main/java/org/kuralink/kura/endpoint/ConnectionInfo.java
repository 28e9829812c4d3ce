/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.kura.endpoint;

import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.kuralink.api.connection.ChosenSession;
import org.kuralink.api.connection.CloudSession;
import org.kuralink.api.connection.DeviceIdentity;
import org.kuralink.api.connection.FallbackStatus;
import org.kuralink.api.connection.QueueStatus;
import org.kuralink.api.connection.SessionFault;
import org.kuralink.api.connection.SessionStatus;

/** The status of a connection as texts for Kura's status page. */
public final class ConnectionInfo {

  private final ZoneId zone;

  /** Creates texts with times of a time zone. */
  public ConnectionInfo(ZoneId zone) {
    this.zone = zone;
  }

  /**
   * Returns the current status.
   *
   * @param connection the name of the session
   */
  public Map<String, String> of(String connection, ChosenSession sessions) {
    Optional<CloudSession> session = sessions.session();
    if (session.isEmpty()) {
      return missing(connection, sessions);
    }
    Map<String, String> info = new LinkedHashMap<>();
    String name = session.get().displayName();
    if (!name.isEmpty()) {
      info.put("Name", name);
    }
    SessionStatus status = session.get().status();
    info.put("Server", status.server().orElse("none tried yet"));
    info.put("Device", device(session.get().identity()));
    info.put("State", words(status) + " since " + time(status.since()));
    status.nextAttempt().ifPresent(next -> info.put("Next attempt", time(next)));
    status.fault().ifPresent(fault -> info.put("Last error", words(fault)));
    status.fallback().ifPresent(fallback -> info.put("Fallback", words(fallback)));
    info.put("Messages waiting", String.valueOf(status.queue().messages()));
    QueueStatus queue = status.queue();
    if (queue.pace().rate() > 0) {
      info.put("Messages a second", String.valueOf(queue.pace().rate()));
    }
    if (queue.pace().slowed()) {
      info.put("Slowed by the platform to", String.format(Locale.ROOT, "%.1f", queue.pace().now()));
    }
    if (queue.repeated() > 0) {
      info.put("Messages sent again, possibly duplicates", String.valueOf(queue.repeated()));
    }
    if (queue.refused() > 0) {
      info.put("Messages refused", String.valueOf(queue.refused()));
    }
    long dropped = queue.dropped().values().stream().mapToLong(Long::longValue).sum();
    if (dropped > 0) {
      info.put("Messages dropped", String.valueOf(dropped));
    }
    return info;
  }

  private static Map<String, String> missing(String connection, ChosenSession sessions) {
    Map<String, String> info = new LinkedHashMap<>();
    info.put("State", "no session");
    info.put(
        "Last error",
        "There is no session "
            + connection
            + ": the bundle org.kuralink.connection does not run, or the configuration of that"
            + " name is missing"
            + sessions.fault().map(fault -> " (" + fault + ")").orElse(""));
    return info;
  }

  private static String device(DeviceIdentity identity) {
    if (identity.deviceName().isEmpty() && identity.productKey().isEmpty()) {
      return "not configured";
    }
    return identity.deviceName() + " (product " + identity.productKey() + ")";
  }

  private String words(FallbackStatus fallback) {
    String standing =
        fallback
            .since()
            .map(
                since ->
                    fallback.transport()
                        + " reports for the gateway itself since "
                        + time(since)
                        + "; sub-devices and everything that needs an answer wait for MQTT")
            .orElse(fallback.transport() + ", not in use");
    return standing + fallback.fault().map(fault -> "; " + words(fault)).orElse("");
  }

  private String words(SessionFault fault) {
    return fault.message() + " (" + time(fault.time()) + ")";
  }

  private String time(Instant instant) {
    return time(instant, zone);
  }

  /** Formats a time for the page. */
  static String time(Instant instant, ZoneId zone) {
    return DateTimeFormatter.ISO_LOCAL_DATE_TIME.format(
        instant.truncatedTo(ChronoUnit.SECONDS).atZone(zone));
  }

  private static String words(SessionStatus status) {
    return switch (status.state()) {
      case STOPPED ->
          status.server().isEmpty() && status.fault().isPresent()
              ? "not configured"
              : "disconnected, waiting for Connect";
      case AUTHENTICATING -> "asking for credentials";
      case CONNECTING -> "connecting";
      case ONLINE -> "connected";
      case WAITING -> "waiting before the next attempt";
      case CLOSED -> "closed";
    };
  }
}
