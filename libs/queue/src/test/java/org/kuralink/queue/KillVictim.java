/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.queue;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.Random;

/**
 * A program that uses a queue until it is killed, and reports accepted and acknowledged messages.
 */
final class KillVictim {

  static final QueueLimits LIMITS =
      new QueueLimits(1_000_000, 1 << 20, Duration.ZERO, Duration.ofMillis(5), DropPolicy.OLDEST);

  private static final int WINDOW = 100;

  private KillVictim() {}

  public static void main(String[] arguments) throws IOException {
    Random random = new Random(Long.parseLong(arguments[1]));
    Queue<Long> window = new ArrayDeque<>();
    try (UplinkQueue queue =
            SegmentedUplinkQueue.open(Path.of(arguments[0]), LIMITS, Clock.systemUTC());
        FileOutputStream out = new FileOutputStream(FileDescriptor.out)) {
      for (int i = 0; i < Integer.MAX_VALUE; i++) {
        String name = arguments[1] + "-" + i;
        byte[] payload =
            (name + " " + "x".repeat(random.nextInt(1000))).getBytes(StandardCharsets.US_ASCII);
        long sequence = queue.append("/kill", payload);
        report(out, "accepted " + sequence + " " + name);
        window.add(sequence);
        if (window.size() > WINDOW) {
          long done = window.remove();
          report(out, "acknowledging " + done);
          queue.acknowledge(done);
        }
      }
    }
  }

  private static void report(FileOutputStream out, String line) throws IOException {
    out.write((line + " .\n").getBytes(StandardCharsets.US_ASCII));
  }

  static String head(byte[] payload) {
    String text = new String(payload, StandardCharsets.US_ASCII);
    return text.substring(0, text.indexOf(' '));
  }
}
