/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.connection;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.function.LongUnaryOperator;
import java.util.function.ObjLongConsumer;
import org.kuralink.api.connection.QueueStatus.DropReason;
import org.kuralink.queue.QueueLimits;
import org.kuralink.queue.UplinkQueue;
import org.kuralink.queue.UplinkQueueStatus;
import org.kuralink.queue.UplinkRecord;

/** A queue in memory; its content survives the end of a session. */
public final class FakeQueue implements UplinkQueue {

  public final TreeMap<Long, UplinkRecord> records = new TreeMap<>();
  public final List<Long> deadLetters = new ArrayList<>();
  public final List<QueueLimits> limits = new ArrayList<>();
  public final List<Long> platformTimes = new ArrayList<>();
  public Optional<RuntimeException> failure = Optional.empty();

  /** Why nothing can be read. */
  public Optional<RuntimeException> unreadable = Optional.empty();

  public boolean needsTime;

  /** When a message with this number was queued. */
  public LongUnaryOperator times = sequence -> 1001 * sequence - 1001;

  public boolean closed;
  private final List<ObjLongConsumer<DropReason>> dropListeners = new ArrayList<>();
  private long last;

  @Override
  public synchronized long append(String topic, byte[] payload) {
    failure.ifPresent(
        full -> {
          throw full;
        });
    last++;
    records.put(last, new UplinkRecord(last, topic, payload, times.applyAsLong(last)));
    return last;
  }

  @Override
  public synchronized Optional<UplinkRecord> next(long afterSequence) {
    unreadable.ifPresent(
        why -> {
          throw why;
        });
    return Optional.ofNullable(records.higherEntry(afterSequence)).map(Map.Entry::getValue);
  }

  @Override
  public synchronized void acknowledge(long sequence) {
    records.remove(sequence);
  }

  @Override
  public synchronized void deadLetter(long sequence, String reason) {
    records.remove(sequence);
    deadLetters.add(sequence);
  }

  /** Drops the oldest, as if the queue were full. */
  public void dropOldest() {
    long dropped = records.pollFirstEntry().getKey();
    dropListeners.forEach(listener -> listener.accept(DropReason.COUNT, dropped));
  }

  @Override
  public void onAppended(Runnable listener) {}

  @Override
  public void onDropped(ObjLongConsumer<DropReason> listener) {
    dropListeners.add(listener);
  }

  @Override
  public void limit(QueueLimits next) {
    limits.add(next);
  }

  @Override
  public void platformTime(long millis) {
    platformTimes.add(millis);
  }

  @Override
  public boolean needsPlatformTime() {
    return needsTime;
  }

  @Override
  public synchronized UplinkQueueStatus status() {
    return new UplinkQueueStatus(records.size(), 0, OptionalLong.empty(), Map.of(), 0, 0);
  }

  @Override
  public void close() {
    closed = true;
  }
}
