/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.queue;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Optional;
import org.kuralink.store.Medium;

/**
 * One file of records and its file of acknowledgements, with the index of both. Sequences are
 * counted from the first one, which names the files. Guarded by the lock of the queue, except
 * {@link #sync()}.
 */
final class Segment implements Closeable {

  static final String RECORDS = ".log";
  static final String ACKS = ".ack";

  private static final int DIGITS = 20;
  private static final long HIGHEST = Long.MAX_VALUE / 2;
  private static final int MOST_KEPT = 4096;
  private static final byte[] NOTHING = {};

  private final Medium medium;
  private final Path file;
  private final Medium.File records;
  private final AckFile acks;
  private final long first;
  private final BitSet live = new BitSet();
  private int[] positions = new int[64];
  private int[] sizes = new int[64];
  private long[] times = new long[64];
  private int count;
  private int end;
  private int liveCount;
  private int head;
  private int tornBytes;
  private final BitSet acknowledged = new BitSet();
  private volatile boolean damaged;
  private boolean unsynced;

  /** The first record that the medium may not have, now and before the last sync. */
  private int fresh;

  private int freshBefore;

  /** The youngest record, if it is small: who sends at once need not read it back. */
  private byte[] youngest = NOTHING;

  private Segment(Medium medium, Path file, Medium.File records, AckFile acks, long first) {
    this.medium = medium;
    this.file = file;
    this.records = records;
    this.acks = acks;
    this.first = first;
  }

  static Segment open(Medium medium, Path directory, long first) throws IOException {
    Path file = directory.resolve(fileName(first));
    Medium.File records = medium.open(file);
    try {
      AckFile acks = AckFile.open(medium, directory.resolve(ackFileName(first)), first);
      Segment segment = new Segment(medium, file, records, acks, first);
      segment.scan();
      return segment;
    } catch (IOException | RuntimeException e) {
      records.close();
      throw e;
    }
  }

  static String fileName(long first) {
    return String.format("%020d", first) + RECORDS;
  }

  static String ackFileName(long first) {
    return String.format("%020d", first) + ACKS;
  }

  /** The first number by the name of a file with this ending, or -1 if it is none of ours. */
  static long firstOf(Path file, String ending) {
    String name = file.getFileName().toString();
    if (name.length() != DIGITS + ending.length()
        || !name.endsWith(ending)
        || !Character.isDigit(name.charAt(0))) {
      return -1;
    }
    try {
      long first = Long.parseLong(name.substring(0, DIGITS));
      return first <= HIGHEST ? first : -1;
    } catch (NumberFormatException e) {
      return -1;
    }
  }

  private void scan() throws IOException {
    byte[] bytes = records.read(0, Math.toIntExact(records.size()));
    int sound = 0;
    for (int at = 0; at < bytes.length; ) {
      long lowest = first + count;
      long highest = lowest + (at - end) / RecordFormat.OVERHEAD;
      int size = RecordFormat.sizeAt(first, at, bytes, at, lowest, highest);
      if (size == 0) {
        at++;
        continue;
      }
      int index = (int) (RecordFormat.sequence(bytes, at) - first);
      place(index, at, size, RecordFormat.time(bytes, at));
      at += size;
      sound += size;
      end = at;
    }
    tornBytes = bytes.length - end;
    damaged = sound < end;
    acks.read(this::bury);
  }

  private void place(int index, int position, int size, long time) {
    if (index >= positions.length) {
      int length = Math.max(positions.length * 2, index + 1);
      positions = Arrays.copyOf(positions, length);
      sizes = Arrays.copyOf(sizes, length);
      times = Arrays.copyOf(times, length);
    }
    positions[index] = position;
    sizes[index] = size;
    times[index] = time;
    count = index + 1;
    live.set(index);
    liveCount++;
  }

  private void bury(int index) {
    acknowledged.set(index);
    if (live.get(index)) {
      live.clear(index);
      liveCount--;
    }
  }

  /** Takes what a write left that had not been completed from the end. */
  void cut() throws IOException {
    records.truncate(end);
    unsynced = true;
  }

  /** Has bytes that are not to be deleted. */
  void markDamaged() {
    damaged = true;
  }

  boolean isDamaged() {
    return damaged;
  }

