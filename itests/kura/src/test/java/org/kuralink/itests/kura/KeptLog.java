/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.itests.kura;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/** The log lines of the bundles, for tests. */
public final class KeptLog extends AppenderBase<ILoggingEvent> {

  private static final int MOST = 20_000;
  private static final Deque<Line> LINES = new ArrayDeque<>();

  /** A line of the log. */
  record Line(Level level, String logger, String text) {}

  @Override
  protected void append(ILoggingEvent event) {
    String failure =
        event.getThrowableProxy() == null ? "" : " " + event.getThrowableProxy().getMessage();
    synchronized (LINES) {
      if (LINES.size() == MOST) {
        LINES.removeFirst();
      }
      LINES.addLast(
          new Line(event.getLevel(), event.getLoggerName(), event.getFormattedMessage() + failure));
    }
  }

  static void clear() {
    synchronized (LINES) {
      LINES.clear();
    }
  }

  /** Returns all lines since it was cleared. */
  static List<Line> lines() {
    synchronized (LINES) {
      return List.copyOf(LINES);
    }
  }

  /** Tells whether a bundle of ours logged a warning or error with this text. */
  static boolean complains(String... words) {
    return lines().stream()
        .filter(line -> line.level().isGreaterOrEqual(Level.WARN))
        .anyMatch(line -> List.of(words).stream().allMatch(line.text()::contains));
  }

  /** Tells whether a line contains this text. */
  static boolean says(String text) {
    return lines().stream().anyMatch(line -> line.text().contains(text));
  }
}
