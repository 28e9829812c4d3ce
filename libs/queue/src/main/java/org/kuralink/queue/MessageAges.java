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
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.HashSet;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.LongUnaryOperator;
import java.util.zip.CRC32C;
import org.kuralink.store.Medium;
import org.kuralink.store.WholeFile;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Computes the real waiting time of messages, even if the system clock was changed. Within a run
 * (an opening of the queue) the monotonic clock counts; between runs, the platform's time if it is
 * known in both, else only the time since this opening. A file records the first sequence numbers
 * of the runs and the clock error of each. Any thread.
 */
final class MessageAges {

  static final String FILE = "runs";

  private static final Logger LOG = LoggerFactory.getLogger(MessageAges.class);
  private static final int ENTRY = 20;
  private static final long UNKNOWN = Long.MIN_VALUE;

  /** Above this size the file is rewritten with the entries that are still needed. */
  private static final int LARGE = 100 * ENTRY;

  private final Medium medium;
  private final Path file;
  private final Clock clock;
  private final LongSupplier nanoTime;
  private final long openedAt;
  private final long openedNanos;

  /**
   * The clock correction of each run, by its first sequence number; added to its times, it gives
   * the platform's time.
   */
  private final TreeMap<Long, Long> corrections = new TreeMap<>();

  /**
   * The first numbers of messages of this run: the first one, and those behind messages that were
   * taken over.
   */
  private final Set<Long> own = new HashSet<>();

  private long today = UNKNOWN;
  private boolean behindTaken;

  private MessageAges(Medium medium, Path file, Clock clock, LongSupplier nanoTime, long first) {
    this.medium = medium;
    this.file = file;
    this.clock = clock;
    this.nanoTime = nanoTime;
    own.add(first);
    openedAt = clock.millis();
    openedNanos = nanoTime.getAsLong();
  }

  /** Starts a run with the next message. */
  static MessageAges begin(
      Medium medium, Path directory, Clock clock, LongSupplier nanoTime, Segments segments) {
    long first = segments.lastAppended() + 1;
    long oldest = segments.oldest();
    MessageAges ages = new MessageAges(medium, directory.resolve(FILE), clock, nanoTime, first);
    try {
      ages.read();
      ages.tidy(oldest < 0 ? first : oldest);
    } catch (IOException e) {
      LOG.debug("{}: {}", ages.file, e.getMessage());
    }
    ages.note(UNKNOWN);
    return ages;
  }

  private void read() throws IOException {
    if (!Files.exists(file)) {
      return;
    }
    try (Medium.File entries = medium.open(file)) {
      long whole = entries.size() / ENTRY * ENTRY;
      ByteBuffer bytes = ByteBuffer.wrap(entries.read(0, Math.toIntExact(whole)));
      while (bytes.hasRemaining()) {
        long sequence = bytes.getLong();
        long correction = bytes.getLong();
        if (bytes.getInt() == checksum(sequence, correction)) {
          corrections.put(sequence, correction);
        }
      }
    }
  }

  private void tidy(long oldest) throws IOException {
    Long needed = corrections.floorKey(oldest);
    if (needed != null) {
      corrections.headMap(needed).clear();
    }
    if (Files.exists(file) && Files.size(file) > LARGE) {
      ByteBuffer bytes = ByteBuffer.allocate(corrections.size() * ENTRY);
      corrections.forEach((sequence, correction) -> put(bytes, sequence, correction));
      new WholeFile(medium, file).write(bytes.array());
    }
  }

  private void note(long correction) {
    today = correction;
    own.forEach(sequence -> note(sequence, correction));
  }

  private void note(long sequence, long correction) {
    Long before = corrections.put(sequence, correction);
    if (before != null && before == correction) {
      return;
    }
    try (Medium.File entries = medium.open(file)) {
      ByteBuffer bytes = ByteBuffer.allocate(ENTRY);
      put(bytes, sequence, correction);
      entries.write(entries.size() / ENTRY * ENTRY, bytes.array());
    } catch (IOException e) {
      LOG.debug("{}: {}", file, e.getMessage());
    }
  }

  private static void put(ByteBuffer bytes, long sequence, long correction) {
    bytes.putLong(sequence).putLong(correction).putInt(checksum(sequence, correction));
  }

  private static int checksum(long sequence, long correction) {
    CRC32C crc = new CRC32C();
    crc.update(ByteBuffer.allocate(16).putLong(sequence).putLong(correction).flip());
    return (int) crc.getValue();
  }

  /** Sets the platform's current time. */
  synchronized void platformTime(long millis) {
    note(millis - now());
  }

  synchronized boolean knowsPlatformTime() {
    return today != UNKNOWN;
  }

  /** Returns the time of a message that is about to be appended. */
  synchronized long appending(long sequence) {
    if (behindTaken) {
      behindTaken = false;
      own.add(sequence);
      note(sequence, today);
    }
    return now();
  }

  /**
   * Returns the time of a message from another queue that is about to be appended; it belongs to no
   * run of this queue.
   */
  LongUnaryOperator takingOver(UplinkRecord message, MessageAges former) {
    boolean known = former.isPlatformTime(message.sequence());
    return sequence -> {
      takingOver(sequence, known ? 0 : UNKNOWN);
      return message.enqueuedAtMillis();
    };
  }

  private synchronized void takingOver(long sequence, long correction) {
    own.remove(sequence);
    if (isOwn(sequence) || corrections.floorEntry(sequence).getValue() != correction) {
      note(sequence, correction);
    }
    behindTaken = true;
  }

  private boolean isOwn(long sequence) {
    Long run = corrections.floorKey(sequence);
    return run != null && own.contains(run);
  }

  private synchronized boolean isPlatformTime(long sequence) {
    return correction(sequence).isPresent();
  }

  /** Returns the time of this run: the clock at its start plus the elapsed time. */
  long now() {
    return openedAt + sinceOpening();
  }

  private long sinceOpening() {
    return TimeUnit.NANOSECONDS.toMillis(nanoTime.getAsLong() - openedNanos);
  }

  private OptionalLong correction(long sequence) {
    Map.Entry<Long, Long> run = corrections.floorEntry(sequence);
    return run == null || run.getValue() == UNKNOWN
        ? OptionalLong.empty()
        : OptionalLong.of(run.getValue());
  }

  /** Returns the minimum age of a message in milliseconds. */
  synchronized long age(long sequence, long time) {
    if (isOwn(sequence)) {
      return now() - time;
    }
    OptionalLong then = correction(sequence);
    return then.isPresent() && today != UNKNOWN
        ? now() + today - time - then.getAsLong()
        : sinceOpening();
  }

  /** Returns when a message was queued, by the best known clock. */
  synchronized long realTime(long sequence, long time) {
    OptionalLong known = correction(sequence);
    if (known.isPresent()) {
      return time + known.getAsLong();
    }
    return isOwn(sequence) ? clock.millis() - (now() - time) : time;
  }
}
