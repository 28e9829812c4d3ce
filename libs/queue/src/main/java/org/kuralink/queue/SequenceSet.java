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

/** A set of sequence numbers, stored as ranges. Not thread-safe. */
final class SequenceSet {

  /** The maximum number of ranges in the text. */
  private static final int NAMED = 10;

  record Range(long from, long to) {}

  // The first and the last number of each range; ranges never touch.
  private final TreeMap<Long, Long> ranges = new TreeMap<>();

  void add(long from, long to) {
    long low = from;
    long high = to;
    Map.Entry<Long, Long> before = ranges.floorEntry(low);
    if (before != null && before.getValue() >= low - 1) {
      low = before.getKey();
      high = Math.max(high, before.getValue());
    }
    for (Map.Entry<Long, Long> next = ranges.ceilingEntry(low);
        next != null && next.getKey() <= high + 1;
        next = ranges.ceilingEntry(low)) {
      high = Math.max(high, next.getValue());
      ranges.remove(next.getKey());
    }
    if (low <= high) {
      ranges.put(low, high);
    }
  }

  void add(SequenceSet others) {
    others.ranges.forEach(this::add);
  }

  /** Adds the set bits, relative to {@code first}. */
  void add(long first, BitSet set) {
    for (int from = set.nextSetBit(0); from >= 0; ) {
      int next = set.nextClearBit(from);
      add(first + from, first + next - 1);
      from = set.nextSetBit(next);
    }
  }

  boolean contains(long number) {
    Map.Entry<Long, Long> before = ranges.floorEntry(number);
    return before != null && before.getValue() >= number;
  }

  /** Returns the highest number, or -1. */
  long highest() {
    return ranges.isEmpty() ? -1 : ranges.lastEntry().getValue();
  }

  List<Range> ranges() {
    List<Range> all = new ArrayList<>();
    ranges.forEach((from, to) -> all.add(new Range(from, to)));
    return all;
  }

  /** Returns the numbers from {@code from} to {@code to} that are not in the set. */
  List<Range> missing(long from, long to) {
    List<Range> missing = new ArrayList<>();
    long next = from;
    for (Range each : ranges()) {
      if (each.to() >= next) {
        if (each.from() > next && next <= to) {
          missing.add(new Range(next, Math.min(to, each.from() - 1)));
        }
        next = each.to() + 1;
      }
    }
    if (next <= to) {
      missing.add(new Range(next, to));
    }
    return missing;
  }

  long count() {
    return ranges().stream().mapToLong(each -> each.to() - each.from() + 1).sum();
  }

  @Override
  public String toString() {
    List<String> words = new ArrayList<>();
    for (Range each : ranges()) {
      if (words.size() == NAMED) {
        words.add("...");
        break;
      }
      words.add(each.from() == each.to() ? "" + each.from() : each.from() + " to " + each.to());
    }
    return String.join(", ", words);
  }
}
