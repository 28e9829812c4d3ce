/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.simulator.disk;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The data directory of a simulator, locked against other simulators, which would overwrite its
 * registry. A temporary directory is deleted when it is closed.
 */
public final class DataDirectory implements AutoCloseable {
  private static final String LOCK = "simulator.lock";
  private static final int LONGEST_PID = 20;

  private final Path path;
  private final boolean temporary;
  private final FileChannel channel;

  private DataDirectory(Path path, boolean temporary, FileChannel channel) {
    this.path = path;
    this.temporary = temporary;
    this.channel = channel;
  }

  /**
   * Opens it, or a temporary one.
   *
   * @throws IOException that says why it cannot be used, and what to do
   */
  public static DataDirectory open(Optional<Path> named) throws IOException {
    if (named.isEmpty()) {
      Path made = Files.createTempDirectory("kuralink-simulator");
      return new DataDirectory(made, true, lock(made));
    }
    Path path = named.get();
    try {
      return new DataDirectory(PrivateFiles.directory(path), false, lock(path));
    } catch (FileSystemException e) {
      throw new IOException(
          "cannot write to the data directory "
              + path
              + ": "
              + reason(e)
              + "; name another one with --data",
          e);
    }
  }

  private static String reason(FileSystemException e) {
    if (e instanceof AccessDeniedException) {
      return "permission denied";
    }
    if (e instanceof FileAlreadyExistsException) {
      return "a file with this name exists";
    }
    return e.getReason() == null ? "the directory cannot be created" : e.getReason();
  }

  private static FileChannel lock(Path directory) throws IOException {
    FileChannel channel = PrivateFiles.open(directory.resolve(LOCK));
    if (isFree(channel)) {
      channel.truncate(0);
      channel.write(StandardCharsets.US_ASCII.encode(Long.toString(ProcessHandle.current().pid())));
      return channel;
    }
    String owner = owner(channel);
    channel.close();
    throw new IOException(
        directory
            + " is in use by another running simulator"
            + owner
            + ": stop that simulator, or name another directory with --data");
  }

  private static boolean isFree(FileChannel channel) throws IOException {
    try {
      FileLock lock = channel.tryLock();
      return lock != null;
    } catch (OverlappingFileLockException e) {
      return false;
    }
  }

  private static String owner(FileChannel channel) throws IOException {
    ByteBuffer pid = ByteBuffer.allocate(LONGEST_PID);
    channel.read(pid, 0);
    String number = StandardCharsets.US_ASCII.decode(pid.flip()).toString();
    return number.matches("[0-9]+") ? " (process " + number + ")" : "";
  }

  public Path path() {
    return path;
  }

  /** Leaves it to the next simulator. */
  @Override
  public void close() throws IOException {
    if (!channel.isOpen()) {
      return;
    }
    channel.close();
    if (temporary) {
      try (Stream<Path> files = Files.walk(path)) {
        List<Path> deepestFirst = files.sorted(Comparator.reverseOrder()).toList();
        for (Path file : deepestFirst) {
          Files.delete(file);
        }
      }
    }
  }
}
