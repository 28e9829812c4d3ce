/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.standalone;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.ClosedWatchServiceException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Watches directories and runs an action after a burst of changes. Also polls, because the
 * operating system does not report a directory that was replaced by another one, nor changes of
 * files behind links or on network file systems. Owns one daemon thread, {@code kuralink-watch},
 * which runs all actions. Changes between {@code watch} and {@code start} are reported after {@code
 * start}.
 */
final class DirectoryWatch implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(DirectoryWatch.class);
  private static final long QUIET_MILLIS = 250;
  private static final long LOOK_MILLIS = 5_000;
  private static final int LONGEST_BURST = 20;

  private final WatchService service;
  private final long lookMillis;
  private final List<Followed> followed = new ArrayList<>();

  DirectoryWatch() throws IOException {
    this(LOOK_MILLIS);
  }

  /**
   * Creates a watch with its own delay.
   *
   * @param lookMillis the polling interval
   */
  DirectoryWatch(long lookMillis) throws IOException {
    this.service = FileSystems.getDefault().newWatchService();
    this.lookMillis = lookMillis;
  }

  /** Starts to report changes. */
  void start() {
    Thread thread = new Thread(this::run, "kuralink-watch");
    thread.setDaemon(true);
    thread.start();
  }

  /** Runs the action after each change of the directory. Must be called before the start. */
  void watch(Path directory, Runnable action) throws IOException {
    Followed one = new Followed(directory, action);
    one.register();
    followed.add(one);
  }

  @Override
  public void close() throws IOException {
    service.close();
  }

  private void run() {
    try {
      while (true) {
        burst().forEach(Followed::tell);
      }
    } catch (ClosedWatchServiceException closed) {
      log.debug("the directory watch has ended");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private Set<Followed> burst() throws InterruptedException {
    Set<Followed> changed = new LinkedHashSet<>();
    followed.stream().filter(Followed::isChanged).forEach(changed::add);
    WatchKey next =
        service.poll(changed.isEmpty() ? lookMillis : QUIET_MILLIS, TimeUnit.MILLISECONDS);
    for (int i = 0; next != null && i < LONGEST_BURST; i++) {
      add(next, changed);
      next.pollEvents();
      next.reset();
      next = service.poll(QUIET_MILLIS, TimeUnit.MILLISECONDS);
    }
    if (next != null) {
      add(next, changed);
      next.reset();
    }
    return changed;
  }

  private void add(WatchKey key, Set<Followed> changed) {
    followed.stream().filter(one -> key.equals(one.key)).forEach(changed::add);
  }

  /**
   * A watched directory: the operating system follows the directory itself, this class its path.
   */
  private final class Followed {

    private final Path directory;
    private final Runnable action;
    private @Nullable WatchKey key;
    private @Nullable Object file;
    private String stamps = "";

    Followed(Path directory, Runnable action) {
      this.directory = directory;
      this.action = action;
    }

    void register() throws IOException {
      // Registers before reading: the next poll finds changes in between.
      file = fileKey();
      stamps = stamps();
      key =
          directory.register(
              service,
              StandardWatchEventKinds.ENTRY_CREATE,
              StandardWatchEventKinds.ENTRY_MODIFY,
              StandardWatchEventKinds.ENTRY_DELETE);
    }

    private @Nullable Object fileKey() throws IOException {
      return Files.readAttributes(directory, BasicFileAttributes.class).fileKey();
    }

    private String stamps() throws IOException {
      try (Stream<Path> files = Files.list(directory)) {
        return files.sorted().map(Followed.this::stamp).collect(Collectors.joining("\n"));
      } catch (UncheckedIOException e) {
        throw e.getCause();
      }
    }

    private String stamp(Path file) {
      try {
        BasicFileAttributes now = Files.readAttributes(file, BasicFileAttributes.class);
        return file + " " + now.size() + " " + now.lastModifiedTime();
      } catch (IOException gone) {
        return file.toString();
      }
    }

    /**
     * Returns whether the directory has changed without a notification, was replaced, or no longer
     * exists; logs this once.
     */
    boolean isChanged() {
      WatchKey before = key;
      try {
        if (before != null && before.isValid() && Objects.equals(file, fileKey())) {
          return !stamps.equals(stamps());
        }
        if (before != null) {
          before.cancel();
        }
        register();
        log.info("directory {} was replaced by another one and is read again", directory);
        return true;
      } catch (IOException gone) {
        key = null;
        return before != null;
      }
    }

    void tell() {
      try {
        stamps = stamps();
      } catch (IOException gone) {
        stamps = "";
      }
      try {
        action.run();
      } catch (RuntimeException e) {
        log.error("cannot apply a change in {}", directory, e);
      }
    }
  }
}
