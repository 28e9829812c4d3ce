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
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;
import org.kuralink.store.Medium;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The expected content of the queue directory, so that missing messages are detected: the highest
 * sequence number that was flushed, and the numbers of segments that were deleted because all their
 * messages were finished. Without the file, or if it is damaged, missing messages are not detected.
 * Any thread.
 */
final class SegmentInventory implements Closeable {

  static final String FILE = "holdings";

  private static final Logger LOG = LoggerFactory.getLogger(SegmentInventory.class);
  private static final int ENTRY = 20;

  /** Above this size the file is rewritten with adjacent ranges merged. */
  private static final int LARGE = 200 * ENTRY;

  private final Medium medium;
  private final Path path;
  private final SequenceSet gone = new SequenceSet();
  private Medium.@Nullable File file;
  private long end;
  private long through;
  private boolean known;

  private SegmentInventory(Medium medium, Path path) {
    this.medium = medium;
    this.path = path;
  }

  static SegmentInventory open(Medium medium, Path directory) {
    SegmentInventory inventory = new SegmentInventory(medium, directory.resolve(FILE));
    try {
      inventory.read();
    } catch (IOException e) {
      LOG.debug("{}: {}", inventory.path, e.getMessage());
    }
    return inventory;
  }

  // The first entry is the highest number; an incomplete last entry was never relied on.
  private void read() throws IOException {
    if (!Files.exists(path)) {
      return;
    }
    Medium.File opened = medium.open(path);
    file = opened;
    long whole = Math.min(opened.size(), 10L * LARGE) / ENTRY * ENTRY;
    ByteBuffer entries = ByteBuffer.wrap(opened.read(0, (int) whole));
    boolean intact = true;
    while (entries.hasRemaining()) {
      boolean mark = entries.position() == 0;
      long from = entries.getLong();
      long to = entries.getLong();
      boolean valid = entries.getInt() == checksum(mark, from, to);
      if (mark) {
        through = valid ? to : 0;
      } else if (valid) {
        gone.add(from, to);
      } else {
        intact = false;
      }
    }
    known = intact && gone.contains(0);
  }

  synchronized boolean known() {
    return known;
  }

  /** The highest sequence number that was flushed, if known. */
  synchronized long through() {
    return through;
  }

  synchronized SequenceSet gone() {
    SequenceSet copy = new SequenceSet();
    copy.add(gone);
    return copy;
  }

  /** Starts a new file with these numbers as deleted. */
  synchronized void begin(SequenceSet numbers, long youngest) {
    gone.add(0, 0);
    gone.add(numbers);
    through = Math.max(through, youngest);
    try {
      writeAnew();
    } catch (IOException e) {
      forget(e);
    }
  }

  /**
   * Records deleted numbers; on return the record is on disk, or the file is deleted, so the
   * segment may be deleted.
   */
  synchronized void goes(long from, long to) {
    gone.add(from, to);
    try {
      if (file == null || end >= LARGE) {
        writeAnew();
      } else {
        file.write(end, entry(false, from, to));
        end += ENTRY;
      }
      if (file != null) {
        file.sync();
      }
    } catch (IOException e) {
      forget(e);
    }
  }

  /** Records that all numbers up to this one are flushed. */
  synchronized void reached(long sequence) {
    if (sequence <= through) {
      return;
    }
    through = sequence;
    if (file == null) {
      return;
    }
    try {
      file.write(0, entry(true, sequence, sequence));
    } catch (IOException e) {
      forget(e);
    }
  }

  private void writeAnew() throws IOException {
    List<SequenceSet.Range> ranges = gone.ranges();
    ByteBuffer bytes = ByteBuffer.allocate((ranges.size() + 1) * ENTRY);
    bytes.put(entry(true, through, through));
    ranges.forEach(each -> bytes.put(entry(false, each.from(), each.to())));
    Medium.File anew = file == null ? medium.open(path) : file;
    file = anew;
    anew.truncate(0);
    anew.write(0, bytes.array());
    end = bytes.capacity();
    known = true;
  }

  // On a full disk segments must be deletable: no information is better than a wrong one.
  private void forget(IOException cause) {
    LOG.debug("{}: {}", path, cause.getMessage());
    known = false;
    try {
      close();
      medium.delete(path);
    } catch (IOException e) {
      LOG.debug("{}: {}", path, e.getMessage());
    }
  }

  private static byte[] entry(boolean mark, long from, long to) {
    return ByteBuffer.allocate(ENTRY)
        .putLong(from)
        .putLong(to)
        .putInt(checksum(mark, from, to))
        .array();
  }

  private static int checksum(boolean mark, long from, long to) {
    CRC32C crc = new CRC32C();
    crc.update(mark ? 'm' : 'g');
    crc.update(ByteBuffer.allocate(16).putLong(from).putLong(to).flip());
    return (int) crc.getValue();
  }

  @Override
  public synchronized void close() throws IOException {
    if (file != null) {
      file.close();
      file = null;
    }
  }
}
