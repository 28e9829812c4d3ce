/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.simulator.registry;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.kuralink.simulator.disk.PrivateFiles;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the registry on disk between starts. Owns one daemon thread that writes the file; changes
 * that come while it writes are written together.
 */
public final class RegistryStore implements RegistryListener, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(RegistryStore.class);

  private final Registry registry;
  private final Path file;
  private final AtomicBoolean due = new AtomicBoolean();
  private final ExecutorService writer;

  /** A store in the directory. */
  public RegistryStore(Registry registry, Path directory) {
    this.registry = registry;
    this.file = directory.resolve("registry.json");
    this.writer =
        new ThreadPoolExecutor(
            1,
            1,
            0,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(2),
            task -> {
              Thread thread = new Thread(task, "simulator-registry");
              thread.setDaemon(true);
              return thread;
            },
            new ThreadPoolExecutor.DiscardPolicy());
  }

  /** Takes what was kept at the last stop. */
  public void load() throws IOException, RegistryException {
    if (Files.exists(file)) {
      RegistryFile.read(Files.readAllBytes(file), registry);
    }
  }

  @Override
  public void productChanged(String productKey, String change) {
    saveSoon();
  }

  @Override
  public void deviceChanged(DeviceKey key, String change) {
    saveSoon();
  }

  private void saveSoon() {
    if (due.compareAndSet(false, true)) {
      writer.execute(this::save);
    }
  }

  private void save() {
    due.set(false);
    try {
      Path fresh = file.resolveSibling("registry.json.new");
      PrivateFiles.create(fresh);
      Files.write(
          fresh,
          RegistryFile.write(registry).getBytes(StandardCharsets.UTF_8),
          StandardOpenOption.TRUNCATE_EXISTING,
          StandardOpenOption.WRITE,
          StandardOpenOption.SYNC);
      Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      LOG.warn("Cannot keep products and devices in {}: {}", file, e.toString());
    }
  }

  @Override
  public void close() throws InterruptedException {
    writer.shutdown();
    if (!writer.awaitTermination(5, TimeUnit.SECONDS)) {
      LOG.warn("{} may be incomplete: the disk did not answer in time", file);
    }
  }
}
