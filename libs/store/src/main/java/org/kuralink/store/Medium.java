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
 * The little that files which last ask of a file system. Whatever is made is its owner's alone,
 * where the file system knows owners; where it does not, nothing fails for that. An interrupted
 * thread is served as any other. Any thread may call.
 */
public interface Medium {

  /** The file system of this machine. */
  static Medium disk() {
    return DiskMedium.INSTANCE;
  }

  /**
   * Makes a directory with what is missing above, which lasts when this returns; one that is there
   * already is closed to others, if that can be.
   */
  void createDirectory(Path directory) throws IOException;

  /** The plain files of a directory, in the order of their names. */
  List<Path> list(Path directory) throws IOException;

  /** Whether there is such a file. */
  boolean exists(Path file);

  /**
   * All of a file.
   *
   * @param most how many bytes ours can have at the most
   * @return empty if there is none
   * @throws IOException if it cannot be read, or has more bytes
   */
  Optional<byte[]> read(Path file, long most) throws IOException;

  /** Opens a file for reading and writing, and makes it if it is missing. */
  File open(Path file) throws IOException;

  /** The same, but one that is missing is made with what this process usually allows others. */
  File openShared(Path file) throws IOException;

  /**
   * Closes a file to others.
   *
   * @return what was allowed before, if that was more
   */
  Optional<String> keepToOwner(Path file) throws IOException;

  /** Deletes a file; none is fine as well. */
  void delete(Path file) throws IOException;

  /** Deletes a directory with all that is in it; none is fine as well. */
  void deleteAll(Path directory) throws IOException;

  /** Gives a file another name, which nothing has. */
  void move(Path file, Path name) throws IOException;

  /** Puts a file in another one's place in one step. */
  void replace(Path draft, Path file) throws IOException;

  /** Makes what was created, renamed and deleted in a directory last. */
  void syncDirectory(Path directory) throws IOException;

  /** How many bytes more fit. */
  long usableSpace(Path directory) throws IOException;

  /** An open file. Not for several threads at once. */
  interface File extends Closeable {

    /** In bytes. */
    long size() throws IOException;

    /** So many bytes from there; there are that many. */
    byte[] read(long position, int length) throws IOException;

    /** Writes all bytes from there on; after a failure some of them may stand there. */
    void write(long position, byte[] bytes) throws IOException;

    /** Cuts what lies beyond. */
    void truncate(long size) throws IOException;

    /** Makes what was written last. */
    void sync() throws IOException;
  }
}
