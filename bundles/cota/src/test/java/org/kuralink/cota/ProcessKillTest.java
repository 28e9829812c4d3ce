/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.cota;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.kuralink.api.cota.RemoteConfigurationState;
import org.kuralink.cota.apply.SnapshotText;
import org.kuralink.store.ArchivedProgram;

/**
 * Kills (SIGKILL) a process that applies a pushed configuration at each write to the disk, at each
 * change of a component, and at random. The next process ends with exactly the old or the new
 * configuration, and its last answer to the platform says which. {@code -Plong} kills a thousand
 * times at random.
 */
class ProcessKillTest {

  private static final int RANDOM_KILLS = Integer.getInteger("kuralink.kills", 8);
  private static final int MOST_MOMENTS = 120;
  private static final long PATIENCE = 120;
  private static final String GOOD =
      "{\"org.kuralink.thing~main\":{\"validation\":\"warn\"},"
          + "\"com.example.list\":{\"names\":[\"n\"]},"
          + "\"org.kuralink.connection~main\":{\"keep.alive.seconds\":60}}";
  private static final String LETHAL =
      "{\"org.kuralink.thing~main\":{\"validation\":\"warn\"},"
          + "\"org.kuralink.connection~main\":{\"port\":1}}";

  @TempDir private static Path archive;
  private static ArchivedProgram program;

  @TempDir private Path all;

  @BeforeAll
  static void runOnce() throws Exception {
    Path directory = Files.createDirectory(archive.resolve("first"));
    program = ArchivedProgram.of(Victim.class, archive, directory.toString(), GOOD, "0");
  }

  @Test
  void aGoodConfigurationEndsOldOrNewWhereverTheProcessIsKilled() throws Exception {
    assertEquals(Set.of(before(), after()), endsOf(GOOD));
  }

  @Test
  void aLethalConfigurationEndsOldWhereverTheProcessIsKilled() throws Exception {
    assertEquals(Set.of(before()), endsOf(LETHAL));
  }

  /** Several kills in a row: the rollback is killed as well. */
  @Test
  void killsAtRandomEndOldOrNew() throws Exception {
    Random random = new Random(43);
    int done = 0;
    for (int run = 0; done < RANDOM_KILLS; run++) {
      String content = random.nextBoolean() ? LETHAL : GOOD;
      Path directory = Files.createDirectory(all.resolve("random-" + run));
      for (int kills = 1 + random.nextInt(3); kills > 0; kills--) {
        done += killedAtRandom(directory, content, random) ? 1 : 0;
      }
      assertEndsTruthful(directory, content, "random " + run);
    }
  }

  /** Whether the kill came before the process had ended by itself. */
  private static boolean killedAtRandom(Path directory, String content, Random random)
      throws Exception {
    Process victim = start(directory, content, 0);
    try (BufferedReader out = victim.inputReader()) {
      awaitMoment(1 + random.nextInt(40), out);
      return !victim.waitFor(random.nextInt(3000), TimeUnit.MICROSECONDS);
    } finally {
      kill(victim);
    }
  }

  /** False if the process ends before. */
  private static boolean awaitMoment(int moment, BufferedReader out) throws IOException {
    String line = out.readLine();
    while (line != null && !line.equals(Victim.HERE + moment)) {
      line = out.readLine();
    }
    return line != null;
  }

  /** All configurations that kills at all moments lead to. */
  private Set<String> endsOf(String content) throws Exception {
    Set<String> ends = new HashSet<>();
    int moment = 1;
    while (killedAt(moment, content)) {
      ends.add(assertEndsTruthful(all.resolve("moment-" + moment), content, "moment " + moment));
      moment++;
    }
    ends.add(assertEndsTruthful(all.resolve("moment-" + moment), content, "undisturbed"));
    assertTrue(moment > 20 && moment < MOST_MOMENTS, moment + " moments");
    return ends;
  }

  private boolean killedAt(int moment, String content) throws Exception {
    Process victim = start(Files.createDirectory(all.resolve("moment-" + moment)), content, moment);
    try (BufferedReader out = victim.inputReader()) {
      return awaitMoment(moment, out);
    } finally {
      kill(victim);
    }
  }

  /** The configuration that the process after the last kill ends with. */
  private static String assertEndsTruthful(Path directory, String content, String when)
      throws IOException {
    boolean began =
        Files.exists(directory.resolve("cota").resolve("trial.json"))
            || Files.exists(directory.resolve("cota").resolve("reports.json"));
    Gateway gateway = Victim.last(directory);
    String end = text(gateway);
    boolean isNew = end.equals(after());
    assertTrue(isNew && content.equals(GOOD) || end.equals(before()), "between: " + when);
    assertEquals(end, text(Gateway.in(directory, Life.whole())), "on disk: " + when);
    assertEquals(RemoteConfigurationState.IDLE, gateway.cota.status().state(), when);
    assertEquals(isNew, gateway.cota.status().current().isPresent(), when);
    assertTrue(gateway.link().isOnline(), when);
    assertFalse(Files.exists(directory.resolve("cota").resolve("snapshot")), "secrets: " + when);
    Set<String> results = results(directory);
    assertTrue(results.size() <= 1, when + ": " + results);
    assertFalse((began || isNew) && results.isEmpty(), "no answer: " + when);
    results.forEach(
        result -> assertEquals(isNew, result.equals("200 {\"outcome\":\"applied\"}"), when));
    return end;
  }

  /** What the platform was told of the end; the same may be told twice. */
  private static Set<String> results(Path directory) throws IOException {
    Path answers = directory.resolve("answers");
    List<String> told = Files.exists(answers) ? Files.readAllLines(answers) : List.of();
    Set<String> results = new HashSet<>(told);
    results.removeIf(answer -> !answer.contains("outcome"));
    return results;
  }

  private static String before() {
    return text(Gateway.started());
  }

  private static String after() {
    Gateway gateway = Gateway.started();
    gateway.pushed(GOOD);
    return text(gateway);
  }

  private static String text(Gateway gateway) {
    return SnapshotText.of(gateway.components.everything());
  }

  private static Process start(Path directory, String content, int moment) throws IOException {
    List<String> command = program.command();
    command.addAll(List.of(directory.toString(), content, String.valueOf(moment)));
    return new ProcessBuilder(command).redirectError(directory.resolve("errors").toFile()).start();
  }

  private static void kill(Process process) throws InterruptedException {
    process.destroyForcibly();
    assertTrue(process.waitFor(PATIENCE, TimeUnit.SECONDS));
  }
}
