/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.store;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * The file system operations of persistent files. Files and directories are created for their owner
 * only, if the file system supports owners; otherwise no operation fails for that. Interrupts do
 * not affect the operations. Any thread may call.
 */
public interface Medium {

  /** Returns the file system of this machine. */
  static Medium disk() {
    return DiskMedium.INSTANCE;
  }

  /**
   * Creates a directory and its missing parents, which survive a power failure when this returns;
   * restricts an existing directory to its owner if possible.
   */
  void createDirectory(Path directory) throws IOException;

  /** Returns the regular files of a directory, sorted by name. */
  List<Path> list(Path directory) throws IOException;

  /** Returns whether a file exists. */
  boolean exists(Path file);

  /**
   * Returns the content of a file.
   *
   * @param most the maximum number of bytes
   * @return empty if the file does not exist
   * @throws IOException if it cannot be read, or is larger
   */
  Optional<byte[]> read(Path file, long most) throws IOException;

  /** Opens a file for reading and writing, and creates it if it is missing. */
  File open(Path file) throws IOException;

  /**
   * Opens a file like {@link #open}, but creates it with the default permissions of this process.
   */
  File openShared(Path file) throws IOException;

  /**
   * Restricts a file to its owner.
   *
   * @return the former permissions, if they were wider
   */
  Optional<String> keepToOwner(Path file) throws IOException;

  /** Deletes a file if it exists. */
  void delete(Path file) throws IOException;

  /** Deletes a directory with its content if it exists. */
  void deleteAll(Path directory) throws IOException;

  /** Renames a file; the new name must not exist. */
  void move(Path file, Path name) throws IOException;

  /** Replaces a file by another one atomically. */
  void replace(Path draft, Path file) throws IOException;

  /** Flushes creations, renamings and deletions in a directory to disk. */
  void syncDirectory(Path directory) throws IOException;

  /** Returns the free space in bytes. */
  long usableSpace(Path directory) throws IOException;

  /** An open file. Not thread-safe. */
  interface File extends Closeable {

    /** Returns the size in bytes. */
    long size() throws IOException;

    /** Reads bytes, which must exist, from a position. */
    byte[] read(long position, int length) throws IOException;

    /** Writes all bytes to a position; after a failure a part of them may be written. */
    void write(long position, byte[] bytes) throws IOException;

    /** Removes all bytes behind a size. */
    void truncate(long size) throws IOException;

    /** Flushes the content to disk. */
    void sync() throws IOException;
  }
}
