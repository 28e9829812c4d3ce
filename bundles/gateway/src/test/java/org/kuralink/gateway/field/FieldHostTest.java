/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.gateway.field;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.kuralink.api.channel.FieldChannel;
import org.kuralink.api.channel.FieldChannelsStatus;
import org.kuralink.api.channel.FieldError;
import org.kuralink.api.channel.FieldOutcome;
import org.kuralink.api.channel.FieldOutcome.Verdict;
import org.kuralink.api.channel.FieldReading;
import org.kuralink.api.channel.FieldReports;
import org.kuralink.api.channel.FieldServer;
import org.kuralink.api.channel.FieldTrial;
import org.kuralink.api.channel.FieldVersion;
import org.kuralink.api.channel.OpenFieldServer;
import org.kuralink.api.log.LoggedLines;
import org.kuralink.store.MemoryMedium;

/** Configurations that come into force, that are refused, and that a restart applies again. */
class FieldHostTest {

  private final MemoryMedium medium = new MemoryMedium();
  private FieldStage stage = new FieldStage(medium).speakingAll();

  @AfterEach
  void close() {
    stage.close();
  }

  private FieldOutcome apply(byte[] json) {
    return stage.host.apply(json, FieldHost.PUSH);
  }

  private FieldOutcome apply(String file) {
    return apply(FieldCases.bytes(file));
  }

  /** Restarts the process with the same disk. */
  private FieldStage restart() {
    stage.close();
    stage = new FieldStage(medium);
    return stage;
  }

  @Test
  void opensServersAndOffersTheirDevices() {
    FieldOutcome outcome = apply("fb-01-spec-example/mended.json");
    assertEquals(Verdict.APPLIED, outcome.verdict(), outcome.told());
    assertEquals(4, stage.channel.open().size());
    assertEquals(4, stage.offered().size());
    Map<String, java.util.Set<String>> served = stage.served.get(stage.served.size() - 1);
    assertEquals(java.util.Set.of("test01", "test02"), served.get("test02"));
    FieldChannelsStatus status = stage.host.status();
    assertEquals(4, status.servers().size());
    assertTrue(status.servers().stream().allMatch(server -> server.status().isPresent()));
    assertEquals("push", status.history().get(0).source());
  }

  @Test
  void onlyWhatChangedIsClosedAndOpened() {
    apply("fb-06-large/body.json");
    stage.channel.story.clear();
    String text = FieldCases.text("fb-06-large/body.json");
    byte[] changed =
        text.replace("\"192.168.10.3\"", "\"192.168.10.33\"").getBytes(StandardCharsets.UTF_8);
    FieldOutcome outcome = apply(changed);
    assertEquals(Verdict.APPLIED, outcome.verdict(), outcome.told());
    assertEquals(2, stage.channel.story.size(), () -> String.valueOf(stage.channel.story));
    assertTrue(stage.channel.story.get(0).startsWith("close "));
    assertTrue(stage.channel.story.get(1).startsWith("open "));
    assertTrue(outcome.words().contains("reopened, 19 servers unchanged"), outcome.words());
  }

  @Test
  void theSameOnceMoreTouchesNothing() {
    apply(FieldStage.small());
    stage.channel.story.clear();
    assertEquals(Verdict.APPLIED, apply(FieldStage.small()).verdict());
    assertEquals(List.of(), stage.channel.story);
    assertEquals(1, stage.host.status().history().size());
  }

  @Test
  void whatIsRefusedLeavesTheFormerInForce() {
    apply(FieldStage.small());
    stage.channel.story.clear();
    try (LoggedLines log = new LoggedLines()) {
      FieldOutcome outcome = apply("fb-01-spec-example/literal.json");
      assertEquals(Verdict.REFUSED, outcome.verdict());
      assertTrue(outcome.told().contains("serverList[3] (44895C63E3FF401).password"));
      assertEquals(1, log.with("is not applied").size());
      assertEquals(List.of(), log.with("hAaX5s13gwX2JwyvUkOAfQ"));
    }
    assertEquals(List.of(), stage.channel.story);
    assertEquals(List.of("S0001"), stage.channel.open());
    assertEquals(2, stage.offered().size());
    assertEquals(1, stage.host.status().history().size());
  }

  @Test
  void emptyListsStopWhatWasThere() {
    apply(FieldStage.small());
    assertEquals(Verdict.APPLIED, apply("fb-16-lists/a-all-empty.json").verdict());
    assertEquals(List.of(), stage.channel.open());
    assertEquals(List.of(), stage.offered());
    assertEquals(Verdict.REFUSED, apply("fb-16-lists/k-empty-object.json").verdict());
  }

  @Test
  void aServerWithoutDevicesIsNotOpened() {
    apply("fb-07-who-belongs-to-whom/l-server-without-device.json");
    assertEquals(List.of("S0001"), stage.channel.open());
  }

