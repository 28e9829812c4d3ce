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
 * The segments of one directory: the last one takes the records, the others go as soon as all of
 * theirs are acknowledged. Guarded by the lock of the queue.
 */
final class Segments {

  private final Medium medium;
  private final Path directory;
  private final Holdings holdings;
  private final SetAside aside;
  private final Inspection inspection;
  private final TreeMap<Long, Segment> byFirst = new TreeMap<>();

  /** Also what a process before this one created may not have reached the medium. */
  private boolean directoryUnsynced = true;

  private long messages;
  private long bytes;

  private Segments(Medium medium, Path directory) {
    this.medium = medium;
    this.directory = directory;
    holdings = Holdings.open(medium, directory);
    aside = new SetAside(medium, directory);
    inspection = new Inspection(medium, directory, holdings, aside, byFirst);
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
    long next = inspection.inspect();
    for (Segment segment : byFirst.values()) {
      messages += segment.liveCount();
      bytes += segment.liveBytes();
    }
    // A number that was acknowledged or lost is never given again.
    if (byFirst.isEmpty() || active().nextSequence() != next) {
      roll(next);
    }
  }

  /** Says what was found. */
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

  /** Appends to the last segment, or to a new one if that would grow beyond its size. */
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

  /** The number of the youngest record, whether it is still here or not; at first 0. */
  long lastAppended() {
    return active().nextSequence() - 1;
  }

  /** The first live sequence from {@code sequence} on, or -1. */
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

  /** The first live sequence of all, or -1. */
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

  /** Messages that were found lost at opening. */
  long lost() {
    return inspection.lost();
  }

  long tornBytes() {
    return inspection.tornBytes();
  }

  /** Takes out the segments of which nothing is left to send; the caller deletes them. */
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

  /** Deletes what was taken out, or sets it aside if it is damaged. Needs no lock. */
  void dispose(Segment done) throws IOException {
    holdings.goes(done.first(), done.nextSequence() - 1);
    done.delete(aside);
  }

  /** All up to this one have been brought to the medium. Needs no lock. */
  void reached(long sequence) {
    holdings.reached(sequence);
  }

  /**
   * Whether there is anything of which the medium must know: a message that waits, or a segment
   * that came or went. What was sent and acknowledged meanwhile is nothing of the kind.
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

  /** What was taken could not be brought to the medium. */
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
    holdings.close();
  }
}
