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
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.kuralink.api.channel.FieldChannel;
import org.kuralink.api.connection.HandlerProperties;

/** The registered {@link FieldChannel} services. Any thread may call. */
final class ChannelRegistry {

  private volatile List<Offer> offers = List.of();
  private volatile String session = "";

  private record Offer(FieldChannel channel, Set<String> protocols, HandlerProperties properties) {}

  /** Sets the session whose channels count; empty for the only session. */
  void session(String pid) {
    session = pid;
  }

  /** Adds a registration, or takes its changed properties. */
  synchronized void put(FieldChannel channel, Map<String, ?> properties) {
    Set<String> protocols = HandlerProperties.texts(properties, FieldChannel.PROTOCOL);
    HandlerProperties whom = HandlerProperties.of(properties);
    offers =
        Stream.concat(others(channel, whom.id()), Stream.of(new Offer(channel, protocols, whom)))
            .toList();
  }

  synchronized void remove(FieldChannel channel, Map<String, ?> properties) {
    offers = others(channel, HandlerProperties.of(properties).id()).toList();
  }

  private Stream<Offer> others(FieldChannel channel, long id) {
    return offers.stream().filter(offer -> offer.channel != channel || offer.properties.id() != id);
  }

  /** Returns the channel for a protocol; of several the highest ranked. */
  Optional<FieldChannel> of(String protocol) {
    return offers.stream()
        .filter(offer -> offer.protocols.contains(protocol))
        .filter(offer -> offer.properties.serves(session))
        .min(Comparator.comparing(Offer::properties, HandlerProperties.BEST_FIRST))
        .map(Offer::channel);
  }

  /** Returns the protocols of all channels. */
  Set<String> protocols() {
    Set<String> all = new TreeSet<>();
    offers.stream()
        .filter(offer -> offer.properties.serves(session))
        .forEach(offer -> all.addAll(offer.protocols));
    return all;
  }
}