  @Test
  void aRestartTakesUpTheLastOneWithoutThePlatform() {
    apply(FieldStage.small());
    FieldStage next = restart().speakingAll();
    next.host.takeUp();
    assertEquals(List.of("S0001"), next.channel.open());
    assertEquals(2, next.offered().size());
    assertEquals("push", next.host.status().history().get(0).source());
  }

  @Test
  void aRestartWaitsForTheSecretTheModelsAndTheChannels() {
    apply("fb-04-opcua/body.json");
    FieldStage next = restart();
    next.secret = Optional.empty();
    next.models = Optional.empty();
    next.host.takeUp();
    assertEquals(Verdict.FAILED, next.host.status().last().orElseThrow().verdict());
    next.models = stage.models.or(() -> Optional.of(new org.kuralink.tsl.ThingModelsComponent()));
    next.host.reconsider();
    assertEquals(Verdict.FAILED, next.host.status().last().orElseThrow().verdict());
    next.secret = Optional.of(FieldCases.SECRET);
    next.host.reconsider();
    assertEquals(Verdict.APPLIED, next.host.status().last().orElseThrow().verdict());
    assertEquals(List.of(), next.channel.open());
    next.speakingAll().host.reconsider();
    assertEquals(List.of("S0003"), next.channel.open());
    assertEquals("test123", next.channel.opened.get(0).server.password().orElseThrow().reveal());
  }

  @Test
  void aChannelThatGoesTakesItsServersAlong() {
    apply(FieldStage.small());
    stage.board.remove(stage.channel, Map.of());
    stage.host.reconsider();
    assertEquals(List.of(), stage.channel.open());
    assertTrue(stage.host.status().servers().get(0).status().isEmpty());
    assertTrue(stage.host.status().remarks().get(0).contains("no bundle for protocol TCP"));
    stage.speaking("TCP");
    stage.host.reconsider();
    assertEquals(List.of("S0001"), stage.channel.open());
  }

  @Test
  void fiveAreKeptWithTheirPasswordsEncrypted() throws IOException {
    for (int port = 501; port <= 506; port++) {
      apply(FieldStage.small("502", String.valueOf(port)));
    }
    apply("fb-04-opcua/body.json");
    List<FieldVersion> history = stage.host.status().history();
    assertEquals(List.of(7L, 6L, 5L, 4L, 3L), history.stream().map(FieldVersion::number).toList());
    assertEquals(6, medium.list(FieldStage.DIRECTORY).size());
    for (java.nio.file.Path file : medium.list(FieldStage.DIRECTORY)) {
      String text = new String(medium.read(file, 1 << 20).orElseThrow(), StandardCharsets.UTF_8);
      assertFalse(text.contains("test123"), file.toString());
    }
  }

  @Test
  void restoresOneOfTheHistory() {
    apply(FieldStage.small());
    apply("fb-16-lists/a-all-empty.json");
    CompletableFuture<FieldOutcome> outcome = stage.host.restore(1).toCompletableFuture();
    stage.time.settle();
    assertEquals(Verdict.APPLIED, outcome.join().verdict());
    assertEquals(List.of("S0001"), stage.channel.open());
    FieldVersion current = stage.host.status().history().get(0);
    assertEquals(1, current.number());
    assertEquals("restore", current.source());
    CompletableFuture<FieldOutcome> none = stage.host.restore(9).toCompletableFuture();
    stage.time.settle();
    assertEquals("configuration 9 is not kept", none.join().words());
  }

  @Test
  void aChannelThatFailsToCheckHasNotFoundItRight() {
    FieldChannel mine = stage.channel;
    FieldChannel wild =
        new FieldChannel() {
          @Override
          public List<FieldError> check(FieldServer server) {
            throw new IllegalStateException("no idea");
          }

          @Override
          public OpenFieldServer open(FieldServer server, FieldReports reports) {
            return mine.open(server, reports);
          }

          @Override
          public java.util.concurrent.CompletionStage<FieldReading> read(FieldServer server) {
            return mine.read(server);
          }

          @Override
          public java.util.concurrent.CompletionStage<FieldReading> write(
              FieldServer server, Object value) {
            return mine.write(server, value);
          }
        };
    stage.board.remove(mine, Map.of());
    stage.board.put(wild, Map.of(FieldChannel.PROTOCOL, "TCP"));
    assertEquals(Verdict.REFUSED, apply(FieldStage.small()).verdict());
  }

  @Test
  void aPointIsTriedAtAServerThatIsThereOrDescribed() {
    apply(FieldStage.small());
    Map<String, Object> unit = Map.of("slaveId", new BigDecimal(3));
    Map<String, Object> point = Map.of("registerAddress", "0x10", "operateType", "holdingRegister");
    FieldReading read =
        stage
            .host
            .read(new FieldTrial("S0001", Map.of(), unit, point))
            .toCompletableFuture()
            .join();
    assertEquals("04D2", read.raw());
    Map<String, Object> server = Map.of("protocol", "tcp", "ip", "192.168.1.9");
    stage
        .host
        .write(new FieldTrial("", server, unit, point), new BigDecimal("1.5"))
        .toCompletableFuture()
        .join();
    assertTrue(stage.channel.story.contains("read S0001 {slaveId=3}"));
    assertTrue(stage.channel.story.contains("write  1.5"));
    assertTrue(failure(new FieldTrial("S9", Map.of(), unit, point)).contains("it has S0001"));
    assertTrue(failure(new FieldTrial("S0001", Map.of(), Map.of(), point)).contains("slaveId"));
    assertTrue(
        failure(new FieldTrial("", Map.of("protocol", "LORA"), unit, point))
            .contains("no bundle for protocol 'LORA'"));
  }

