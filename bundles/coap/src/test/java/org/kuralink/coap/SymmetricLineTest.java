/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.coap;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.kuralink.api.connection.Secret;
import org.kuralink.api.connection.SessionFault.Cause;
import org.kuralink.api.line.Line;
import org.kuralink.api.line.LineException;
import org.kuralink.api.line.LineLogin;
import org.kuralink.api.line.LineServer;
import org.kuralink.api.line.LineSettings;
import org.kuralink.api.line.OpenLine;
import org.kuralink.coap.CoapDouble.Datagram;
import org.kuralink.login.sign.SignMethod;

class SymmetricLineTest extends CoapStage {

  private CoapDouble platform;

  @BeforeEach
  void start() throws Exception {
    platform = new CoapDouble(SECRET);
  }

  @AfterEach
  void stop() {
    platform.close();
  }

  private LineServer server() {
    return new LineServer("coap-symmetric", "localhost", platform.port(), "cn-shanghai", "");
  }

  private LineSettings settings(String secret) {
    return settings(who(secret, SignMethod.HMACMD5), server(), "ca", Duration.ofSeconds(30));
  }

  private Line opened() throws Exception {
    Line line = line(settings(SECRET));
    await(line.open());
    return line;
  }

  private List<Datagram> sent() {
    return platform.to("/topic");
  }

  private List<String> texts() {
    return sent().stream().map(platform::text).toList();
  }

  private List<Long> numbers() {
    return sent().stream().map(platform::number).toList();
  }

  @Test
  void logsInAndReports() throws Exception {
    Line line = line(settings(SECRET));
    OpenLine open = await(line.open());
    assertFalse(open.downlink());
    assertEquals(1024, open.maxPayload());
    assertEquals(1, open.maxInFlight());
    await(publish(line, "{\"a\":1}"));
    await(publish(line, "{\"a\":2}"));
    assertEquals("/topic" + POST, sent().get(0).path());
    assertEquals("tok-1", sent().get(0).tokenOption());
    assertEquals(List.of("{\"a\":1}", "{\"a\":2}"), texts());
    assertEquals(List.of(2L, 3L), numbers());
    assertEquals(
        List.of(11, 12, 17, 2088, 2089),
        sent().get(0).options().stream().map(Map.Entry::getKey).distinct().toList());
    assertTrue(lost.isEmpty());
  }

  @Test
  void aNumberIsGreaterThanTheOffset() throws Exception {
    platform.offset(6917);
    Line line = opened();
    await(publish(line, "1"));
    assertEquals(List.of(6918L), numbers());
  }

  @Test
  void aKeptLogInServesTheNextLineAndIsTheOwnersAlone() throws Exception {
    await(publish(opened(), "1"));
    await(publish(opened(), "2"));
    assertEquals(1, platform.to("/auth").size());
    assertEquals(List.of(2L, 3L), numbers());
    try (Stream<Path> files = Files.walk(data)) {
      List<Path> kept = files.filter(Files::isRegularFile).toList();
      assertEquals(1, kept.size());
      assertEquals(
          "rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(kept.get(0))));
    }
    await(line(settings("another")).open());
    assertEquals(2, platform.to("/auth").size(), "another secret is asked for a log-in of its own");
  }

  @Test
  void noNumberIsUsedTwiceWhateverEndsTheProgram() throws Exception {
    Set<Long> seen = new HashSet<>();
    long greatest = 0;
    for (int start = 0; start < 5; start++) {
      Line line = opened();
      for (int i = 0; i < 3; i++) {
        await(publish(line, "1"));
      }
      // As after kill -9: nobody says goodbye, and another program reads the disk.
      stack.close();
      stack = new CoapStack(Clock.systemUTC(), 100);
      List<Long> now = numbers();
      assertTrue(now.get(start * 3) > greatest, now::toString);
      greatest = now.get(now.size() - 1);
    }
    assertTrue(numbers().stream().allMatch(seen::add), numbers()::toString);
    assertEquals(1, platform.to("/auth").size());
  }

  /** Three programs, one after the other, each killed in the middle. */
  @Test
  void noNumberIsUsedTwiceAfterKill() throws Exception {
    Path java = Path.of(System.getProperty("java.home"), "bin", "java");
    long greatest = 0;
    for (int program = 0; program < 3; program++) {
      Process victim =
          new ProcessBuilder(
                  java.toString(),
                  "-XX:TieredStopAtLevel=1",
                  "-cp",
                  System.getProperty("java.class.path"),
                  NumberVictim.class.getName(),
                  data.resolve("numbers").toString())
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
      try (BufferedReader out = victim.inputReader(StandardCharsets.US_ASCII)) {
        for (int i = 0; i < 250; i++) {
          long number = Long.parseLong(out.readLine());
          assertTrue(number > greatest, number + " after " + greatest);
          greatest = number;
        }
        // By its handle, which leaves the rest of its output readable: that is used as well.
        victim.toHandle().destroyForcibly();
        for (String more = out.readLine(); more != null; more = out.readLine()) {
          greatest = more.isEmpty() ? greatest : Math.max(greatest, Long.parseLong(more));
        }
      } finally {
        assertEquals(137, victim.destroyForcibly().waitFor(), "ended by itself");
      }
    }
  }

  @Test
  void aClockThatIsFarOffCostsNoLogIn() throws Exception {
    await(publish(opened(), "1"));
    for (int hours : new int[] {-1, 1, 24 * 365}) {
      stack.close();
      stack = new CoapStack(Clock.offset(Clock.systemUTC(), Duration.ofHours(hours)), 100);
      await(publish(opened(), "1"));
    }
    assertEquals(1, platform.to("/auth").size());
    assertEquals(4, Set.copyOf(numbers()).size());
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "{", "{\"next\":\"x\"}", "{\"next\":-5}", "null", "\u0000"})
  void aDamagedFileCostsALogInAndNoNumber(String content) throws Exception {
    await(publish(opened(), "1"));
    stack.close();
    stack = new CoapStack(Clock.systemUTC(), 100);
    try (Stream<Path> files = Files.walk(data)) {
      Files.writeString(files.filter(Files::isRegularFile).findFirst().orElseThrow(), content);
    }
    await(publish(opened(), "2"));
    assertEquals(2, platform.to("/auth").size());
    assertTrue(numbers().get(1) > 1_000_000, numbers()::toString);
  }

