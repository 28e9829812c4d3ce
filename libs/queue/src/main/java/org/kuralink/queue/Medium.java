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
import java.nio.file.Path;
import java.util.List;

/** The little that the queue asks of a file system. */
interface Medium {

  /** Makes the directory, readable by its owner only, unless it is there. */
  void createDirectory(Path directory) throws IOException;

  /** The plain files of the directory, in the order of their names. */
  List<Path> list(Path directory) throws IOException;

  /** Opens a file for reading and writing; makes it, readable by its owner only, if missing. */
  File open(Path file) throws IOException;

  void delete(Path file) throws IOException;

  /** Gives a file another name, which nothing has, and makes it its owner's only. */
  void move(Path file, Path name) throws IOException;

  /** Makes creations and deletions last. */
  void syncDirectory(Path directory) throws IOException;

  /** How many bytes more fit. */
  long usableSpace(Path directory) throws IOException;

  /** An open file. Not interruptible: an interrupted application must not close the queue. */
  interface File extends Closeable {

    long size() throws IOException;

    byte[] read(long position, int length) throws IOException;

    void write(long position, byte[] bytes) throws IOException;

    void truncate(long size) throws IOException;

    void sync() throws IOException;
  }
}
