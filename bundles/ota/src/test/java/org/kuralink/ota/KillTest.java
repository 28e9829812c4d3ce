/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.ota;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.kuralink.api.ota.UpdateState;
import org.kuralink.download.FileServer;
import org.kuralink.ota.journal.Journal;

/**
 * Kills the process at each transition in the journal, at each step of the installer and of the
 * reports, and at random. After the next undisturbed start either the old or the new version runs,
 * and the last report says which.
 */
class KillTest {

  private static final int MOST_MOMENTS = 60;
  private static final int RANDOM_KILLS = Integer.getInteger("kuralink.kills", 8);
  private static final long PATIENCE = 120;

  @TempDir private Path all;
  private FileServer server;

  @BeforeEach
  void serve() throws IOException {
    server = FileServer.http().serving("/firmware.bin", OtaFixture.NEW.getBytes(UTF_8));
  }

  @AfterEach
  void close() {
    server.close();
  }

  @Test
  void killedAtEachMoment() throws Exception {
    int moment = 1;
    while (killedAt(moment)) {
      moment++;
    }
    assertTrue(moment > 20 && moment < MOST_MOMENTS, moment + " moments");
  }

  private boolean killedAt(int moment) throws Exception {
    Path directory = fresh("moment-" + moment);
    Process victim = start(directory, moment);
    try (BufferedReader out = victim.inputReader()) {
      String line = out.readLine();
      while (line != null && !line.startsWith(Victim.HERE)) {
        line = out.readLine();
      }
      kill(victim);
      if (line == null) {
        assertTruthful(directory, "undisturbed");
        assertEquals(OtaFixture.NEW, program(directory));
        return false;
      }
      finish(directory);
      assertTruthful(directory, line);
      assertEquals(OtaFixture.NEW, program(directory), line);
      return true;
    }
  }

  /** Several kills in a row may use up the attempts: then the old version is restored. */
  @Test
  void killedAtRandom() throws Exception {
    Random random = new Random(41);
    for (int i = 0; i < RANDOM_KILLS; i++) {
      Path directory = fresh("random-" + i);
      int kills = 1 + random.nextInt(4);
      for (int k = 0; k < kills; k++) {
        Process victim = start(directory, 0);
        victim.waitFor(150 + random.nextInt(600), TimeUnit.MILLISECONDS);
        kill(victim);
      }
      finish(directory);
      assertTruthful(directory, "random " + i);
    }
  }

  /** A version that crashes the process each time it runs is given up. */
  @Test
  void aVersionThatKillsTheProcessIsTakenBack() throws Exception {
    Path directory = fresh("poison");
    int starts = 0;
    while (!Files.exists(directory.resolve("reports")) || !reports(directory).contains("step")) {
      killWhenProving(directory);
      starts++;
      assertTrue(starts < 10, "still proving after " + starts + " starts");
    }
    finish(directory);
    assertEquals(OtaFixture.OLD, program(directory));
    assertTruthful(directory, "poison");
    assertTrue(reports(directory).contains("step -1 the process ended 3 times"));
  }

  private void killWhenProving(Path directory) throws Exception {
    Process victim = start(directory, 0, "-D" + Victim.POISON + "=true");
    assertTrue(victim.waitFor(PATIENCE, TimeUnit.SECONDS));
  }

  private void assertTruthful(Path directory, String when) throws IOException {
    String program = program(directory);
    String reports = reports(directory);
    List<String> steps = reports.lines().filter(line -> line.startsWith("step")).toList();
    assertTrue(program.equals(OtaFixture.OLD) || program.equals(OtaFixture.NEW), when);
    assertFalse(steps.isEmpty(), when + ": " + reports);
    boolean done = steps.get(steps.size() - 1).startsWith("step 100");
    assertEquals(program.equals(OtaFixture.NEW), done, when + ": " + reports);
    assertEquals(done, reports.contains("inform 1.1"), when + ": " + reports);
    assertEquals(1, steps.stream().distinct().count(), when + ": " + reports);
    try (Journal journal = Journal.open(directory.resolve("journal"), Clock.systemUTC())) {
      assertEquals(UpdateState.IDLE, journal.situation().state(), when);
    }
  }

  private static String program(Path directory) throws IOException {
    return Files.readString(directory.resolve("program"));
  }

  private static String reports(Path directory) throws IOException {
    return Files.readString(directory.resolve("reports"));
  }

  private Path fresh(String name) throws IOException {
    Path directory = Files.createDirectory(all.resolve(name));
    Files.writeString(directory.resolve("program"), OtaFixture.OLD);
    return directory;
  }

  /** Runs the update to its end. */
  private void finish(Path directory) throws Exception {
    boolean over = Victim.goOn(directory, server.url("/firmware.bin"));
    assertTrue(over, "the update does not end");
  }

  private Process start(Path directory, int moment, String... options) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xshare:auto"));
    command.addAll(List.of(options));
    command.addAll(
        List.of(
            "-cp",
            System.getProperty("java.class.path"),
            Victim.class.getName(),
            directory.toString(),
            server.url("/firmware.bin"),
            String.valueOf(moment)));
    return new ProcessBuilder(command).redirectError(directory.resolve("errors").toFile()).start();
  }

  private static void kill(Process process) throws InterruptedException {
    process.destroyForcibly();
    assertTrue(process.waitFor(PATIENCE, TimeUnit.SECONDS));
  }
}
