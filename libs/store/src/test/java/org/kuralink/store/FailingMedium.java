/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.store;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** A medium with limited space, failures on demand and a count of syncs. */
public final class FailingMedium implements Medium {

  private final Medium medium;

  /** How many bytes may still be written; what exceeds them is written in part. */
  public long space = Long.MAX_VALUE;

  /** Whether it tells nobody how little may still be written. */
  public boolean saysThereIsRoom;

  /** Whether syncs fail. */
  public boolean syncFails;

  /** Whether what was created, renamed and deleted in a directory cannot be brought there. */
  public boolean directorySyncFails;

  /** Whether nothing can be cut. */
  public boolean truncateFails;

  /** Whether nothing can be read. */
  public boolean readFails;

  /** Whether no directory says what is in it. */
  public boolean listFails;

  /** Files that cannot be read as a whole. */
  public final Set<Path> unreadable = new HashSet<>();

  /** A position that cannot be read; -1 for none. */
  public long unreadableAt = -1;

  /** The number of synced files. */
  public int syncs;

  /** Run with each sync. */
  public Runnable syncing = () -> {};

  /** Run before and after each change of what there is: a file deleted, renamed or replaced. */
  public Runnable changing = () -> {};

  /** The number of synced directories. */
  public int directorySyncs;

  /** Over the disk of this machine. */
  public FailingMedium() {
    this(Medium.disk());
  }

  /** Over another medium. */
  public FailingMedium(Medium medium) {
    this.medium = medium;
  }

  /** What lies below. */
  public Medium medium() {
    return medium;
  }

  @Override
  public void createDirectory(Path directory) throws IOException {
    medium.createDirectory(directory);
  }

  @Override
  public List<Path> list(Path directory) throws IOException {
    check(listFails);
    return medium.list(directory);
  }

  @Override
  public boolean exists(Path file) {
    return medium.exists(file);
  }

  @Override
  public Optional<byte[]> read(Path file, long most) throws IOException {
    check(readFails || unreadable.contains(file));
    return medium.read(file, most);
  }

  @Override
  public File open(Path file) throws IOException {
    return new FailingFile(medium.open(file));
  }

  @Override
  public File openShared(Path file) throws IOException {
    return new FailingFile(medium.openShared(file));
  }

  @Override
  public Optional<String> keepToOwner(Path file) throws IOException {
    return medium.keepToOwner(file);
  }

  @Override
  public void delete(Path file) throws IOException {
    if (medium.exists(file)) {
      changing.run();
      medium.delete(file);
      changing.run();
    }
  }

  @Override
  public void deleteAll(Path directory) throws IOException {
    changing.run();
    medium.deleteAll(directory);
    changing.run();
  }

  @Override
  public void move(Path file, Path name) throws IOException {
    changing.run();
    medium.move(file, name);
    changing.run();
  }

  @Override
  public void replace(Path draft, Path file) throws IOException {
    changing.run();
    medium.replace(draft, file);
    changing.run();
  }

  @Override
  public void syncDirectory(Path directory) throws IOException {
    check(directorySyncFails);
    directorySyncs++;
    medium.syncDirectory(directory);
  }

  @Override
  public long usableSpace(Path directory) {
    return saysThereIsRoom ? Long.MAX_VALUE : space;
  }

  private static void check(boolean fails) throws IOException {
    if (fails) {
      throw new IOException("Input/output error");
    }
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
      check(readFails || position == unreadableAt);
      return file.read(position, length);
    }

    @Override
    public void write(long position, byte[] bytes) throws IOException {
      if (bytes.length > space) {
        file.write(position, Arrays.copyOf(bytes, (int) space));
        space = 0;
        throw new IOException("No space left on device");
      }
      file.write(position, bytes);
      space -= space == Long.MAX_VALUE ? 0 : bytes.length;
    }

    @Override
    public void truncate(long size) throws IOException {
      check(truncateFails);
      file.truncate(size);
    }

    @Override
    public void sync() throws IOException {
      syncing.run();
      check(syncFails);
      syncs++;
      file.sync();
    }

    @Override
    public void close() throws IOException {
      file.close();
    }
  }
}
