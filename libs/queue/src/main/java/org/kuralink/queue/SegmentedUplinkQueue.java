/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.queue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import java.util.function.LongUnaryOperator;
import java.util.function.ObjLongConsumer;
import org.kuralink.api.connection.QueueStatus.DropReason;
import org.kuralink.queue.QueueException.Reason;
import org.kuralink.store.Medium;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The uplink queue as a log on disk. Callers append and read on their own threads; the single
 * thread of its {@link Flusher} flushes records, saves acknowledgements and deletes finished
 * segments.
 */
public final class SegmentedUplinkQueue implements UplinkQueue {

  private static final Logger LOG = LoggerFactory.getLogger(SegmentedUplinkQueue.class);

  private final Medium medium;
  private final Path directory;
  private final DirectoryLock directoryLock;
  private final Segments segments;
  private final MessageAges ages;
  private final Flusher flusher;
  private final DeadLetters deadLetters;
  private final DropCounter drops = new DropCounter();
  private final List<Runnable> listeners = new CopyOnWriteArrayList<>();

  // No file is synced and no listener is called while this lock is held.
  private final ReentrantLock lock = new ReentrantLock();

  private volatile QueueLimits limits;
  private long handedOut;
  private boolean full;
  private boolean closed;

  private SegmentedUplinkQueue(
      Path directory,
      QueueLimits limits,
      Clock clock,
      LongSupplier nanoTime,
      Medium medium,
      ScheduledExecutorService executor)
      throws IOException {
    this.directory = directory;
    this.limits = limits;
    this.medium = medium;
    medium.createDirectory(directory);
    this.directoryLock = DirectoryLock.take(medium, directory);
    try {
      this.segments = Segments.open(medium, directory);
    } catch (IOException | RuntimeException e) {
      directoryLock.close();
      throw e;
    }
    this.ages = MessageAges.begin(medium, directory, clock, nanoTime, segments);
    this.flusher = new Flusher(medium, directory, segments, lock, executor, nanoTime);
    this.deadLetters = new DeadLetters(medium, directory, clock);
    drops.count(DropReason.DAMAGED, segments.lost());
  }

  /**
   * Opens the queue of a directory, which is created if missing, and starts its thread.
   *
   * @throws QueueException if another queue uses the directory, or it cannot be read and written
   */
  public static SegmentedUplinkQueue open(Path directory, QueueLimits limits, Clock clock) {
    return open(directory, limits, clock, Flusher.newExecutor());
  }

  /** Opens a queue with an executor, which is shut down on close or if opening fails. */
  public static SegmentedUplinkQueue open(
      Path directory, QueueLimits limits, Clock clock, ScheduledExecutorService executor) {
    return open(directory, limits, clock, System::nanoTime, executor, Medium.disk());
  }

  static SegmentedUplinkQueue open(
      Path directory,
      QueueLimits limits,
      Clock clock,
      LongSupplier nanoTime,
      ScheduledExecutorService executor,
      Medium medium) {
    try {
      SegmentedUplinkQueue queue =
          new SegmentedUplinkQueue(directory, limits, clock, nanoTime, medium, executor);
      queue.segments.logOpening(LOG);
      return queue;
    } catch (IOException e) {
      executor.shutdown();
      throw QueueException.of(medium, directory, "cannot open", e);
    } catch (QueueException e) {
      executor.shutdown();
      throw e;
    }
  }

  @Override
  public long append(String topic, byte[] payload) {
    return append(topic, payload, ages::appending);
  }

  /** Appends a message with the time for its sequence number. */
  private long append(String topic, byte[] payload, LongUnaryOperator time) {
    byte[] name = topic.getBytes(StandardCharsets.UTF_8);
    QueueLimits now = limits;
    now.checkSize(name, payload);
    long sequence;
    lock.lock();
    try {
      sequence = append(now, name, payload, time);
    } catch (IOException e) {
      throw QueueException.of(medium, directory, "cannot append to", e);
    } finally {
      lock.unlock();
      drops.tell();
    }
    if (now.flush().isZero()) {
      sync(sequence);
    }
    listeners.forEach(SegmentedUplinkQueue::tell);
    return sequence;
  }

  private void sync(long sequence) {
    try {
      flusher.syncThrough(sequence);
    } catch (IOException e) {
      acknowledge(sequence);
      throw QueueException.of(medium, directory, "cannot flush a message of", e);
    }
  }

  private long append(QueueLimits now, byte[] topic, byte[] payload, LongUnaryOperator time)
      throws IOException {
    if (closed) {
      throw new QueueException(Reason.CLOSED, "the uplink queue " + directory + " is closed");
    }
    expire();
    if (now.policy() == DropPolicy.NEWEST) {
      refuseWhenFull(now, RecordFormat.size(topic, payload));
    }
    long segmentBytes = Math.min(Math.max(now.maxBytes() / 16, 64 * 1024), 4 * 1024 * 1024);
    long queuedAt = time.applyAsLong(segments.lastAppended() + 1);
    segments.append(segmentBytes, queuedAt, topic, payload);
    makeRoom(now);
    if (!now.flush().isZero()) {
      flusher.schedule(limits.flush());
    }
    return segments.lastAppended();
  }

  private void refuseWhenFull(QueueLimits now, long size) {
    boolean count = segments.messages() + 1 > now.maxMessages();
    if (!count && segments.bytes() + size <= now.maxBytes()) {
      return;
    }
    if (!full) {
      LOG.warn("uplink queue {} is full and refuses messages", directory);
    }
    full = true;
    throw new QueueException(
        Reason.FULL,
        "the uplink queue is full: "
            + (count
                ? now.maxMessages() + " messages"
                : segments.bytes() + " of " + now.maxBytes() + " bytes"));
  }

