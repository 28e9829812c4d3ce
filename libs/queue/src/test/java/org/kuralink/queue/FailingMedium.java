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
import java.util.Arrays;
import java.util.List;

/** The real file system, with a limit of space, failures on demand and a count of the syncs. */
final class FailingMedium implements Medium {

  private final DiskMedium disk = new DiskMedium();

  /** How many bytes may still be written; what exceeds them is written in part. */
  long space = Long.MAX_VALUE;

  boolean syncFails;
  boolean truncateFails;
  boolean readFails;
  long unreadableAt = -1;
  int syncs;
  int directorySyncs;

  @Override
  public void createDirectory(Path directory) throws IOException {
    disk.createDirectory(directory);
  }

  @Override
  public List<Path> list(Path directory) throws IOException {
    return disk.list(directory);
  }

  @Override
  public File open(Path file) throws IOException {
    return new FailingFile(disk.open(file));
  }

  @Override
  public void delete(Path file) throws IOException {
    disk.delete(file);
  }

  @Override
  public void move(Path file, Path name) throws IOException {
    disk.move(file, name);
  }

  @Override
  public void syncDirectory(Path directory) throws IOException {
    directorySyncs++;
    disk.syncDirectory(directory);
  }

  @Override
  public long usableSpace(Path directory) {
    return space;
  }

  private final class FailingFile implements File {

    private final File file;

    FailingFile(File file) {
      this.file = file;
    }

    @Override
    public long size() throws IOException {
      return file.size();
    }

    @Override
    public byte[] read(long position, int length) throws IOException {
      if (readFails || position == unreadableAt) {
        throw new IOException("Input/output error");
      }
      return file.read(position, length);
    }

    @Override
    public void write(long position, byte[] bytes) throws IOException {
      if (bytes.length > space) {
        file.write(position, Arrays.copyOf(bytes, (int) space));
        space = 0;
        throw new IOException("no room");
      }
      file.write(position, bytes);
      space -= space == Long.MAX_VALUE ? 0 : bytes.length;
    }

    @Override
    public void truncate(long size) throws IOException {
      if (truncateFails) {
        throw new IOException("Input/output error");
      }
      file.truncate(size);
    }

    @Override
    public void sync() throws IOException {
      if (syncFails) {
        throw new IOException("Input/output error");
      }
      syncs++;
      file.sync();
    }

    @Override
    public void close() throws IOException {
      file.close();
    }
  }
}
