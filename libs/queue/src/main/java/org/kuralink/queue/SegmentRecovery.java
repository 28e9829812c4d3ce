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
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;
import org.kuralink.store.Medium;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Opens the segments of a directory in any state, and determines which messages are lost. Intact
 * records are kept in order; damaged bytes are set aside.
 */
final class SegmentRecovery {

  private static final Logger LOG = LoggerFactory.getLogger(SegmentRecovery.class);

  /** The maximum size of a segment. */
  private static final long LARGEST = 2L * RecordFormat.MAX_SIZE;

  private static final String FOUND = ".found";

  private final Medium medium;
  private final Path directory;
  private final SegmentInventory inventory;
  private final DamagedFiles damagedFiles;
  private final TreeMap<Long, Segment> segments;
  private final SequenceSet lost = new SequenceSet();
  private final SequenceSet accounted = new SequenceSet();

  /** The first numbers of ranges whose records were in a damaged file. */
  private final TreeSet<Long> suspicious = new TreeSet<>();

  private long lowestNext = 1;
  private long tornBytes;

  /** Fills {@code segments} step by step, so that they can be closed after a failure. */
  SegmentRecovery(
      Medium medium,
      Path directory,
      SegmentInventory inventory,
      DamagedFiles damagedFiles,
      TreeMap<Long, Segment> segments) {
    this.medium = medium;
    this.directory = directory;
    this.inventory = inventory;
    this.damagedFiles = damagedFiles;
    this.segments = segments;
  }

  /** Inspects the directory; returns the number of the next message. */
  long inspect() throws IOException {
    accounted.add(inventory.gone());
    restoreNames();
    openSegments();
    readLoneAcknowledgements();
    settleTails();
    long last = Math.max(inventory.through(), inventory.known() ? accounted.highest() : 0);
    for (Segment segment : segments.values()) {
      accounted.add(segment.first(), segment.nextSequence() - 1);
      accounted.add(segment.acknowledged());
      lost.add(segment.takeLost());
    }
    last = Math.max(last, accounted.highest());
    for (SequenceSet.Range hole : accounted.missing(1, last)) {
      Long from = inventory.known() ? Long.valueOf(hole.from()) : suspicious.ceiling(hole.from());
      if (from != null && from <= hole.to()) {
        lost.add(from, hole.to());
      }
    }
    last = Math.max(last, lowestNext - 1);
    inventory.begin(absent(last), last);
    tell();
    return last + 1;
  }

  private SequenceSet absent(long last) {
    SequenceSet here = new SequenceSet();
    for (Segment segment : segments.values()) {
      here.add(segment.first(), segment.nextSequence() - 1);
    }
    SequenceSet absent = new SequenceSet();
    here.missing(0, last).forEach(each -> absent.add(each.from(), each.to()));
    return absent;
  }

  private void tell() {
    if (tornBytes > 0) {
      LOG.warn("uplink queue {}: removed {} bytes of an incomplete write", directory, tornBytes);
    }
    if (lost.count() > 0) {
      LOG.warn(
          "uplink queue {}: {} messages are lost, their records are missing or damaged: numbers {};"
              + " check the disk",
          directory,
          lost.count(),
          lost);
    }
  }

  long lost() {
    return lost.count();
  }

  long tornBytes() {
    return tornBytes;
  }

  // A record contains the name of its segment: a renamed segment gets its name back.
  private void restoreNames() throws IOException {
    List<Path> found = new ArrayList<>();
    for (Path file : medium.list(directory)) {
      long named = Segment.firstOf(file, Segment.RECORDS);
      long first = trueFirst(file, named);
      if (first > 0 && first != named && isMissed(first, named)) {
        Path place = directory.resolve(first + FOUND);
        if (Files.exists(place)) {
          continue;
        }
        LOG.warn(
            "uplink queue {}: {} contains segment {} and is renamed back",
            directory,
            file.getFileName(),
            first);
        medium.move(file, place);
        Path acks = directory.resolve(Segment.ackFileName(named));
        Path itsAcks = directory.resolve(Segment.ackFileName(first));
        if (named >= 0 && Files.exists(acks) && !Files.exists(itsAcks)) {
          medium.move(acks, itsAcks);
        }
        found.add(place);
      }
    }
    for (Path place : found) {
      String name = place.getFileName().toString();
      long first = Long.parseLong(name.substring(0, name.indexOf('.')));
      Path file = directory.resolve(Segment.fileName(first));
      if (Files.exists(file)) {
        damagedFiles.take(file);
      }
      medium.move(place, file);
    }
  }