  private void makeRoom(QueueLimits now) {
    while (segments.messages() > now.maxMessages() || segments.bytes() > now.maxBytes()) {
      drop(victim(), segments.messages() > now.maxMessages() ? DropReason.COUNT : DropReason.BYTES);
    }
  }

  private long victim() {
    long waiting = segments.firstLive(handedOut + 1);
    return waiting >= 0 && waiting < segments.lastAppended() ? waiting : segments.oldest();
  }

  private void expire() {
    Duration maxAge = limits.maxAge();
    if (maxAge.isZero()) {
      return;
    }
    for (long next = segments.oldest(); next >= 0; next = segments.oldest()) {
      if (ages.age(next, segments.time(next)) <= maxAge.toMillis()) {
        return;
      }
      drop(next, DropReason.AGE);
    }
  }

  private void drop(long sequence, DropReason reason) {
    segments.acknowledge(sequence);
    drops.drop(sequence, reason);
    flusher.schedule(limits.flush());
  }

  /**
   * Appends all messages of another queue. A message is removed from the other queue when it is
   * flushed here. Returns the number of messages.
   */
  public long takeOver(SegmentedUplinkQueue other) {
    List<Long> taken = new ArrayList<>();
    long last = 0;
    Optional<UplinkRecord> next = other.next(0);
    while (next.isPresent()) {
      UplinkRecord message = next.get();
      last = append(message.topic(), message.payload(), ages.takingOver(message, other.ages));
      taken.add(message.sequence());
      next = other.next(message.sequence());
    }
    sync(last);
    taken.forEach(other::acknowledge);
    return taken.size();
  }

  @Override
  public Optional<UplinkRecord> next(long afterSequence) {
    lock.lock();
    try {
      return closed ? Optional.empty() : take(afterSequence);
    } catch (IOException e) {
      throw QueueException.of(medium, directory, "cannot read", e);
    } finally {
      lock.unlock();
      drops.tell();
    }
  }

  // An unreadable message is skipped, so that it does not block the others.
  private Optional<UplinkRecord> take(long afterSequence) throws IOException {
    expire();
    IOException unreadable = null;
    for (long next = segments.firstLive(afterSequence + 1);
        next >= 0;
        next = segments.firstLive(next + 1)) {
      try {
        Optional<UplinkRecord> record = segments.read(next);
        if (record.isPresent()) {
          handedOut = next;
          return record.map(this::dated);
        }
        drop(next, DropReason.DAMAGED);
      } catch (IOException e) {
        unreadable = e;
      }
    }
    if (unreadable != null) {
      throw unreadable;
    }
    return Optional.empty();
  }

  private UplinkRecord dated(UplinkRecord record) {
    return record.enqueuedAt(ages.realTime(record.sequence(), record.enqueuedAtMillis()));
  }

  @Override
  public void acknowledge(long sequence) {
    lock.lock();
    try {
      if (closed || !segments.isLive(sequence)) {
        return;
      }
      segments.acknowledge(sequence);
      endEpisodesWhenHalfEmpty();
      flusher.scheduleUnlessSet(limits.flush());
    } finally {
      lock.unlock();
    }
  }

  private void endEpisodesWhenHalfEmpty() {
    if (segments.messages() <= limits.maxMessages() / 2
        && segments.bytes() <= limits.maxBytes() / 2) {
      full = false;
      drops.endEpisodes();
    }
  }

  @Override
  public void deadLetter(long sequence, String reason) {
    try {
      Optional<UplinkRecord> record = peek(sequence);
      if (record.isPresent()) {
        deadLetters.add(record.get(), reason);
        LOG.warn("uplink message {} is moved to the dead letters: {}", record.get(), reason);
      }
    } catch (IOException e) {
      throw QueueException.of(medium, directory, "cannot write the dead letters of", e);
    }
    acknowledge(sequence);
  }

  private Optional<UplinkRecord> peek(long sequence) throws IOException {
    lock.lock();
    try {
      return closed || !segments.isLive(sequence)
          ? Optional.empty()
          : segments.read(sequence).map(this::dated);
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void onAppended(Runnable listener) {
    listeners.add(listener);
  }

  @Override
  public void onDropped(ObjLongConsumer<DropReason> listener) {
    drops.addListener(listener);
  }

  @Override
  public void platformTime(long millis) {
    ages.platformTime(millis);
  }

  @Override
  public boolean needsPlatformTime() {
    return !limits.maxAge().isZero() && !ages.knowsPlatformTime();
  }

  private static void tell(Runnable listener) {
    try {
      listener.run();
    } catch (RuntimeException e) {
      LOG.warn("a listener of the uplink queue failed", e);
    }
  }

  @Override
  public void limit(QueueLimits newLimits) {
    limits = newLimits;
  }

  @Override
  public UplinkQueueStatus status() {
    lock.lock();
    try {
      if (!closed) {
        expire();
      }
      long oldest = segments.oldest();
      return new UplinkQueueStatus(
          segments.messages(),
          segments.bytes(),
          oldest < 0
              ? OptionalLong.empty()
              : OptionalLong.of(ages.realTime(oldest, segments.time(oldest))),
          drops.counts(),
          deadLetters.count(),
          segments.tornBytes());
    } finally {
      lock.unlock();
      drops.tell();
    }
  }

  @Override
  public void close() {
    lock.lock();
    try {
      if (closed) {
        return;
      }
      closed = true;
    } finally {
      lock.unlock();
    }
    flusher.stop();
    directoryLock.close();
  }
}
