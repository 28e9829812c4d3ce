/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.console;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.kuralink.api.connection.CloudSession;
import org.kuralink.api.connection.MessageTrace;
import org.kuralink.api.connection.Registration;
import org.kuralink.console.report.ScreenText;

/**
 * Prints the messages of the sessions as they are sent and received. The sessions only add lines to
 * a bounded queue; the thread of the command prints them. Lines that do not fit are counted instead
 * of blocking a session.
 */
final class TracePrinter {

  static final int CAPACITY = 1000;

  private final Consumer<String> out;
  private final LongSupplier nanoTime;
  private final BlockingQueue<String> lines = new ArrayBlockingQueue<>(CAPACITY);
  private final AtomicLong missed = new AtomicLong();

  TracePrinter(Consumer<String> out, LongSupplier nanoTime) {
    this.out = out;
    this.nanoTime = nanoTime;
  }

  /** Prints the messages and returns after the given time, or when the thread is interrupted. */
  void show(Map<String, CloudSession> sessions, Duration time) {
    if (sessions.isEmpty()) {
      out.accept("no session: no instance of org.kuralink.connection is configured");
      return;
    }
    out.accept("messages of the next " + time.toSeconds() + " s (> to the platform, < from it):");
    List<Registration> registrations = new ArrayList<>();
    try {
      sessions.forEach(
          (name, session) -> registrations.add(session.trace(tracer(name, sessions.size() > 1))));
      print(time);
    } finally {
      registrations.forEach(Registration::close);
    }
    if (missed.get() > 0) {
      out.accept(missed.get() + " more messages were not shown, because they arrived too fast");
    }
  }

  private MessageTrace tracer(String name, boolean several) {
    String prefix = several ? name + " " : "";
    return (direction, topic, text) -> {
      String arrow = direction == MessageTrace.Direction.UPLINK ? "> " : "< ";
      if (!lines.offer(ScreenText.of(prefix + arrow + topic + " " + text))) {
        missed.incrementAndGet();
      }
    };
  }

  /**
   * Prints the queued lines before the interrupt takes effect, because output to a terminal fails
   * afterwards.
   */
  private void print(Duration time) {
    long end = nanoTime.getAsLong() + time.toNanos();
    boolean interrupted = false;
    try {
      for (long left = time.toNanos(); left > 0; left = end - nanoTime.getAsLong()) {
        String line = lines.poll(left, TimeUnit.NANOSECONDS);
        if (line != null) {
          out.accept(line);
        }
      }
    } catch (InterruptedException e) {
      interrupted = true;
    }
    for (String line = lines.poll(); line != null; line = lines.poll()) {
      out.accept(line);
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