  private boolean isMissed(long first, long named) throws IOException {
    Path own = directory.resolve(Segment.fileName(first));
    return trueFirst(own, first) != first
        && (inventory.known() ? !inventory.gone().contains(first) : named >= 0);
  }

  /** Returns the segment number in the first record of a file; 0 if there is none. */
  private long trueFirst(Path file, long named) throws IOException {
    if (!Files.isRegularFile(file)
        || file.toString().endsWith(DamagedFiles.ENDING)
        || Files.size(file) < RecordFormat.OVERHEAD
        || Files.size(file) > LARGEST) {
      return 0;
    }
    try (Medium.File records = medium.open(file)) {
      byte[] head = records.read(0, RecordFormat.OVERHEAD);
      long sequence = RecordFormat.sequence(head, 0);
      if (!RecordFormat.isMarked(head) || sequence == named) {
        return sequence == named ? named : 0;
      }
      byte[] bytes = records.read(0, (int) records.size());
      return RecordFormat.sizeAt(sequence, 0, bytes, 0, sequence, sequence) > 0 ? sequence : 0;
    }
  }

  private void openSegments() throws IOException {
    List<Path> blank = new ArrayList<>();
    for (Path file : medium.list(directory)) {
      long first = Segment.firstOf(file, Segment.RECORDS);
      if (first < 0) {
        continue;
      }
      if (Files.size(file) > LARGEST) {
        blank.add(file);
        continue;
      }
      Segment segment = Segment.open(medium, directory, first);
      if (segment.nextSequence() > first) {
        segments.put(first, segment);
      } else {
        segment.close();
        blank.add(file);
      }
    }
    for (Path file : blank) {
      settleBlank(file, Segment.firstOf(file, Segment.RECORDS));
    }
  }

  private void settleBlank(Path file, long first) throws IOException {
    suspicious.add(first);
    boolean last = segments.isEmpty() || segments.lastKey() < first;
    long size = Files.size(file);
    if (size == 0) {
      medium.delete(file);
      if (last && !inventory.known()) {
        lowestNext = Math.max(lowestNext, first);
      }
    } else if (last && isTorn(file, first)) {
      medium.delete(file);
      tornBytes += size;
      lowestNext = Math.max(lowestNext, first);
    } else {
      damagedFiles.take(file);
      if (last && !inventory.known()) {
        lost.add(first, first);
        accounted.add(first, first);
      }
    }
  }

  // A killed process leaves the start of a record, a power failure maybe zeros.
  private boolean isTorn(Path file, long first) throws IOException {
    if (Files.size(file) > LARGEST || first <= inventory.through()) {
      return false;
    }
    try (Medium.File records = medium.open(file)) {
      byte[] bytes = records.read(0, (int) records.size());
      return RecordFormat.isBegun(bytes, first) || inventory.known() && RecordFormat.isZero(bytes);
    }
  }

  private void readLoneAcknowledgements() throws IOException {
    for (Path file : medium.list(directory)) {
      long first = Segment.firstOf(file, Segment.ACKS);
      if (first >= 0 && !segments.containsKey(first)) {
        try (AckFile acks = AckFile.open(medium, file, first)) {
          acks.read(index -> accounted.add(first + index, first + index));
        }
        medium.delete(file);
      }
    }
  }

  private void settleTails() throws IOException {
    for (Segment segment : segments.values()) {
      boolean last = segment.first() == segments.lastKey();
      if (segment.tornBytes() > 0) {
        if (last && segment.nextSequence() > inventory.through()) {
          segment.cut();
          tornBytes += segment.tornBytes();
        } else {
          segment.markDamaged();
          suspicious.add(segment.nextSequence());
        }
      }
      if (segment.isDamaged()) {
        LOG.warn(
            "uplink queue {}: {} has damaged bytes; it is set aside after its intact messages are sent",
            directory,
            Segment.fileName(segment.first()));
      }
    }
  }
}
