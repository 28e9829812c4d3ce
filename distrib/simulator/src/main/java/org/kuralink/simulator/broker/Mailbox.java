/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.simulator.broker;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/**
 * The part of a persistent session that outlives a connection: subscriptions and unacknowledged QoS
 * 1 messages, bounded. Thread-safe.
 */
final class Mailbox {
  private static final int CAPACITY = 1000;
  private static final int CAPACITY_BYTES = 16 * 1024 * 1024;

  private final Filters filters = new Filters();
  private final Map<Integer, Unacknowledged> waiting = new LinkedHashMap<>();
  private int lastId;
  private int bytes;

  /** A QoS 1 message with its packet identifier. */
  @SuppressWarnings("ArrayRecordComponent") // nobody compares these
  record Unacknowledged(int packetId, String topic, byte[] payload) {}

  Filters filters() {
    return filters;
  }

  /** Keeps a message until it is acknowledged; its packet identifier, or 0 if there is no room. */
  synchronized int keep(String topic, byte[] payload) {
    if (waiting.size() >= CAPACITY || bytes + payload.length > CAPACITY_BYTES) {
      return 0;
    }
    do {
      lastId = lastId % 0xffff + 1;
    } while (waiting.containsKey(lastId));
    waiting.put(lastId, new Unacknowledged(lastId, topic, payload));
    bytes += payload.length;
    return lastId;
  }

  synchronized void acknowledged(int packetId) {
    Unacknowledged message = waiting.remove(packetId);
    bytes -= message == null ? 0 : message.payload.length;
  }

  synchronized List<Unacknowledged> waiting() {
    return new ArrayList<>(waiting.values());
  }

  /** Gives up the messages that fit. */
  synchronized List<Unacknowledged> take(Predicate<Unacknowledged> which) {
    List<Unacknowledged> taken = waiting.values().stream().filter(which).toList();
    taken.forEach(message -> acknowledged(message.packetId));
    return taken;
  }
}
