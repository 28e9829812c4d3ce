/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.store.lock;

import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import org.kuralink.store.Medium;

/**
 * An exclusive lock on a file of this machine, against this process and others, until it is closed
 * or the process ends.
 */
public final class FileLock implements Closeable {

  // On POSIX, closing a second channel of a file releases the lock of the first one. Therefore the
  // process must know its locks; each bundle has a copy of this class, hence a system property.
  private static final String HELD = "org.kuralink.store.lock:";

  private final FileChannel channel;
  private final String key;

  private FileLock(FileChannel channel, String key) {
    this.channel = channel;
    this.key = key;
  }

  /**
   * Locks a file.
   *
   * @param medium the disk, which creates the file if it is missing
   * @return empty if the file is locked already
   */
  public static Optional<FileLock> take(Medium medium, Path file) throws IOException {
    medium.open(file).close();
    String key = HELD + file.toRealPath();
    if (System.getProperties().putIfAbsent(key, "held") != null) {
      return Optional.empty();
    }
    boolean taken = false;
    try {
      FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE);
      taken = tryLock(channel);
      if (taken) {
        return Optional.of(new FileLock(channel, key));
      }
      channel.close();
      return Optional.empty();
    } finally {
      if (!taken) {
        System.clearProperty(key);
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

  @Override
  public void close() throws IOException {
    try {
      channel.close();
    } finally {
      System.clearProperty(key);
    }
  }
}
