/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.ota.install;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.kuralink.api.codec.VisibleText;
import org.kuralink.api.ota.InstallException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The run of a command without a shell: its arguments go to the system as they are. Its output is
 * read on one daemon thread, {@code kuralink-ota-command}, that ends with the command.
 *
 * @param exitCode the exit code of the command
 * @param output the beginning of its output
 */
record CommandRun(int exitCode, String output) {

  private static final Logger LOG = LoggerFactory.getLogger(CommandRun.class);
  private static final int MAX_OUTPUT = 4096;
  private static final long GRACE_SECONDS = 5;

  /**
   * Runs a command to its end. An interrupt and the time limit terminate it and its child
   * processes.
   */
  static CommandRun of(List<String> words, Path directory, Duration limit)
      throws InstallException, InterruptedException {
    Process process;
    try {
      process =
          new ProcessBuilder(words)
              .directory(directory.toFile())
              .redirectErrorStream(true)
              .redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")))
              .start();
    } catch (IOException e) {
      throw new InstallException(words.get(0) + " cannot be started: " + e.getMessage(), e);
    }
    try {
      return finish(process, words.get(0), limit);
    } finally {
      end(process);
    }
  }

  private static CommandRun finish(Process process, String name, Duration limit)
      throws InstallException, InterruptedException {
    CompletableFuture<String> output = new CompletableFuture<>();
    Thread reader =
        new Thread(() -> read(process.getInputStream(), output), "kuralink-ota-command");
    reader.setDaemon(true);
    reader.start();
    if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
      throw new InstallException(name + " takes longer than " + limit.toSeconds() + " s");
    }
    CommandRun run = new CommandRun(process.exitValue(), said(output));
    LOG.info("{} ended with {}: {}", name, run.exitCode, run.lastLine());
    LOG.debug("{} wrote: {}", name, VisibleText.of(run.output));
    return run;
  }

  /** Returns the last line of the output, for messages. */
  String lastLine() {
    String text = output.strip();
    return VisibleText.of(text.substring(text.lastIndexOf('\n') + 1).strip());
  }

  private static String said(CompletableFuture<String> output) throws InterruptedException {
    try {
      return output.get(GRACE_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException | TimeoutException e) {
      // A child of the command may hold the stream open; its output is not waited for.
      return "";
    }
  }

  private static void read(InputStream in, CompletableFuture<String> output) {
    StringBuilder kept = new StringBuilder();
    byte[] buffer = new byte[MAX_OUTPUT];
    try (in) {
      for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
        int room = Math.min(count, MAX_OUTPUT - kept.length());
        kept.append(new String(buffer, 0, Math.max(0, room), StandardCharsets.UTF_8));
      }
    } catch (IOException e) {
      kept.append("...");
    }
    output.complete(kept.toString());
  }

  private static void end(Process process) throws InterruptedException {
    if (!process.isAlive()) {
      return;
    }
    List<ProcessHandle> children = process.descendants().toList();
    process.destroy();
    boolean interrupted = Thread.interrupted();
    try {
      if (!process.waitFor(GRACE_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
      children.forEach(ProcessHandle::destroyForcibly);
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
