/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.demo;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.FileSystemException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;

/** The directory and the ports of one run. Several demos can run at the same time. */
final class Workplace implements AutoCloseable {

  private static final int MOST_RUNS = 50;
  private static final String LOOPBACK = "127.0.0.1";

  private final Path directory;
  private final FileChannel lock;

  private Workplace(Path directory, FileChannel lock) {
    this.directory = directory;
    this.lock = lock;
  }

  /** Locks the first run directory that no other demo uses, and empties it. */
  static Workplace take(Path work) throws IOException, StoryException {
    try {
      Files.createDirectories(work);
    } catch (FileSystemException e) {
      throw new StoryException(
          "the demo cannot start: it cannot write to "
              + work
              + "; check that it is a directory and that you may write to it");
    }
    for (int i = 1; i <= MOST_RUNS; i++) {
      FileChannel channel =
          FileChannel.open(
              work.resolve("run-" + i + ".lock"),
              StandardOpenOption.CREATE,
              StandardOpenOption.WRITE);
      FileLock taken = channel.tryLock();
      if (taken != null) {
        Path directory = work.resolve("run-" + i);
        delete(directory);
        createPrivate(directory);
        return new Workplace(directory, channel);
      }
      channel.close();
    }
    throw new StoryException(
        MOST_RUNS + " demos are already running in " + work + "; stop one of them first");
  }

  /** Allows only the owner to read logs and configurations. */
  private static void createPrivate(Path directory) throws IOException {
    if (directory.getFileSystem().supportedFileAttributeViews().contains("posix")) {
      Files.createDirectory(
          directory,
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    } else {
      Files.createDirectory(directory);
    }
  }

  /** Returns a directory or file of this run. */
  Path path(String name) {
    return directory.resolve(name);
  }

  /** Returns the default port, or a free port if the default port is in use. */
  static int port(int usual) throws IOException {
    try {
      return bound(usual);
    } catch (IOException taken) {
      return bound(0);
    }
  }

  @Override
  public void close() throws IOException {
    lock.close();
  }

  private static int bound(int port) throws IOException {
    try (ServerSocket socket = new ServerSocket()) {
      socket.setReuseAddress(true);
      socket.bind(new InetSocketAddress(InetAddress.getByName(LOOPBACK), port));
      return socket.getLocalPort();
    }
  }

  private static void delete(Path directory) throws IOException {
    if (!Files.exists(directory)) {
      return;
    }
    Files.walkFileTree(
        directory,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            Files.delete(file);
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult postVisitDirectory(
              Path visited, @org.jspecify.annotations.Nullable IOException failure)
              throws IOException {
            if (failure != null) {
              throw failure;
            }
            Files.delete(visited);
            return FileVisitResult.CONTINUE;
          }
        });
  }
}
