/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.queue;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Kills another process (SIGKILL), which appends and acknowledges, at a random moment; every
 * message that it reported as accepted and not as acknowledged must remain. {@code -Plong} does
 * this a thousand times.
 */
class KillTest {

  private static final int KILLS = Integer.getInteger("kuralink.kills", 20);

  @TempDir Path directory;

  // Number and text of all that was accepted and whose acknowledgement was not begun.
  private final TreeMap<Long, String> owed = new TreeMap<>();

  @Test
  void nothingThatWasAcceptedIsLostByAKill() throws Exception {
    Random random = new Random(20260101);
    for (int kill = 0; kill < KILLS; kill++) {
      runUntilKilled(kill, 1 + random.nextInt(6000));
      checkAndReduce(kill);
    }
  }

  private void runUntilKilled(int kill, int lines) throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-Dorg.slf4j.simpleLogger.defaultLogLevel=warn",
                "-classpath",
                System.getProperty("java.class.path"),
                KillVictim.class.getName(),
                directory.toString(),
                String.valueOf(kill))
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    int read = 0;
    try (BufferedReader output = process.inputReader(StandardCharsets.US_ASCII)) {
      for (String line = output.readLine(); line != null; line = output.readLine()) {
        note(line);
        if (++read == lines) {
          // By its handle, which leaves the rest of its output readable.
          process.toHandle().destroyForcibly();
        }
      }
    } finally {
      assertEquals(137, process.destroyForcibly().waitFor(), "ended by itself");
    }
    assertTrue(read >= lines);
  }

  private void note(String line) {
    String[] words = line.split(" ", -1);
    boolean whole = words[words.length - 1].equals(".");
    if (whole && words[0].equals("accepted")) {
      owed.put(Long.valueOf(words[1]), words[2]);
    } else if (whole) {
      owed.remove(Long.valueOf(words[1]));
    }
  }

  private void checkAndReduce(int kill) {
    try (UplinkQueue queue =
        SegmentedUplinkQueue.open(directory, KillVictim.LIMITS, Clock.systemUTC())) {
      TreeMap<Long, String> found = new TreeMap<>();
      List<Long> order = new ArrayList<>();
      Optional<UplinkRecord> next = queue.next(0);
      while (next.isPresent()) {
        found.put(next.get().sequence(), KillVictim.head(next.get().payload()));
        order.add(next.get().sequence());
        next = queue.next(next.get().sequence());
      }
      assertEquals(List.copyOf(found.keySet()), order, "out of order after kill " + kill);
      TreeMap<Long, String> kept = new TreeMap<>(found);
      kept.keySet().retainAll(owed.keySet());
      assertEquals(owed, kept, "lost by kill " + kill);
      assertEquals(Map.of(), queue.status().dropped());
      for (Long sequence : order.subList(0, order.size() - order.size() / 10)) {
        queue.acknowledge(sequence);
        owed.remove(sequence);
      }
    }
  }
}
