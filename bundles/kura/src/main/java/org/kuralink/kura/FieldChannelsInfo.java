/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.kura;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.kuralink.api.channel.FieldChannels;
import org.kuralink.api.channel.FieldChannelsStatus;
import org.kuralink.api.channel.FieldOutcome;
import org.kuralink.api.channel.FieldServerStatus;
import org.kuralink.api.codec.VisibleText;
import org.kuralink.api.connection.Registration;
import org.kuralink.kura.endpoint.KuraEndpoint;
import org.kuralink.kura.endpoint.SessionServices;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;

/** The status of the field channels of a connection for Kura's status page. */
@Component(
    name = "org.kuralink.kura.channels",
    service = {},
    immediate = true)
public final class FieldChannelsInfo {

  private static final int MOST_SERVERS = 20;
  private static final int MOST_POINTS = 20;

  private final SessionServices<FieldChannels> channels = new SessionServices<>();
  private final Map<KuraEndpoint, Registration> showing = new ConcurrentHashMap<>();

  @Reference(
      cardinality = ReferenceCardinality.MULTIPLE,
      policy = ReferencePolicy.DYNAMIC,
      updated = "addChannels")
  void addChannels(FieldChannels service, Map<String, ?> properties) {
    channels.add(service, properties);
  }

  void removeChannels(FieldChannels service) {
    channels.remove(service);
  }

  @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
  void addEndpoint(KuraEndpoint endpoint) {
    showing.put(
        endpoint,
        endpoint.show(
            () ->
                channels
                    .of(endpoint.connection(), "")
                    .map(service -> entries(service.status()))
                    .orElse(Map.of())));
  }

  void updatedEndpoint(KuraEndpoint endpoint) {
    // The connection is read for each display.
  }

  void removeEndpoint(KuraEndpoint endpoint) {
    Registration shown = showing.remove(endpoint);
    if (shown != null) {
      shown.close();
    }
  }

  /** Returns one entry for all channels, and one for each of the first servers. */
  static Map<String, String> entries(FieldChannelsStatus status) {
    Map<String, String> entries = new TreeMap<>();
    words(status).ifPresent(words -> entries.put("Field channels", words));
    status.servers().stream()
        .limit(MOST_SERVERS)
        .forEach(
            server ->
                server
                    .status()
                    .ifPresent(
                        now ->
                            entries.put(
                                "Field server " + VisibleText.of(server.serverId()),
                                figures(now))));
    return entries;
  }

  private static String figures(FieldServerStatus now) {
    List<String> words = new ArrayList<>();
    words.add(now.state().toString());
    now.roundTrip().ifPresent(took -> words.add("round trip " + took.toMillis() + " ms"));
    words.add(
        now.requests() + " requests, " + now.retries() + " retries, " + now.failures() + " failed");
    words.add(
        now.disconnectionsLastMinute()
            + " disconnections in the last minute, "
            + now.disconnectionsLastHalfHour()
            + " in the last half hour");
    now.lastError()
        .ifPresent(
            error ->
                words.add(
                    "last error"
                        + now.lastErrorAt().map(at -> " at " + at).orElse("")
                        + ": "
                        + error));
    now.points().stream()
        .limit(MOST_POINTS)
        .forEach(
            point ->
                words.add(
                    point.device().deviceName()
                        + " "
                        + point.identifier()
                        + " "
                        + point.value().map(String::valueOf).orElse("-")
                        + " "
                        + point.quality()));
    if (now.points().size() > MOST_POINTS) {
      words.add(now.points().size() - MOST_POINTS + " more points");
    }
    return VisibleText.of(String.join("; ", words));
  }

  /** Returns the status as text; empty if there are no channels and no refused configuration. */
  static Optional<String> words(FieldChannelsStatus status) {
    List<FieldChannelsStatus.Server> servers =
        status.servers().stream().filter(server -> !server.devices().isEmpty()).toList();
    Optional<FieldOutcome> refused =
        status.last().filter(last -> last.verdict() != FieldOutcome.Verdict.APPLIED);
    if (servers.isEmpty() && refused.isEmpty()) {
      return Optional.empty();
    }
    List<String> words = new ArrayList<>();
    long connected = servers.stream().filter(FieldChannelsInfo::isConnected).count();
    words.add(connected + " of " + servers.size() + " servers connected");
    for (FieldChannelsStatus.Server server : servers) {
      if (!isConnected(server)) {
        words.add(
            server.serverId()
                + ": "
                + server
                    .status()
                    .map(now -> now.lastError().orElse("connecting"))
                    .orElse("no bundle for protocol " + server.protocol()));
      }
    }
    refused.ifPresent(last -> words.add("last configuration: " + last.told()));
    return Optional.of(VisibleText.of(String.join("; ", words)));
  }

  private static boolean isConnected(FieldChannelsStatus.Server server) {
    return server
        .status()
        .filter(now -> now.state() == FieldServerStatus.State.CONNECTED)
        .isPresent();
  }
}
