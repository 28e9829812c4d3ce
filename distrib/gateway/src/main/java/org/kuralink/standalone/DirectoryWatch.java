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
import java.nio.file.ClosedWatchServiceException;
import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells of changes in directories, once a burst of them is over. Owns one daemon thread, {@code
 * kuralink-watch}, on which everything it tells is run; what changes between {@code watch} and
 * {@code start} is told then.
 */
final class DirectoryWatch implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(DirectoryWatch.class);
  private static final long QUIET_MILLIS = 250;
  private static final int LONGEST_BURST = 20;

  private final WatchService service;
  private final Map<WatchKey, Runnable> actions = new ConcurrentHashMap<>();

  DirectoryWatch() throws IOException {
    service = FileSystems.getDefault().newWatchService();
  }

  /** Begins to tell. */
  void start() {
    Thread thread = new Thread(this::run, "kuralink-watch");
    thread.setDaemon(true);
    thread.start();
  }

  /** Runs the action after each change of the directory from now on. */
  void watch(Path directory, Runnable action) throws IOException {
    WatchKey key =
        directory.register(
            service,
            StandardWatchEventKinds.ENTRY_CREATE,
            StandardWatchEventKinds.ENTRY_MODIFY,
            StandardWatchEventKinds.ENTRY_DELETE);
    actions.put(key, action);
  }

  @Override
  public void close() throws IOException {
    service.close();
  }

  private void run() {
    try {
      while (true) {
        for (WatchKey key : burst()) {
          runAction(key);
        }
      }
    } catch (ClosedWatchServiceException closed) {
      log.debug("no longer watching");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private Set<WatchKey> burst() throws InterruptedException {
    Set<WatchKey> changed = new LinkedHashSet<>();
    WatchKey next = service.take();
    for (int i = 0; next != null && i < LONGEST_BURST; i++) {
      changed.add(next);
      next.pollEvents();
      next.reset();
      next = service.poll(QUIET_MILLIS, TimeUnit.MILLISECONDS);
    }
    if (next != null) {
      changed.add(next);
      next.reset();
    }
    return changed;
  }

  private void runAction(WatchKey key) {
    try {
      actions.getOrDefault(key, () -> {}).run();
    } catch (RuntimeException e) {
      log.error("a change in {} could not be taken", key.watchable(), e);
    }
  }
}
