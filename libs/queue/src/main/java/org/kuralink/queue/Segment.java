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
 * One file of records and its acknowledgement file, with an index of both. The file names contain
 * the first sequence number. Guarded by the lock of the queue, except {@link #sync()}.
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

  /** The first record that may not be flushed, now and before the last sync. */
  private int fresh;

  private int freshBefore;

  /** The newest record, if it is small, so that sending it at once needs no read. */
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

  /**
   * Returns the first number in the name of a file with this ending, or -1 if the name is another
   * one.
   */
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

  /** Removes an incomplete write at the end. */
  void cut() throws IOException {
    records.truncate(end);
    unsynced = true;
  }

  /** Marks that the file has damaged bytes and must not be deleted. */
  void markDamaged() {
    damaged = true;
  }

  boolean isDamaged() {
    return damaged;
  }

  /** Returns all acknowledged numbers, also those behind the last record. */
  SequenceSet acknowledged() {
    SequenceSet numbers = new SequenceSet();
    numbers.add(first, acknowledged);
    return numbers;
  }

  /** Returns the unacknowledged numbers without a record, once. */
  SequenceSet takeLost() throws IOException {
    SequenceSet lost = new SequenceSet();
    for (int i = 0; i < count; i++) {
      if (sizes[i] == 0 && !acknowledged.get(i)) {
        lost.add(first + i, first + i);
        acks.add(i);
      }
    }
    acks.save();
    return lost;
  }

  /** Appends a record; after a failure nothing is written. */
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

  // A rest that cannot be truncated now is overwritten by the next record, or cut at the next
  // opening.
  private void rollBack(IOException cause) {
    try {
      records.truncate(end);
    } catch (IOException e) {
      cause.addSuppressed(e);
    }
  }

  /** Returns the record; empty if it is damaged. */
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

  /** Returns the first live number from {@code sequence} on, or -1. */
  long firstLive(long sequence) {
    if (sequence - first > count) {
      return -1;
    }
    int index = live.nextSetBit((int) Math.max(0, sequence - first));
    return index < 0 ? -1 : first + index;
  }

  /** Returns the first live number, or -1. */
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

  /** Returns the number of the next record; it is higher than any acknowledged one. */
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

  /** Writes new acknowledgements to the file, without a sync. */
  void saveAcks() throws IOException {
    acks.save();
  }

  /** Returns whether an unacknowledged record is not flushed. */
  boolean needsSync() {
    return unsynced && live.nextSetBit(fresh) >= 0;
  }

  /** Returns whether the file needs a sync, which the caller performs. */
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

  /** Deletes the records first, because acknowledgements without records are harmless. */
  void delete(DamagedFiles damagedFiles) throws IOException {
    close();
    if (damaged) {
      damagedFiles.take(file);
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
