/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.shell;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Prints lines of other threads, mainly log lines, above the line that the user edits. Prints on
 * the daemon thread {@code kuralink-shell-lines}, so that a blocked terminal does not block threads
 * that log. The queue is bounded; when it is full the oldest lines are dropped and counted.
 * Thread-safe.
 */
final class LinesAbove implements AutoCloseable {

  private static final int MAX_WAITING = 1000;

  /** The time limit for printing the remaining lines at the end. */
  private static final long PATIENCE_MILLIS = 1000;

  private final Deque<String> waiting = new ArrayDeque<>();
  private final Thread thread;
  private final Runnable end;
  private int lost;
  private boolean closed;

  private LinesAbove(Consumer<String> print, Function<Consumer<String>, Runnable> source) {
    thread = new Thread(() -> printAll(print), "kuralink-shell-lines");
    thread.setDaemon(true);
    end = source.apply(this::add);
    thread.start();
  }

  /**
   * Starts to print the lines of a source.
   *
   * @param print prints a line above the edited line
   * @param source gets the consumer of the lines and returns an action that removes it
   */
  static LinesAbove take(Consumer<String> print, Function<Consumer<String>, Runnable> source) {
    return new LinesAbove(print, source);
  }

  private synchronized void add(String line) {
    if (waiting.size() == MAX_WAITING) {
      waiting.removeFirst();
      lost++;
    }
    waiting.addLast(line);
    notifyAll();
  }

  private synchronized Optional<String> next() throws InterruptedException {
    while (waiting.isEmpty() && !closed) {
      wait();
    }
    if (lost > 0) {
      String told = "(" + lost + " lines dropped, because the terminal was too slow)";
      lost = 0;
      return Optional.of(told);
    }
    return Optional.ofNullable(waiting.pollFirst());
  }

  @SuppressWarnings("IllegalCatch") // a terminal that is gone says so in several ways
  private void printAll(Consumer<String> print) {
    try {
      for (Optional<String> line = next(); line.isPresent(); line = next()) {
        print.accept(line.get());
      }
    } catch (InterruptedException | RuntimeException | Error e) {
      end.run();
    }
  }

  /**
   * Prints the queued lines if the terminal accepts them; afterwards other threads print directly.
   */
  @Override
  public void close() {
    end.run();
    synchronized (this) {
      closed = true;
      notifyAll();
    }
    try {
      thread.join(PATIENCE_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
