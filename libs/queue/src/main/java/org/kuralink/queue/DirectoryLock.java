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
import org.kuralink.store.Medium;
import org.kuralink.store.lock.FileLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Prevents two queues, of this process or another one, from using one directory. Released when the
 * process ends.
 */
final class DirectoryLock implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(DirectoryLock.class);

  private final Path directory;
  private final FileLock lock;

  private DirectoryLock(Path directory, FileLock lock) {
    this.directory = directory;
    this.lock = lock;
  }

  static DirectoryLock take(Medium medium, Path directory) throws IOException {
    FileLock lock =
        FileLock.take(medium, directory.resolve("lock")).orElseThrow(() -> inUse(directory));
    return new DirectoryLock(directory, lock);
  }

  private static QueueException inUse(Path directory) {
    return new QueueException(
        QueueException.Reason.IN_USE,
        "the queue directory " + directory + " is in use by another connection or process");
  }

  @Override
  public void close() {
    try {
      lock.close();
    } catch (IOException e) {
      LOG.debug("closing the lock of {}: {}", directory, e.getMessage());
    }
  }
}