  /** What is known to have been acknowledged, behind the records that are here, too. */
  Numbers acknowledged() {
    Numbers numbers = new Numbers();
    numbers.add(first, acknowledged);
    return numbers;
  }

  /** The records that are missing between others without having been acknowledged, just once. */
  Numbers takeLost() throws IOException {
    Numbers lost = new Numbers();
    for (int i = 0; i < count; i++) {
      if (sizes[i] == 0 && !acknowledged.get(i)) {
        lost.add(first + i, first + i);
        acks.add(i);
      }
    }
    acks.save();
    return lost;
  }

  /** Writes a record behind the others; after a failure it is as if nothing had been written. */
  void append(long time, byte[] topic, byte[] payload) throws IOException {
    byte[] bytes = RecordFormat.encode(first, end, nextSequence(), time, topic, payload);
    try {
      records.write(end, bytes);
    } catch (IOException e) {
      rollBack(e);
      throw e;
    }
    place(count, end, bytes.length, time);
    end += bytes.length;
    unsynced = true;
    youngest = bytes.length <= MOST_KEPT ? bytes : NOTHING;
  }

  // What cannot be cut now is overwritten by the next record, or cut at the next opening.
  private void rollBack(IOException cause) {
    try {
      records.truncate(end);
    } catch (IOException e) {
      cause.addSuppressed(e);
    }
  }

  /** The record, or empty if it is damaged. */
  Optional<UplinkRecord> read(long sequence) throws IOException {
    int index = (int) (sequence - first);
    if (index == count - 1 && youngest.length > 0) {
      return Optional.of(RecordFormat.decode(youngest));
    }
    byte[] bytes = records.read(positions[index], sizes[index]);
    if (RecordFormat.isIntact(first, positions[index], sequence, bytes)) {
      return Optional.of(RecordFormat.decode(bytes));
    }
    damaged = true;
    return Optional.empty();
  }

  /** The first live sequence from {@code sequence} on, or -1. */
  long firstLive(long sequence) {
    if (sequence - first > count) {
      return -1;
    }
    int index = live.nextSetBit((int) Math.max(0, sequence - first));
    return index < 0 ? -1 : first + index;
  }

  /** The first live sequence of all, or -1. */
  long oldest() {
    if (liveCount == 0) {
      return -1;
    }
    head = live.nextSetBit(head);
    return first + head;
  }

  boolean isLive(long sequence) {
    return sequence >= first && sequence - first < count && live.get((int) (sequence - first));
  }

  int size(long sequence) {
    return sizes[(int) (sequence - first)];
  }

  long time(long sequence) {
    return times[(int) (sequence - first)];
  }

  long first() {
    return first;
  }

  /** What the next record will be called: nothing that was ever acknowledged. */
  long nextSequence() {
    return first + count;
  }

  int end() {
    return end;
  }

  int tornBytes() {
    return tornBytes;
  }

  int liveCount() {
    return liveCount;
  }

  long liveBytes() {
    return live.stream().mapToLong(index -> sizes[index]).sum();
  }

  void acknowledge(long sequence) {
    int index = (int) (sequence - first);
    live.clear(index);
    liveCount--;
    acks.add(index);
    if (index == count - 1) {
      youngest = NOTHING;
    }
  }

  /** Hands the acknowledgements since the last call to the operating system. */
  void saveAcks() throws IOException {
    acks.save();
  }

  /** Whether there is a record to bring to the medium that is still to be sent. */
  boolean needsSync() {
    return unsynced && live.nextSetBit(fresh) >= 0;
  }

  /** Whether there is something to bring to the medium; the caller does so. */
  boolean takeUnsynced() {
    boolean taken = unsynced;
    unsynced = false;
    freshBefore = fresh;
    fresh = count;
    return taken;
  }

  void markUnsynced() {
    unsynced = true;
    fresh = freshBefore;
  }

  void sync() throws IOException {
    records.sync();
  }

  /** Records first: without them, their acknowledgements do no harm. */
  void delete(SetAside aside) throws IOException {
    close();
    if (damaged) {
      aside.take(file);
    } else {
      medium.delete(file);
    }
    acks.delete();
  }

  @Override
  public void close() throws IOException {
    acks.close();
    records.close();
  }
}
