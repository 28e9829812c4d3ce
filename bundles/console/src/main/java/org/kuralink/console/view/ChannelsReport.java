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
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.kuralink.api.channel.FieldChannelsStatus;
import org.kuralink.api.channel.FieldPointStatus;
import org.kuralink.api.channel.FieldServerStatus;
import org.kuralink.api.channel.FieldVersion;
import org.kuralink.console.report.Times;
import org.kuralink.console.report.ViewReport;

/** The report of the field channels. */
final class ChannelsReport {

  private static final List<String> SERVERS =
      List.of(
          "server",
          "name",
          "protocol",
          "devices",
          "state",
          "round trip",
          "requests",
          "retries",
          "failures",
          "disconnects in 1 min",
          "in 30 min",
          "last error");
  private static final List<String> POINTS =
      List.of("device", "property", "quality", "value", "since", "problem");
  private static final List<String> HISTORY = List.of("number", "since", "source", "digest", "now");
  private static final int DIGEST = 12;
  private static final int MOST_POINTS = 500;

  private final Times times;

  ChannelsReport(Times times) {
    this.times = times;
  }

  ViewReport of(String title, FieldChannelsStatus status) {
    Map<String, String> facts = new LinkedHashMap<>();
    status
        .last()
        .ifPresent(
            last ->
                facts.put(
                    "last configuration",
                    times.at(last.at()) + ", " + last.source() + ": " + last.told()));
    int number = 0;
    for (String remark : status.remarks()) {
      facts.put("remark " + ++number, remark);
    }
    List<ViewReport.SectionPart> parts = new ArrayList<>();
    if (!facts.isEmpty()) {
      parts.add(new ViewReport.Facts(facts));
    }
    parts.add(new ViewReport.Table(SERVERS, status.servers().stream().map(this::server).toList()));
    if (!status.history().isEmpty()) {
      parts.add(
          new ViewReport.Table(HISTORY, status.history().stream().map(this::version).toList()));
    }
    return new ViewReport(
        List.of(new ViewReport.Section(title.isEmpty() ? "Field channels" : title, parts)));
  }

  private List<String> server(FieldChannelsStatus.Server server) {
    List<String> row =
        new ArrayList<>(
            List.of(
                server.serverId(),
                server.name(),
                server.protocol(),
                String.valueOf(server.devices().size())));
    if (server.status().isEmpty()) {
      row.add(server.devices().isEmpty() ? "no devices" : "not served");
      row.addAll(Collections.nCopies(SERVERS.size() - row.size(), ""));
      return row;
    }
    FieldServerStatus now = server.status().get();
    row.add(now.state().name().toLowerCase(Locale.ROOT));
    row.add(now.roundTrip().map(time -> time.toMillis() + " ms").orElse(""));
    row.add(String.valueOf(now.requests()));
    row.add(String.valueOf(now.retries()));
    row.add(String.valueOf(now.failures()));
    row.add(String.valueOf(now.disconnectionsLastMinute()));
    row.add(String.valueOf(now.disconnectionsLastHalfHour()));
    row.add(
        now.lastError()
            .map(error -> now.lastErrorAt().map(at -> times.at(at) + " ").orElse("") + error)
            .orElse(""));
    return row;
  }

  private List<String> version(FieldVersion version) {
    return List.of(
        String.valueOf(version.number()),
        times.at(version.applied()),
        version.source(),
        version.sha256().substring(0, Math.min(DIGEST, version.sha256().length())),
        version.current() ? "active" : "");
  }

  /** Returns the points of all servers, up to the limit of a page. */
  ViewReport points(FieldChannelsStatus status) {
    List<FieldPointStatus> all =
        status.servers().stream()
            .flatMap(server -> server.status().stream())
            .flatMap(server -> server.points().stream())
            .collect(Collectors.toList());
    String title =
        all.size() > MOST_POINTS ? MOST_POINTS + " of " + all.size() + " points" : "Points";
    return new ViewReport(
        List.of(
            new ViewReport.Section(
                title,
                new ViewReport.Table(
                    POINTS, all.stream().limit(MOST_POINTS).map(this::point).toList()))));
  }

  private List<String> point(FieldPointStatus point) {
    return List.of(
        point.device().toString(),
        point.identifier(),
        point.quality().name().toLowerCase(Locale.ROOT),
        point.value().map(String::valueOf).orElse(""),
        point.at().map(times::at).orElse(""),
        point.error().orElse(""));
  }
}