  @ParameterizedTest
  @ValueSource(ints = {401, 402})
  void aTokenThatDiesInTheMiddleIsRenewedOnceForAll(int code) throws Exception {
    platform.messages =
        request -> {
          int message = Integer.parseInt(platform.text(request));
          boolean stale = message >= 5 && request.tokenOption().equals("tok-1");
          return List.of(request.ack(stale || message == 8 ? code : 205));
        };
    Line line = opened();
    List<CompletionStage<Void>> stages =
        IntStream.rangeClosed(1, 8).mapToObj(i -> publish(line, "" + i)).toList();
    for (int i = 0; i < 7; i++) {
      await(stages.get(i));
    }
    assertEquals(Cause.TOKEN_REFUSED, failure(stages.get(7)).cause());
    assertTrue(lost.poll(30, TimeUnit.SECONDS).startsWith("TOKEN_REFUSED"));
    assertEquals(3, platform.to("/auth").size(), "one for 5, one for 8, none beyond");
    assertEquals(List.of("1", "2", "3", "4", "5", "5", "6", "7", "8", "8"), texts());
    assertEquals(10, Set.copyOf(numbers()).size(), "the same message has a new number");
    assertEquals(numbers().stream().sorted().toList(), numbers());
  }

  @ParameterizedTest
  @CsvSource({"400, 1", "403, 2", "404, 1", "413, 1"})
  void aMessageThatIsNeverTakenIsSetAside(int code, int logIns) throws Exception {
    platform.messages =
        request -> List.of(request.ack(platform.text(request).equals("bad") ? code : 205));
    Line line = opened();
    LineException failure = failure(publish(line, "bad"));
    assertTrue(failure.unfit());
    assertEquals(code, failure.code().orElseThrow());
    await(publish(line, "good"));
    assertTrue(lost.isEmpty());
    assertEquals(logIns, platform.to("/auth").size());
  }

  @ParameterizedTest
  @ValueSource(ints = {429, 503})
  void tooManyIsNoReasonToGo(int code) throws Exception {
    platform.messages = request -> List.of(request.ack(code));
    Line line = opened();
    assertTrue(failure(publish(line, "1")).throttled());
    assertTrue(lost.isEmpty());
  }

  @ParameterizedTest
  @ValueSource(ints = {405, 406, 408, 412, 415, 500, 501, 504})
  void aCodeThatConcernsAllEndsTheLine(int code) throws Exception {
    platform.messages = request -> List.of(request.ack(code));
    Line line = opened();
    LineException failure = failure(publish(line, "1"));
    assertEquals(Cause.PLATFORM, failure.cause());
    assertEquals(code, failure.code().orElseThrow());
    assertTrue(lost.poll(30, TimeUnit.SECONDS).startsWith("PLATFORM"));
    assertEquals(Cause.LINK_LOST, failure(publish(line, "2")).cause());
  }

