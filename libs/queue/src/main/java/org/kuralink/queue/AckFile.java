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
import java.util.BitSet;
import java.util.function.IntConsumer;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;
import org.kuralink.store.Medium;

/**
 * The acknowledgement file of one segment: ranges of sequence numbers, each with a checksum. A
 * damaged range counts as not acknowledged, so the platform gets those messages twice.
 */
final class AckFile implements Closeable {

  private static final int ENTRY = 20;

  private final Medium medium;
  private final Path path;
  private final long first;
  private final BitSet unsaved = new BitSet();
  private Medium.@Nullable File file;
  private long end;

  private AckFile(Medium medium, Path path, long first) {
    this.medium = medium;
    this.path = path;
    this.first = first;
  }

  static AckFile open(Medium medium, Path path, long first) throws IOException {
    AckFile acks = new AckFile(medium, path, first);
    if (Files.exists(path)) {
      acks.file = medium.open(path);
    }
    return acks;
  }

  /** Passes on each acknowledged sequence number, relative to the first one of the segment. */
  void read(IntConsumer index) throws IOException {
    if (file == null) {
      return;
    }
    end = file.size() / ENTRY * ENTRY;
    ByteBuffer entries = ByteBuffer.wrap(file.read(0, Math.toIntExact(end)));
    while (entries.hasRemaining()) {
      long from = entries.getLong();
      long to = entries.getLong();
      if (entries.getInt() != checksum(from, to)) {
        continue;
      }
      for (long sequence = from; sequence <= to; sequence++) {
        index.accept((int) (sequence - first));
      }
    }
  }

  void add(int index) {
    unsaved.set(index);
  }

  void save() throws IOException {
    if (unsaved.isEmpty()) {
      return;
    }
    if (file == null) {
      file = medium.open(path);
    }
    byte[] entries = entries();
    file.write(end, entries);
    end += entries.length;
    unsaved.clear();
  }

  private byte[] entries() {
    ByteBuffer entries = ByteBuffer.allocate(unsaved.cardinality() * ENTRY);
    for (int from = unsaved.nextSetBit(0); from >= 0; ) {
      int next = unsaved.nextClearBit(from);
      long low = first + from;
      long high = first + next - 1;
      entries.putLong(low).putLong(high).putInt(checksum(low, high));
      from = unsaved.nextSetBit(next);
    }
    byte[] bytes = new byte[entries.position()];
    entries.flip().get(bytes);
    return bytes;
  }

  private int checksum(long from, long to) {
    CRC32C crc = new CRC32C();
    crc.update(ByteBuffer.allocate(24).putLong(first).putLong(from).putLong(to).flip());
    return (int) crc.getValue();
  }

  void delete() throws IOException {
    medium.delete(path);
  }

  @Override
  public void close() throws IOException {
    if (file != null) {
      file.close();
      file = null;
    }
  }
}
