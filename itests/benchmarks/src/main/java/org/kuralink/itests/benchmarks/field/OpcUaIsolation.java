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

import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.kuralink.api.channel.FieldChannel;
import org.kuralink.api.channel.OpenFieldServer;

/**
 * Measures the effect of a silent and a refusing OPC UA server on two healthy ones: messages with
 * 100 changing values, with and without the faulty servers.
 */
public final class OpcUaIsolation {

  private static final int WELL = 2;
  private static final int VARIABLES = 100;
  private static final Duration MEASURED = Duration.ofSeconds(60);
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final double LEAST = 0.95;

  private OpcUaIsolation() {}

  /**
   * Prints both and the ratio; fails below the limit.
   *
   * @param arguments a directory to write to
   */
  public static void main(String[] arguments) throws Exception {
    Path directory = Files.createDirectories(Path.of(arguments[0]).toAbsolutePath());
    try (FieldStage stage = new FieldStage(Files.createTempDirectory(directory, "gateway"));
        ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      FieldChannel channel = stage.opcUa();
      double alone = measure(channel, List.of());
      double beside =
          measure(channel, List.of(silent.getLocalPort(), AnsweringSlave.refusingPort()));
      System.out.printf(
          "%nValues of %d OPC UA servers with %d variables in %d s%n",
          WELL, VARIABLES, MEASURED.toSeconds());
      System.out.printf("%-36s %10s%n", "", "values");
      System.out.printf("%-36s %10.0f%n", "alone", alone);
      System.out.printf("%-36s %10.0f%n", "beside one silent and one refusing", beside);
      System.out.printf("%-36s %10.3f%n", "beside / alone", beside / alone);
      if (beside < LEAST * alone) {
        throw new IllegalStateException("below " + LEAST);
      }
    }
    System.exit(0);
  }

  /** Values of the servers that are well. */
  private static long measure(FieldChannel channel, List<Integer> illPorts) throws Exception {
    List<MovingServer> servers = new ArrayList<>();
    List<OpenFieldServer> open = new ArrayList<>();
    List<FieldCounts> counts = new ArrayList<>();
    try {
      for (int port : illPorts) {
        open.add(channel.open(FieldStage.machine(port, VARIABLES), new FieldCounts()));
      }
      for (int i = 0; i < WELL; i++) {
        int port = AnsweringSlave.refusingPort();
        servers.add(new MovingServer(port, VARIABLES));
        counts.add(new FieldCounts());
        open.add(channel.open(FieldStage.machine(port, VARIABLES), counts.get(i)));
      }
      await("all servers").atMost(LIMIT).until(() -> counts.stream().allMatch(c -> c.values() > 0));
      long before = counts.stream().mapToLong(FieldCounts::values).sum();
      FieldStage.pass(MEASURED);
      long values = counts.stream().mapToLong(FieldCounts::values).sum() - before;
      for (OpenFieldServer each : open.subList(0, illPorts.size())) {
        if (each.status().lastError().isEmpty()) {
          throw new IllegalStateException("a server that should be ill is not");
        }
      }
      return values;
    } finally {
      open.forEach(OpenFieldServer::close);
      for (MovingServer server : servers) {
        server.close();
      }
    }
  }
}
