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
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A set of sequence numbers that are many and mostly neighbours. Not for several threads. */
final class Numbers {

  /** So many stretches are named in words. */
  private static final int NAMED = 10;

  record Stretch(long from, long to) {}

  // From the first to the last of each stretch; no two touch.
  private final TreeMap<Long, Long> stretches = new TreeMap<>();

  void add(long from, long to) {
    long low = from;
    long high = to;
    Map.Entry<Long, Long> before = stretches.floorEntry(low);
    if (before != null && before.getValue() >= low - 1) {
      low = before.getKey();
      high = Math.max(high, before.getValue());
    }
    for (Map.Entry<Long, Long> next = stretches.ceilingEntry(low);
        next != null && next.getKey() <= high + 1;
        next = stretches.ceilingEntry(low)) {
      high = Math.max(high, next.getValue());
      stretches.remove(next.getKey());
    }
    if (low <= high) {
      stretches.put(low, high);
    }
  }

  void add(Numbers others) {
    others.stretches.forEach(this::add);
  }

  /** Adds what is set, counted from {@code first}. */
  void add(long first, BitSet set) {
    for (int from = set.nextSetBit(0); from >= 0; ) {
      int next = set.nextClearBit(from);
      add(first + from, first + next - 1);
      from = set.nextSetBit(next);
    }
  }

  boolean contains(long number) {
    Map.Entry<Long, Long> before = stretches.floorEntry(number);
    return before != null && before.getValue() >= number;
  }

  /** The highest, or -1. */
  long highest() {
    return stretches.isEmpty() ? -1 : stretches.lastEntry().getValue();
  }

  List<Stretch> stretches() {
    List<Stretch> all = new ArrayList<>();
    stretches.forEach((from, to) -> all.add(new Stretch(from, to)));
    return all;
  }

  /** What is not in here of the numbers from {@code from} to {@code to}. */
  List<Stretch> missing(long from, long to) {
    List<Stretch> missing = new ArrayList<>();
    long next = from;
    for (Stretch each : stretches()) {
      if (each.to() >= next) {
        if (each.from() > next && next <= to) {
          missing.add(new Stretch(next, Math.min(to, each.from() - 1)));
        }
        next = each.to() + 1;
      }
    }
    if (next <= to) {
      missing.add(new Stretch(next, to));
    }
    return missing;
  }

  long count() {
    return stretches().stream().mapToLong(each -> each.to() - each.from() + 1).sum();
  }

  @Override
  public String toString() {
    List<String> words = new ArrayList<>();
    for (Stretch each : stretches()) {
      if (words.size() == NAMED) {
        words.add("...");
        break;
      }
      words.add(each.from() == each.to() ? "" + each.from() : each.from() + " to " + each.to());
    }
    return String.join(", ", words);
  }
}
