/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.itests.benchmarks.field;

import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.kuralink.api.channel.FieldChannel;
import org.kuralink.api.channel.FieldServer;
import org.kuralink.api.channel.OpenFieldServer;
import org.kuralink.itests.benchmarks.field.AnsweringSlave.Behaviour;

/**
 * Measures the effect of eight faulty servers on twelve healthy ones: polls of 500 points per
 * second each, with and without the faulty servers.
 */
public final class ModbusIsolation {

  private static final int WELL = 12;
  private static final int SILENT = 5;
  private static final int REFUSING = 2;
  private static final int LATE = 1;
  private static final FieldStage.Points POINTS = new FieldStage.Points(500, 1, 1, 1000);
  private static final Duration MEASURED = Duration.ofSeconds(60);
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final double LEAST = 0.95;

  private ModbusIsolation() {}

  /**
   * Prints both and the ratio; fails below the limit.
   *
   * @param arguments a directory to write to
   */
  public static void main(String[] arguments) throws Exception {
    Path directory = Files.createDirectories(Path.of(arguments[0]).toAbsolutePath());
    try (FieldStage stage = new FieldStage(Files.createTempDirectory(directory, "gateway"))) {
      FieldChannel channel = stage.modbus("isolation", 0);
      double alone = measure(channel, 0, 0, 0);
      double beside = measure(channel, SILENT, REFUSING, LATE);
      System.out.printf(
          "%nPolls of %d Modbus servers with %d points in %d s%n",
          WELL, POINTS.count(), MEASURED.toSeconds());
      System.out.printf("%-48s %10s%n", "", "polls");
      System.out.printf("%-48s %10.0f%n", "alone", alone);
      System.out.printf(
          "%-48s %10.0f%n",
          "beside %d silent, %d refusing, %d late".formatted(SILENT, REFUSING, LATE), beside);
      System.out.printf("%-48s %10.3f%n", "beside / alone", beside / alone);
      if (beside < LEAST * alone) {
        throw new IllegalStateException("below " + LEAST);
      }
    }
    System.exit(0);
  }

  /** Polls that the servers completed which are well. */
  private static double measure(FieldChannel channel, int silent, int refusing, int late)
      throws Exception {
    List<AnsweringSlave> slaves = new ArrayList<>();
    List<OpenFieldServer> ill = new ArrayList<>();
    List<OpenFieldServer> well = new ArrayList<>();
    List<FieldCounts> counts = new ArrayList<>();
    try {
      for (int i = 0; i < silent + refusing + late; i++) {
        int port = AnsweringSlave.refusingPort();
        if (i >= refusing) {
          Behaviour behaviour = i < refusing + silent ? Behaviour.SILENT : Behaviour.LATE;
          slaves.add(new AnsweringSlave(behaviour));
          port = slaves.get(slaves.size() - 1).port();
        }
        ill.add(channel.open(server(port), new FieldCounts()));
      }
      for (int i = 0; i < WELL; i++) {
        AnsweringSlave slave = new AnsweringSlave(Behaviour.RIGHT);
        slaves.add(slave);
        counts.add(new FieldCounts());
        well.add(channel.open(server(slave.port()), counts.get(i)));
      }
      await("all servers").atMost(LIMIT).until(() -> counts.stream().allMatch(c -> c.values() > 0));
      long before = polls(counts);
      FieldStage.pass(MEASURED);
      long polls = polls(counts) - before;
      if (ill.stream().anyMatch(each -> each.status().lastError().isEmpty())) {
        throw new IllegalStateException("a server that should be ill is not");
      }
      return polls;
    } finally {
      ill.forEach(OpenFieldServer::close);
      well.forEach(OpenFieldServer::close);
      for (AnsweringSlave slave : slaves) {
        slave.close();
      }
    }
  }

  private static FieldServer server(int port) {
    return FieldStage.server(port, 1, POINTS.model());
  }

  /** A poll is complete with all its points. */
  private static long polls(List<FieldCounts> counts) {
    return counts.stream().mapToLong(FieldCounts::values).sum() / POINTS.count();
  }
}
