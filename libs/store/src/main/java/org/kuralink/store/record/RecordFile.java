/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.store.record;

import java.io.Closeable;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;
import org.kuralink.store.Medium;
import org.kuralink.store.WholeFile;

/**
 * A file of records, one per line, each followed by a checksum. A record is appended completely or
 * not at all: an incomplete write is removed before the next one, at once, at the next append or
 * after a restart. Not thread-safe.
 */
public final class RecordFile implements Closeable {

  private static final int BLOCK = 4096;

  private final Medium medium;
  private final Path path;
  private final long most;
  private Medium.@Nullable File file;
  private long end;
  private boolean torn;

  /** Initially true: an earlier process may not have synced the directory. */
  private boolean unsynced = true;

  /**
   * A record file, which need not exist, nor its directory.
   *
   * @param most the maximum number of bytes
   */
  public RecordFile(Medium medium, Path path, long most) {
    this.medium = medium;
    this.path = path;
    this.most = most;
  }

  /**
   * Returns the intact records, oldest first.
   *
   * @throws IOException if the file cannot be read, or is larger than the maximum
   */
  public List<String> read() throws IOException {
    List<String> records = new ArrayList<>();
    Optional<byte[]> bytes = medium.read(path, most);
    if (bytes.isPresent()) {
      for (String line : new String(bytes.get(), StandardCharsets.ISO_8859_1).split("\n")) {
        int end = line.lastIndexOf(' ');
        if (end > 0 && line.substring(end + 1).equals(checksum(line.substring(0, end)))) {
          records.add(line.substring(0, end));
        }
      }
    }
    return records;
  }

  /**
   * Appends a record; after a failure nothing is written.
   *
   * @param record without line ends, and in ISO 8859-1
   * @param force whether the record survives a power failure when this returns; else only the end
   *     of this process
   * @return the size of the file in bytes
   */
  public long append(String record, boolean force) throws IOException {
    byte[] bytes = bytes(record);
    Medium.File open = opened();
    if (torn) {
      open.truncate(end);
      torn = false;
    }
    try {
      open.write(end, bytes);
      if (force) {
        sync(open);
      }
    } catch (IOException e) {
      cut(open, e);
      throw e;
    }
    end += bytes.length;
    return end;
  }

  private void sync(Medium.File open) throws IOException {
    open.sync();
    if (unsynced) {
      medium.syncDirectory(WholeFile.directoryOf(path));
      unsynced = false;
    }
  }

  private void cut(Medium.File open, IOException cause) {
    torn = true;
    try {
      open.truncate(end);
      torn = false;
    } catch (IOException e) {
      cause.addSuppressed(e);
    }
  }

  private Medium.File opened() throws IOException {
    Medium.File open = file;
    if (open == null) {
      medium.createDirectory(WholeFile.directoryOf(path));
      unsynced |= !medium.exists(path);
      open = medium.open(path);
      try {
        end = wholeLines(open);
        torn = end < open.size();
      } catch (IOException e) {
        open.close();
        throw e;
      }
      file = open;
    }
    return open;
  }

  private static long wholeLines(Medium.File open) throws IOException {
    long end = open.size();
    while (end > 0) {
      int length = (int) Math.min(BLOCK, end);
      byte[] block = open.read(end - length, length);
      for (int i = length; i > 0; i--) {
        if (block[i - 1] == '\n') {
          return end - length + i;
        }
      }
      end -= length;
    }
    return 0;
  }

  /**
   * Replaces all records atomically; when this returns, they survive a power failure.
   *
   * @return the size of the file in bytes
   */
  public long replace(List<String> records) throws IOException {
    close();
    StringBuilder text = new StringBuilder();
    for (String record : records) {
      text.append(line(record));
    }
    byte[] bytes = text.toString().getBytes(StandardCharsets.ISO_8859_1);
    new WholeFile(medium, path).write(bytes);
    unsynced = false;
    return bytes.length;
  }

  @Override
  public void close() throws IOException {
    Medium.File open = file;
    file = null;
    if (open != null) {
      open.close();
    }
  }

  private static byte[] bytes(String record) {
    return line(record).getBytes(StandardCharsets.ISO_8859_1);
  }

  private static String line(String record) {
    for (int i = 0; i < record.length(); i++) {
      if (record.charAt(i) > 0xff || record.charAt(i) == '\n') {
        throw new IllegalArgumentException("a record must be ISO 8859-1 without line ends");
      }
    }
    return record + ' ' + checksum(record) + '\n';
  }

  private static String checksum(String record) {
    CRC32 crc = new CRC32();
    crc.update(record.getBytes(StandardCharsets.ISO_8859_1));
    return Long.toHexString(crc.getValue());
  }
}