  private String failure(FieldTrial trial) {
    return String.valueOf(
        assertThrows(
                CompletionException.class,
                () -> stage.host.read(trial).toCompletableFuture().join())
            .getCause()
            .getMessage());
  }

  @Test
  void aFileIsAppliedWhenItIsAnotherOne(@org.junit.jupiter.api.io.TempDir java.nio.file.Path home)
      throws IOException {
    java.nio.file.Path path = home.resolve("channels.json");
    ChannelsFile file = new ChannelsFile(stage.host);
    file.path(path.toString());
    assertTrue(stage.host.status().last().orElseThrow().told().contains("does not exist"));
    assertEquals(List.of("channels.file is " + path + ", which does not exist"), file.problems());
    java.nio.file.Files.write(path, FieldStage.small());
    file.look();
    assertEquals(List.of("S0001"), stage.channel.open());
    assertEquals("file", stage.host.status().history().get(0).source());
    assertEquals(List.of(), file.problems());
    apply("fb-04-opcua/body.json");
    file.look();
    assertEquals(List.of("S0003"), stage.channel.open());
    // The file has not changed since it was applied, so the later push stays in force.
    FieldStage next = restart().speakingAll();
    next.host.takeUp();
    new ChannelsFile(next.host).path(path.toString());
    assertEquals(List.of("S0003"), next.channel.open());
    java.nio.file.Files.write(path, FieldStage.small("502", "1502"));
    new ChannelsFile(next.host).path(path.toString());
    assertEquals(List.of("S0001"), next.channel.open());
  }

  @Test
  void whatIsWrongInAFileStandsThereUntilItIsAnotherOne(
      @org.junit.jupiter.api.io.TempDir java.nio.file.Path home) throws IOException {
    java.nio.file.Path path = home.resolve("channels.json");
    java.nio.file.Files.writeString(path, "{\"modelList\": []}");
    ChannelsFile file = new ChannelsFile(stage.host);
    file.path(path.toString());
    String problem = file.problems().get(0);
    assertTrue(
        problem.startsWith("channels.file is " + path + ", which is not applied: "), problem);
    assertTrue(problem.contains("serverList"), problem);
    file.look();
    assertEquals(List.of(problem), file.problems());
    java.nio.file.Files.write(path, FieldStage.small());
    file.look();
    assertEquals(List.of(), file.problems());
    java.nio.file.Files.writeString(path, "{");
    file.look();
    assertEquals(1, file.problems().size());
    file.path("");
    assertEquals(List.of(), file.problems());
  }

  @Test
  void aFileWaitsForTheSecret(@org.junit.jupiter.api.io.TempDir java.nio.file.Path home)
      throws IOException {
    java.nio.file.Path path = home.resolve("channels.json");
    java.nio.file.Files.write(path, FieldCases.bytes("fb-04-opcua/body.json"));
    stage.secret = Optional.empty();
    ChannelsFile file = new ChannelsFile(stage.host);
    file.path(path.toString());
    assertEquals(Verdict.FAILED, stage.host.status().last().orElseThrow().verdict());
    stage.secret = Optional.of(FieldCases.SECRET);
    file.look();
    assertEquals(List.of("S0003"), stage.channel.open());
  }

  @Test
  void aServerThatIsOpenWhenNobodyWaitsForItAnyMoreIsClosedAgain() {
    CountDownLatch late = new CountDownLatch(1);
    stage.channel.opening =
        () -> {
          try {
            assertTrue(late.await(30, TimeUnit.SECONDS));
          } catch (InterruptedException e) {
            throw new AssertionError(e);
          }
        };
    stage.speakingAll();
    assertTrue(apply(FieldStage.small()).words().contains("left out"));
    late.countDown();
    stage.await(() -> stage.channel.story.equals(List.of("open S0001", "close S0001")));
    stage.host.reconsider();
    assertEquals(List.of("S0001"), stage.channel.open());
  }

  @Test
  void aChannelThatDoesNotComeBackIsLeftBehind() {
    CountDownLatch never = new CountDownLatch(1);
    try {
      Optional<String> none =
          stage.calls.call(
              "a channel that blocks",
              () -> {
                never.await();
                return "";
              });
      assertEquals(Optional.empty(), none);
      assertEquals(Optional.of("x"), stage.calls.call("another", () -> "x"));
    } finally {
      never.countDown();
    }
  }
}
