/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.gateway.field;

import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import org.kuralink.api.channel.FieldChannel;
import org.kuralink.api.connection.HandlerProperties;

/** The channels that there are, as they come and go. Any thread may call. */
final class ChannelBoard {

  private final Map<FieldChannel, Offer> channels = new ConcurrentHashMap<>();
  private volatile String session = "";

  private record Offer(Set<String> protocols, HandlerProperties properties) {}

  /** Whose channels count; empty for the only session. */
  void session(String pid) {
    session = pid;
  }

  /** One came, or has other properties. */
  void put(FieldChannel channel, Map<String, ?> properties) {
    channels.put(
        channel,
        new Offer(
            HandlerProperties.texts(properties, FieldChannel.PROTOCOL),
            HandlerProperties.of(properties)));
  }

  void remove(FieldChannel channel) {
    channels.remove(channel);
  }

  /** The one for a protocol, of several the best. */
  Optional<FieldChannel> of(String protocol) {
    return channels.entrySet().stream()
        .filter(entry -> entry.getValue().protocols.contains(protocol))
        .filter(entry -> entry.getValue().properties.serves(session))
        .min(
            Comparator.comparing(
                entry -> entry.getValue().properties, HandlerProperties.BEST_FIRST))
        .map(Map.Entry::getKey);
  }

  /** What somebody speaks. */
  Set<String> protocols() {
    Set<String> all = new TreeSet<>();
    channels.values().stream()
        .filter(offer -> offer.properties.serves(session))
        .forEach(offer -> all.addAll(offer.protocols));
    return all;
  }
}
