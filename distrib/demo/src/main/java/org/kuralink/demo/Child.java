/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.demo;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * A Java program that the demo started. Owns one daemon thread that writes the output of the
 * program to a file and keeps its last lines. Its standard input stays open until the demo ends.
 */
final class Child implements AutoCloseable {

  private static final int REMEMBERED_LINES = 15;
  private static final long STOP_SECONDS = 20;

  private final String name;
  private final Process process;
  private final Deque<String> last = new ArrayDeque<>();
  private final Semaphore lines = new Semaphore(0);
  private volatile Consumer<String> listener;

  private Child(String name, Process process, Path output, Consumer<String> listener) {
    this.listener = listener;
    this.name = name;
    this.process = process;
    Thread thread = new Thread(() -> read(output), "kuralink-demo-" + name);
    thread.setDaemon(true);
    thread.start();
  }

  /** Starts a program with the JVM of the demo; the listener gets each line of its output. */
  static Child start(
      String name,
      Path output,
      Map<String, String> environment,
      List<String> words,
      Consumer<String> listener)
      throws IOException {
    ProcessBuilder builder = new ProcessBuilder(command(words)).redirectErrorStream(true);
    builder.environment().putAll(environment);
    return new Child(name, builder.start(), output, listener);
  }

  /** Returns a command line for the JVM of the demo with these arguments. */
  static List<String> command(List<String> words) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(words);
    return command;
  }

  /** Waits for the next line for at most this time. */
  void awaitLine(long millis) throws InterruptedException, StoryException {
    if (lines.tryAcquire(millis, TimeUnit.MILLISECONDS)) {
      lines.drainPermits();
    }
    if (!process.isAlive()) {
      throw new StoryException(
          "the "
              + name
              + " exited with code "
              + process.exitValue()
              + "; its last lines:\n"
              + tail());
    }
  }

  /** Replaces the listener; it is called on the thread of this object. */
  void listen(Consumer<String> next) {
    listener = next;
  }

  /** Returns the last lines of the output. */
  synchronized String tail() {
    return "    " + String.join("\n    ", last);
  }

  /** Writes this text to the standard input of the program. */
  void type(String text) throws IOException {
    OutputStream input = process.getOutputStream();
    input.write(text.getBytes(StandardCharsets.UTF_8));
    input.flush();
  }

  /** Waits at most this long for the program to end and returns whether it has ended. */
  boolean awaitEnd(long millis) throws InterruptedException {
    return process.waitFor(millis, TimeUnit.MILLISECONDS);
  }

  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(STOP_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }

  private void read(Path output) {
    try (BufferedReader reader = process.inputReader(StandardCharsets.UTF_8);
        PrintWriter file =
            new PrintWriter(Files.newBufferedWriter(output, StandardCharsets.UTF_8), true)) {
      for (String line = reader.readLine(); line != null; line = reader.readLine()) {
        file.println(line);
        remember(line);
        listener.accept(line);
        lines.release();
      }
    } catch (IOException e) {
      remember("(cannot read its output any more: " + e.getMessage() + ")");
    }
  }

  private synchronized void remember(String line) {
    last.addLast(line);
    if (last.size() > REMEMBERED_LINES) {
      last.removeFirst();
    }
  }
}
