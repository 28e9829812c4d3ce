/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.download;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Where files that come in parts are written; a test puts a full disk in its place. */
public interface PartDisk {

  /** The disk of this machine. */
  PartDisk REAL =
      new PartDisk() {
        @Override
        public long usable(Path directory) throws IOException {
          return Files.getFileStore(directory).getUsableSpace();
        }

        @Override
        public Sink append(Path file) throws IOException {
          return new FileSink(
              FileChannel.open(
                  file,
                  StandardOpenOption.CREATE,
                  StandardOpenOption.WRITE,
                  StandardOpenOption.APPEND));
        }
      };

  /** How many bytes there is room for. */
  long usable(Path directory) throws IOException;

  /** Opens a file for writing at its end. */
  Sink append(Path file) throws IOException;

  /** What is written. */
  interface Sink extends Closeable {

    /** Writes all bytes at the end. */
    void write(ByteBuffer bytes) throws IOException;

    /** Makes it empty. */
    void clear() throws IOException;

    /** Lets what was written survive a power cut. */
    void force() throws IOException;
  }

  /** A file on the disk of this machine. */
  record FileSink(FileChannel channel) implements Sink {

    @Override
    public void write(ByteBuffer bytes) throws IOException {
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
    }

    @Override
    public void clear() throws IOException {
      channel.truncate(0);
    }

    @Override
    public void force() throws IOException {
      channel.force(true);
    }

    @Override
    public void close() throws IOException {
      channel.close();
    }
  }
}
