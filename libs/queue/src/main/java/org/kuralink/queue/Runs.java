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
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.zip.CRC32C;
import org.kuralink.store.Medium;
import org.kuralink.store.WholeFile;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How long messages have really waited, whatever was done to this machine's clock. Within a run (an
 * opening of the queue) the clock that nobody sets counts; from one run to another the platform's
 * time, as far as it was heard in both, and else only what is known to have passed: the time since
 * this opening. A file tells which sequences belong to which run, and how far the clock was wrong
 * in it. Any thread.
 */
final class Runs {

  static final String FILE = "runs";

  private static final Logger LOG = LoggerFactory.getLogger(Runs.class);
  private static final int ENTRY = 20;
  private static final long UNKNOWN = Long.MIN_VALUE;

  /** Beyond this the file is written anew with what still matters. */
  private static final int LARGE = 100 * ENTRY;

  private final Medium medium;
  private final Path file;
  private final Clock clock;
  private final LongSupplier nanoTime;
  private final long first;
  private final long openedAt;
  private final long openedNanos;

  /** By the first sequence of each run, what is to be added to its times to have the platform's. */
  private final TreeMap<Long, Long> corrections = new TreeMap<>();

  private Runs(Medium medium, Path file, Clock clock, LongSupplier nanoTime, long first) {
    this.medium = medium;
    this.file = file;
    this.clock = clock;
    this.nanoTime = nanoTime;
    this.first = first;
    openedAt = clock.millis();
    openedNanos = nanoTime.getAsLong();
  }

  /** A run begins with the next message that is appended. */
  static Runs begin(
      Medium medium, Path directory, Clock clock, LongSupplier nanoTime, Segments segments) {
    long first = segments.lastAppended() + 1;
    long oldest = segments.oldest();
    Runs runs = new Runs(medium, directory.resolve(FILE), clock, nanoTime, first);
    try {
      runs.read();
      runs.tidy(oldest < 0 ? first : oldest);
    } catch (IOException e) {
      LOG.debug("{}: {}", runs.file, e.getMessage());
    }
    runs.note(UNKNOWN);
    return runs;
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
    Long before = corrections.put(first, correction);
    if (before != null && before == correction) {
      return;
    }
    try (Medium.File entries = medium.open(file)) {
      ByteBuffer bytes = ByteBuffer.allocate(ENTRY);
      put(bytes, first, correction);
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

  /** The platform has told its time, which is now. */
  synchronized void platformTime(long millis) {
    note(millis - now());
  }

  synchronized boolean knowsPlatformTime() {
    return correction(first).isPresent();
  }

  /** The time of this run: that of the clock at its opening, and what has passed since. */
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

  /** How long a message has waited at the least, in milliseconds. */
  synchronized long age(long sequence, long time) {
    if (sequence >= first) {
      return now() - time;
    }
    OptionalLong then = correction(sequence);
    OptionalLong today = correction(first);
    return then.isPresent() && today.isPresent()
        ? now() + today.getAsLong() - time - then.getAsLong()
        : sinceOpening();
  }

  /** When a message was queued, by the best clock that is known. */
  synchronized long realTime(long sequence, long time) {
    OptionalLong known = correction(sequence);
    if (known.isPresent()) {
      return time + known.getAsLong();
    }
    return sequence >= first ? clock.millis() - (now() - time) : time;
  }
}
