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
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps two queues, of this process or of two, from one directory. Gone with the process. */
final class DirectoryLock implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(DirectoryLock.class);

  // On POSIX, to close a second channel of the file would give up the lock of the first one.
  private static final Set<Path> HELD = ConcurrentHashMap.newKeySet();

  private final Path key;
  private final FileChannel channel;

  private DirectoryLock(Path key, FileChannel channel) {
    this.key = key;
    this.channel = channel;
  }

  static DirectoryLock take(Medium medium, Path directory) throws IOException {
    Path key = directory.toRealPath();
    if (!HELD.add(key)) {
      throw inUse(directory);
    }
    boolean taken = false;
    try {
      Path file = directory.resolve("lock");
      medium.open(file).close();
      FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE);
      taken = tryLock(channel);
      if (!taken) {
        channel.close();
        throw inUse(directory);
      }
      return new DirectoryLock(key, channel);
    } finally {
      if (!taken) {
        HELD.remove(key);
      }
    }
  }

  private static boolean tryLock(FileChannel channel) throws IOException {
    try {
      return channel.tryLock() != null;
    } catch (OverlappingFileLockException e) {
      return false;
    }
  }

  private static QueueException inUse(Path directory) {
    return new QueueException(
        QueueException.Reason.IN_USE,
        "the queue directory " + directory + " is in use by another connection or process");
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      LOG.debug("closing the lock of {}: {}", key, e.getMessage());
    } finally {
      HELD.remove(key);
    }
  }
}
