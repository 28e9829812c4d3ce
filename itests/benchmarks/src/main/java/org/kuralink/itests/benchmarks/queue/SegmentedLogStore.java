/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.itests.benchmarks.queue;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.kuralink.queue.DropPolicy;
import org.kuralink.queue.QueueLimits;
import org.kuralink.queue.SegmentedUplinkQueue;
import org.kuralink.queue.UplinkQueue;
import org.kuralink.queue.UplinkRecord;

/** The segmented log of Kuralink. */
record SegmentedLogStore(UplinkQueue queue) implements Store {

  static Store open(Path directory, Sync sync) {
    QueueLimits limits =
        new QueueLimits(1_000_000, 1L << 30, Duration.ZERO, sync.flush(), DropPolicy.NEWEST);
    return new SegmentedLogStore(SegmentedUplinkQueue.open(directory, limits, Clock.systemUTC()));
  }

  @Override
  public long append(String topic, byte[] payload) {
    return queue.append(topic, payload);
  }

  @Override
  public void acknowledge(long number) {
    queue.acknowledge(number);
  }

  @Override
  public Set<Long> numbers() {
    Set<Long> numbers = new HashSet<>();
    Optional<UplinkRecord> next = queue.next(0);
    while (next.isPresent()) {
      numbers.add(next.get().sequence());
      next = queue.next(next.get().sequence());
    }
    return numbers;
  }

  @Override
  public void close() {
    queue.close();
  }
}
