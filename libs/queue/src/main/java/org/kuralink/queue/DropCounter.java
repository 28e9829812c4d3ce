/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.queue;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.ObjLongConsumer;
import org.kuralink.api.connection.QueueStatus.DropReason;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Counts the messages that left the queue undelivered, and reports them: to the listeners each
 * message, to the log the first one of each episode. An episode ends when the queue is at most half
 * full again.
 */
final class DropCounter {

  private static final Logger LOG = LoggerFactory.getLogger(DropCounter.class);

  private record Drop(long sequence, DropReason reason, boolean opensEpisode) {}

  private final List<ObjLongConsumer<DropReason>> listeners = new CopyOnWriteArrayList<>();
  private final Map<DropReason, Long> counts = new EnumMap<>(DropReason.class);
  private final Set<DropReason> episodes = EnumSet.noneOf(DropReason.class);
  private List<Drop> untold = new ArrayList<>();

  void addListener(ObjLongConsumer<DropReason> listener) {
    listeners.add(listener);
  }

  synchronized void drop(long sequence, DropReason reason) {
    count(reason, 1);
    untold.add(new Drop(sequence, reason, episodes.add(reason)));
  }

  /** Counts messages whose sequence numbers are unknown. */
  synchronized void count(DropReason reason, long messages) {
    if (messages > 0) {
      counts.merge(reason, messages, Long::sum);
    }
  }

  synchronized void endEpisodes() {
    episodes.clear();
  }

  synchronized Map<DropReason, Long> counts() {
    return Map.copyOf(counts);
  }

  /** Reports new drops. Called without locks. */
  void tell() {
    for (Drop drop : takeUntold()) {
      if (drop.opensEpisode()) {
        LOG.warn(
            "uplink queue drops messages, beginning with number {}: {}; the counts are in the"
                + " status",
            drop.sequence(),
            explain(drop.reason()));
      }
      for (ObjLongConsumer<DropReason> listener : listeners) {
        tell(listener, drop);
      }
    }
  }

  private static void tell(ObjLongConsumer<DropReason> listener, Drop drop) {
    try {
      listener.accept(drop.reason(), drop.sequence());
    } catch (RuntimeException e) {
      LOG.warn("a listener of the uplink queue failed", e);
    }
  }

  private synchronized List<Drop> takeUntold() {
    if (untold.isEmpty()) {
      return List.of();
    }
    List<Drop> taken = untold;
    untold = new ArrayList<>();
    return taken;
  }

  private static String explain(DropReason reason) {
    return switch (reason) {
      case COUNT -> "the maximum number of messages is reached";
      case BYTES -> "the maximum size is reached";
      case AGE -> "they exceeded the maximum age";
      case DAMAGED -> "their records on the disk are damaged";
    };
  }
}