  @ParameterizedTest
  @CsvSource({
    "400, CONFIGURATION",
    "401, WRONG_SECRET",
    "402, CONFIGURATION",
    "403, WRONG_SECRET",
    "404, CONFIGURATION",
    "405, CONFIGURATION",
    "406, CONFIGURATION",
    "415, CONFIGURATION",
    "500, PLATFORM"
  })
  void aLogInThatIsRefusedSaysWhy(int code, Cause cause) {
    platform.logins = request -> List.of(request.ack(code));
    LineException failure = failure(line(settings(SECRET)).open());
    assertEquals(cause, failure.cause());
    assertEquals(code, failure.code().orElseThrow());
    assertEquals(1, platform.to("/auth").size(), "no storm");
    assertTrue(lost.isEmpty());
  }

  @Test
  void aTokenForMqttIsNone() {
    LineLogin token = new LineLogin.Token(DEVICE, "client", "id", Secret.of("t"));
    LineException failure =
        failure(line(settings(token, server(), "ca", Duration.ofSeconds(5))).open());
    assertEquals(Cause.CONFIGURATION, failure.cause());
  }

  @Test
  void moreThanAKibibyteIsRefusedByName() throws Exception {
    Line line = opened();
    await(publish(line, "x".repeat(1024)));
    LineException failure = failure(publish(line, "x".repeat(1025)));
    assertTrue(failure.unfit());
    assertTrue(
        failure.getMessage().contains("1025 bytes")
            && failure.getMessage().contains("1024")
            && failure.getMessage().contains("coap-symmetric"),
        failure.getMessage());
    await(publish(line, "good"));
    assertEquals(2, sent().size());
    assertTrue(
        sent().stream().flatMap(one -> one.options().stream()).noneMatch(one -> one.getKey() == 27),
        "no blocks");
  }

  @Test
  void aTopicThatCannotBeAPathIsSetAside() throws Exception {
    Line line = opened();
    assertTrue(failure(line.publish("/" + "a".repeat(256), new byte[1], 1)).unfit());
    await(line.publish("/a1Dev01/dev-01/user/a?b#c d/ä", new byte[1], 1));
    assertEquals("/topic/a1Dev01/dev-01/user/a?b#c d/ä", sent().get(0).path());
  }

  @Test
  void oneMessageIsUnderWayAtATimeSoThatTheyKeepTheirOrder() throws Exception {
    Line line = opened();
    List<CompletionStage<Void>> stages =
        IntStream.range(0, 50).mapToObj(i -> publish(line, "" + i)).toList();
    for (CompletionStage<Void> stage : stages) {
      await(stage);
    }
    assertEquals(IntStream.range(0, 50).mapToObj(i -> "" + i).toList(), texts());
  }

  @Test
  void aClosedLineSendsNothingMoreAndEndsWhatHangs() throws Exception {
    platform.messages = request -> List.of();
    Line line = opened();
    CompletionStage<Void> hangs = publish(line, "1");
    CompletionStage<Void> waits = publish(line, "2");
    line.close();
    failure(hangs);
    assertEquals(Cause.LINK_LOST, failure(waits).cause());
    assertTrue(lost.isEmpty(), "whoever closes knows");
  }

  /** Wherever it is at that moment. */
  @RepeatedTest(50)
  void aStoppedBundleEndsWhatHangsAndLeavesNoThread() throws Exception {
    platform.messages = request -> List.of();
    CompletionStage<Void> hangs = publish(opened(), "1");
    stack.close();
    assertEquals(Cause.LINK_LOST, failure(hangs).cause());
  }

  @Test
  void whatWaitsForAThreadWhenTheBundleStopsEndsToo() throws Exception {
    Line other = opened();
    Line line = opened();
    CountDownLatch held = new CountDownLatch(1);
    CountDownLatch free = new CountDownLatch(1);
    CountDownLatch listening = new CountDownLatch(1);
    platform.messages =
        request -> {
          awaited(listening);
          return List.of(request.ack(205));
        };
    publish(other, "1")
        .whenComplete(
            (done, failure) -> {
              held.countDown();
              awaited(free);
            });
    listening.countDown();
    awaited(held);
    CompletionStage<Void> waits = publish(line, "2");
    stack.close();
    free.countDown();
    assertEquals(Cause.LINK_LOST, failure(waits).cause());
  }

  private static void awaited(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void nothingOfTheSecretIsTraced() throws Exception {
    await(publish(opened(), "1"));
    assertTrue(isTraced("POST /auth"));
    assertFalse(isTraced("tok-"));
    assertFalse(isTraced(CoapDouble.RANDOM));
  }
}
