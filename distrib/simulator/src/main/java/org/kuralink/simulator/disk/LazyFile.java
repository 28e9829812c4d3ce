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
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A private file that is rewritten as a whole shortly after a change. Owns one daemon thread that
 * writes it; changes during a write are written together.
 */
public final class LazyFile implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(LazyFile.class);

  private final Path file;
  private final Supplier<String> content;
  private final AtomicBoolean due = new AtomicBoolean();
  private final ExecutorService writer;

  /** The file, and what is to be in it whenever it is written. */
  public LazyFile(Path file, Supplier<String> content) {
    this.file = file;
    this.content = content;
    this.writer =
        new ThreadPoolExecutor(
            1,
            1,
            0,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(2),
            task -> {
              Thread thread = new Thread(task, "simulator-" + file.getFileName());
              thread.setDaemon(true);
              return thread;
            },
            new ThreadPoolExecutor.DiscardPolicy());
  }

  /** Returns the content stored by the last run. */
  public Optional<byte[]> load() throws IOException {
    return Files.exists(file) ? Optional.of(Files.readAllBytes(file)) : Optional.empty();
  }

  /** Writes the file soon. */
  public void saveSoon() {
    if (due.compareAndSet(false, true)) {
      writer.execute(this::save);
    }
  }

  private void save() {
    due.set(false);
    try {
      Path fresh = file.resolveSibling(file.getFileName() + ".new");
      PrivateFiles.create(fresh);
      Files.write(
          fresh,
          content.get().getBytes(StandardCharsets.UTF_8),
          StandardOpenOption.TRUNCATE_EXISTING,
          StandardOpenOption.WRITE,
          StandardOpenOption.SYNC);
      Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      LOG.warn("Cannot write {}: {}", file, e.toString());
    }
  }

  @Override
  public void close() throws InterruptedException {
    writer.shutdown();
    if (!writer.awaitTermination(5, TimeUnit.SECONDS)) {
      LOG.warn("{} may be incomplete, because writing it took too long", file);
    }
  }
}
