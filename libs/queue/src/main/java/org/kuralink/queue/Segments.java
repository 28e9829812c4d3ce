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
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.kuralink.store.Medium;
import org.slf4j.Logger;

/**
 * The segments of one directory: records are appended to the last one, the others are deleted when
 * all their records are acknowledged. Guarded by the lock of the queue.
 */
final class Segments {

  private final Medium medium;
  private final Path directory;
  private final SegmentInventory inventory;
  private final DamagedFiles damagedFiles;
  private final SegmentRecovery recovery;
  private final TreeMap<Long, Segment> byFirst = new TreeMap<>();

  /** Initially true: an earlier process may not have synced the directory. */
  private boolean directoryUnsynced = true;

  private long messages;
  private long bytes;

  private Segments(Medium medium, Path directory) {
    this.medium = medium;
    this.directory = directory;
    inventory = SegmentInventory.open(medium, directory);
    damagedFiles = new DamagedFiles(medium, directory);
    recovery = new SegmentRecovery(medium, directory, inventory, damagedFiles, byFirst);
  }

  static Segments open(Medium medium, Path directory) throws IOException {
    Segments segments = new Segments(medium, directory);
    try {
      segments.openAll();
    } catch (IOException | RuntimeException e) {
      segments.close();
      throw e;
    }
    return segments;
  }

  private void openAll() throws IOException {
    long next = recovery.inspect();
    for (Segment segment : byFirst.values()) {
      messages += segment.liveCount();
      bytes += segment.liveBytes();
    }
    // Numbers of acknowledged or lost messages are never used again.
    if (byFirst.isEmpty() || active().nextSequence() != next) {
      roll(next);
    }
  }

  /** Logs the number of waiting messages. */
  void logOpening(Logger log) {
    log.info("uplink queue {}: {} messages waiting", directory, messages);
  }

  private Segment active() {
    return byFirst.lastEntry().getValue();
  }

  private void roll(long first) throws IOException {
    byFirst.put(first, Segment.open(medium, directory, first));
    directoryUnsynced = true;
  }

  /** Appends to the last segment, or to a new one if the last one is full. */
  long append(long segmentBytes, long time, byte[] topic, byte[] payload) throws IOException {
    long size = RecordFormat.size(topic, payload);
    if (active().end() > 0 && active().end() + size > segmentBytes) {
      roll(active().nextSequence());
    }
    long sequence = active().nextSequence();
    active().append(time, topic, payload);
    messages++;
    bytes += size;
    return sequence;
  }

  boolean isLive(long sequence) {
    Map.Entry<Long, Segment> entry = byFirst.floorEntry(sequence);
    return entry != null && entry.getValue().isLive(sequence);
  }

  Optional<UplinkRecord> read(long sequence) throws IOException {
    return segmentOf(sequence).read(sequence);
  }

  long time(long sequence) {
    return segmentOf(sequence).time(sequence);
  }

  void acknowledge(long sequence) {
    Segment segment = segmentOf(sequence);
    segment.acknowledge(sequence);
    messages--;
    bytes -= segment.size(sequence);
  }

  private Segment segmentOf(long sequence) {
    Map.Entry<Long, Segment> entry = byFirst.floorEntry(sequence);
    if (entry == null) {
      throw new IllegalArgumentException("no segment has " + sequence);
    }
    return entry.getValue();
  }

  /** Returns the number of the newest record, even if it was deleted; initially 0. */
  long lastAppended() {
    return active().nextSequence() - 1;
  }

  /** Returns the first live number from {@code sequence} on, or -1. */
  long firstLive(long sequence) {
    Long from = byFirst.floorKey(sequence);
    for (Segment segment : byFirst.tailMap(from == null ? Long.MIN_VALUE : from).values()) {
      long found = segment.firstLive(sequence);
      if (found >= 0) {
        return found;
      }
    }
    return -1;
  }

  /** Returns the first live number, or -1. */
  long oldest() {
    for (Segment segment : byFirst.values()) {
      long found = segment.oldest();
      if (found >= 0) {
        return found;
      }
    }
    return -1;
  }

  long messages() {
    return messages;
  }

  long bytes() {
    return bytes;
  }

  /** The number of messages that were lost before this opening. */
  long lost() {
    return recovery.lost();
  }

  long tornBytes() {
    return recovery.tornBytes();
  }

  /** Removes and returns the finished segments, which the caller deletes. */
  List<Segment> takeDone() {
    if (byFirst.size() == 1) {
      return List.of();
    }
    List<Segment> done = new ArrayList<>();
    for (Segment segment : byFirst.headMap(byFirst.lastKey()).values()) {
      if (segment.liveCount() == 0) {
        done.add(segment);
      }
    }
    done.forEach(segment -> byFirst.remove(segment.first()));
    directoryUnsynced |= !done.isEmpty();
    return done;
  }

  /** Deletes a removed segment, or sets it aside if it is damaged. Needs no lock. */
  void dispose(Segment done) throws IOException {
    inventory.goes(done.first(), done.nextSequence() - 1);
    done.delete(damagedFiles);
  }

  /** Records that all messages up to this one are flushed. Needs no lock. */
  void reached(long sequence) {
    inventory.reached(sequence);
  }

  /**
   * Returns whether a sync is needed: for an unacknowledged message, or for a created or deleted
   * segment. Messages that were already acknowledged need none.
   */
  boolean needsSync() {
    if (directoryUnsynced) {
      return true;
    }
    for (Segment segment : byFirst.values()) {
      if (segment.needsSync()) {
        return true;
      }
    }
    return false;
  }

  List<Segment> takeUnsynced() {
    List<Segment> unsynced = new ArrayList<>(1);
    for (Segment segment : byFirst.values()) {
      if (segment.takeUnsynced()) {
        unsynced.add(segment);
      }
    }
    return unsynced;
  }

  boolean takeUnsyncedDirectory() {
    boolean taken = directoryUnsynced;
    directoryUnsynced = false;
    return taken;
  }

  /** Returns segments whose sync has failed. */
  void giveBack(List<Segment> unsynced) {
    unsynced.forEach(Segment::markUnsynced);
    directoryUnsynced = true;
  }

  void saveAcks() throws IOException {
    for (Segment segment : byFirst.values()) {
      segment.saveAcks();
    }
  }

  void close() throws IOException {
    for (Segment segment : byFirst.values()) {
      segment.close();
    }
    inventory.close();
  }
}
