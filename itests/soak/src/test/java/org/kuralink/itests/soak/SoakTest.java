/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.itests.soak;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.kuralink.itests.benchmarks.ForkedSimulator;
import org.kuralink.standalone.embedded.EmbeddedGateway;
import org.kuralink.standalone.embedded.PlatformClient;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tests that a gateway uses no more resources after many rounds than after a few; with {@code
 * -Plong} a thousand rounds.
 */
class SoakTest {

  private static final Logger LOG = LoggerFactory.getLogger(SoakTest.class);

  /** All that is kept for good is there then. */
  private static final int FIRST = GatewayRounds.CYCLE;

  private static final int ROUNDS =
      Math.max(2 * GatewayRounds.CYCLE, Integer.getInteger("kuralink.kills", 0));

  /**
   * What is kept of each round for a while: a call for ten minutes, a log-in for one, and that
   * somebody would have been told of a missing session for half of one.
   */
  private static final Set<String> FOR_A_WHILE =
      Set.of(
          "org.kuralink.thing.call.CallMemory$Remembered",
          "org.kuralink.api.connection.Reply",
          "org.kuralink.api.codec.JsonText",
          "org.kuralink.api.codec.ResultCode",
          "org.kuralink.api.connection.DeviceIdentity",
          "org.kuralink.api.connection.Absence");

  /** Caches of the runtime fill for long; what is lost each round is more. */
  private static final long MORE_BYTES = 50_000 + 2048 * ROUNDS;

  private static final Duration LIMIT = Duration.ofSeconds(90);

  @TempDir Path directory;

  /** What was held when all that is kept for good was there. */
  private Footprint before;

  @Test
  void whatAGatewayHoldsDoesNotGrowWithWhatItHasLivedThrough() throws Exception {
    Path data = Files.createDirectory(directory.resolve("data"));
    try (ForkedSimulator simulator = new ForkedSimulator(directory);
        EmbeddedGateway gateway = EmbeddedGateway.start(data)) {
      simulator.createProduct(
          GatewayRounds.PRODUCT,
          IntStream.range(0, FIRST + ROUNDS).mapToObj(GatewayRounds::device).toList());
      PlatformClient platform =
          new PlatformClient(simulator.httpPort(), "a1KuraDemo01", "gateway-01");
      GatewayRounds rounds = new GatewayRounds(gateway, platform, simulator.tcpPort());
      live(rounds, FIRST);
      // A footprint takes a hundred kilobytes itself: one is there whenever another is taken.
      before = Footprint.of(gateway.context(), data);
      before = Footprint.of(gateway.context(), data);
      live(rounds, ROUNDS);
      // What has just ended may need a moment to be gone; what is lost never goes.
      await()
          .atMost(LIMIT)
          .pollInterval(Duration.ofSeconds(1))
          .untilAsserted(() -> assertHoldsNoMore(Footprint.of(gateway.context(), data)));
    }
  }

  private void assertHoldsNoMore(Footprint now) {
    LOG.info(
        "{} rounds: {} bytes more, {}", ROUNDS, now.bytes() - before.bytes(), now.grown(before, 1));
    assertEquals(Map.of(), now.newThreads(before));
    assertEquals(before.services(), now.services());
    Map<String, Long> grown = now.grown(before, ROUNDS / 3);
    grown
        .entrySet()
        .removeIf(
            each ->
                FOR_A_WHILE.contains(each.getKey().replaceAll("\\$\\$Lambda.*", ""))
                    && each.getValue() <= ROUNDS);
    assertEquals(Map.of(), grown);
    assertTrue(
        now.openFiles() <= before.openFiles(),
        () -> before.openFiles() + " open files became " + now.openFiles());
    assertTrue(
        now.files() <= before.files(), () -> before.files() + " files became " + now.files());
    assertTrue(
        now.bytes() - before.bytes() < MORE_BYTES,
        () -> now.bytes() - before.bytes() + " bytes more");
  }

  private static void live(GatewayRounds rounds, int count) throws Exception {
    for (int i = 0; i < count; i++) {
      rounds.next();
    }
  }
}
