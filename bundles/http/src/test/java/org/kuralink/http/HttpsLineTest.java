/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.kuralink.api.connection.SessionFault.Cause;
import org.kuralink.api.line.Line;
import org.kuralink.api.line.LineException;
import org.kuralink.api.line.LineServer;
import org.kuralink.api.line.OpenLine;
import org.kuralink.login.sign.SignMethod;

class HttpsLineTest extends HttpsStage {

  @Test
  void logsInAndReports() throws Exception {
    Line line = line();
    OpenLine open = await(line.open());
    assertFalse(open.downlink());
    assertEquals(131_072, open.maxPayload());
    assertEquals(1, open.maxInFlight());
    await(publish(line, "{\"a\":1}"));
    UplinkDouble.Request auth = platform.to("/auth").get(0);
    assertEquals("POST /auth HTTP/1.1", auth.line());
    assertEquals("application/json", auth.headers().get("content-type"));
    UplinkDouble.Request report = platform.to("/topic").get(0);
    assertEquals("POST /topic" + POST + " HTTP/1.1", report.line());
    assertEquals("application/octet-stream", report.headers().get("content-type"));
    assertEquals("7", report.headers().get("content-length"));
    assertEquals("tok-1", report.token());
    assertEquals(1, platform.connections.size(), "kept alive");
    assertTrue(lost.isEmpty());
  }

  @ParameterizedTest
  @CsvSource({
    "HMACMD5, '', 1CB027C87333BEA277F2A9BC182AA99A",
    "HMACMD5, 1548115200000, F257B0741878220AEF3B4DB380C88077",
    "HMACSHA1, '', E6BDB4759B8542A30625BEDEBA1CAA8633E7A0E6",
    "HMACSHA1, 1548115200000, B00E7A07FD5937CAA4335424DBC537F5D2D16684",
    "HMACSHA256, '', D217B5F5AF1D8623B1D9267709AF76ECACFED1C2492F41FAEB7FC32F37D96D4D",
    "HMACSHA256, 1548115200000, 56B41CF447A66A0D57625833D48D6A41124CF13C21B60BE4308213867FA7FA1A"
  })
  void signsAsOthersDo(SignMethod method, String timestamp, String sign) throws Exception {
    OptionalLong time =
        timestamp.isEmpty() ? OptionalLong.empty() : OptionalLong.of(Long.parseLong(timestamp));
    Line line =
        line(settings(SECRET, method, time, "ca", Optional.empty(), Duration.ofSeconds(20)));
    await(line.open());
    String body = platform.to("/auth").get(0).text();
    assertTrue(body.contains("\"sign\":\"" + sign + "\""), body);
    assertTrue(body.contains("\"clientId\":\"a1Dev01.dev-01\""), body);
  }

  @Test
  void aKeptTokenServesTheNextLineAndIsTheOwnersAlone() throws Exception {
    await(publish(opened(), "1"));
    await(publish(opened(), "2"));
    assertEquals(1, platform.to("/auth").size());
    assertEquals("tok-1", platform.to("/topic").get(1).token());
    try (Stream<Path> files = Files.walk(data)) {
      List<Path> kept = files.filter(Files::isRegularFile).toList();
      assertEquals(1, kept.size());
      assertEquals(
          "rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(kept.get(0))));
    }
    Line another =
        line(
            settings(
                "another",
                SignMethod.HMACSHA1,
                OptionalLong.empty(),
                "ca",
                Optional.empty(),
                Duration.ofSeconds(20)));
    await(another.open());
    assertEquals(2, platform.to("/auth").size(), "another secret is asked for a token of its own");
  }

  @ParameterizedTest
  @ValueSource(ints = {20_001, 20_002, 20_003})
  void aTokenThatDiesInTheMiddleIsRenewedOnceForAll(int code) throws Exception {
    Map<String, Integer> tries = new ConcurrentHashMap<>();
    platform.messages =
        request -> {
          int number = Integer.parseInt(request.text());
          boolean stale = number >= 5 && request.token().equals("tok-1");
          boolean hopeless = number == 8;
          tries.merge(request.text(), 1, Integer::sum);
          return stale || hopeless ? UplinkDouble.code(code) : UplinkDouble.ok();
        };
    Line line = opened();
    List<CompletionStage<Void>> stages =
        IntStream.rangeClosed(1, 8).mapToObj(i -> publish(line, "" + i)).toList();
    for (int i = 0; i < 7; i++) {
      await(stages.get(i));
    }
    assertEquals(Cause.TOKEN_REFUSED, failure(stages.get(7)).cause());
    assertTrue(lost.poll(10, TimeUnit.SECONDS).startsWith("TOKEN_REFUSED"));
    assertEquals(3, platform.to("/auth").size(), "one for 5, one for 8, none beyond");
    assertEquals(List.of("1", "2", "3", "4", "5", "5", "6", "7", "8", "8"), bodies());
  }

  @ParameterizedTest
  @CsvSource({"10000, PLATFORM", "20004, PLATFORM", "30001, PLATFORM", "200, PLATFORM"})
  void aCodeThatConcernsAllEndsTheLine(int code, Cause cause) throws Exception {
    platform.messages = request -> UplinkDouble.code(code);
    Line line = opened();
    LineException failure = failure(publish(line, "1"));
    assertEquals(cause, failure.cause());
    assertTrue(failure.getMessage().contains(code + " words"), failure.getMessage());
    assertTrue(lost.poll(10, TimeUnit.SECONDS).startsWith(cause.toString()));
    assertEquals(Cause.LINK_LOST, failure(publish(line, "2")).cause());
  }

  @Test
  void tooManyAndUnfitLeaveTheLineAsItIs() throws Exception {
    platform.messages =
        request ->
            request.text().equals("many")
                ? UplinkDouble.code(40_000)
                : request.text().equals("bad") ? UplinkDouble.code(10_001) : UplinkDouble.ok();
    Line line = opened();
    assertTrue(failure(publish(line, "many")).throttled());
    assertTrue(failure(publish(line, "bad")).unfit());
    await(publish(line, "good"));
    assertTrue(lost.isEmpty());
  }

  @ParameterizedTest
  @CsvSource({
    "20000, WRONG_SECRET",
    "10000, PLATFORM",
    "10001, CONFIGURATION",
    "20004, PLATFORM",
    "40000, PLATFORM"
  })
  void aLogInThatIsRefusedSaysWhy(int code, Cause cause) {
    platform.logins = request -> UplinkDouble.code(code);
    LineException failure = failure(line().open());
    assertEquals(cause, failure.cause());
    assertEquals(code, failure.code().orElseThrow());
    assertEquals(1, platform.to("/auth").size(), "no storm");
    assertTrue(lost.isEmpty());
  }

  @Test
  void oneMessageIsUnderWayAtATimeSoThatTheyKeepTheirOrder() throws Exception {
    CountDownLatch first = new CountDownLatch(1);
    platform.messages =
        request -> {
          if (request.text().equals("0")) {
            hold(first);
          }
          return UplinkDouble.ok();
        };
    Line line = opened();
    List<CompletionStage<Void>> stages =
        IntStream.range(0, 50).mapToObj(i -> publish(line, "" + i)).toList();
    first.countDown();
    for (CompletionStage<Void> stage : stages) {
      await(stage);
    }
    assertEquals(IntStream.range(0, 50).mapToObj(i -> "" + i).toList(), bodies());
  }

  private static void hold(CountDownLatch latch) {
    try {
      latch.await(120, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void aClosedLineSendsNothingMoreAndEndsWhatHangs() throws Exception {
    CountDownLatch never = new CountDownLatch(1);
    platform.messages =
        request -> {
          hold(never);
          return UplinkDouble.ok();
        };
    Line line = opened();
    CompletionStage<Void> hangs = publish(line, "1");
    CompletionStage<Void> waits = publish(line, "2");
    line.close();
    failure(hangs);
    assertEquals(Cause.LINK_LOST, failure(waits).cause());
    assertTrue(lost.isEmpty(), "whoever closes knows");
    never.countDown();
    assertTrue(bodies().size() <= 1);
  }

  @Test
  void whoIsToldAndTakesHisTimeDelaysNoOtherLine() throws Exception {
    CountDownLatch listening = new CountDownLatch(1);
    CountDownLatch never = new CountDownLatch(1);
    CountDownLatch told = new CountDownLatch(1);
    platform.messages =
        request -> {
          hold(listening);
          return UplinkDouble.ok();
        };
    Line line = opened();
    CompletionStage<Void> slow =
        publish(line, "1")
            .thenRun(
                () -> {
                  told.countDown();
                  hold(never);
                });
    listening.countDown();
    assertTrue(told.await(30, TimeUnit.SECONDS));
    await(publish(opened(), "2"));
    line.close();
    assertFalse(slow.toCompletableFuture().isDone());
    never.countDown();
    await(slow);
  }

  @Test
  void offersHttp2AndSpeaksItWhereTheServerDoes() throws Exception {
    await(publish(opened(), "1"));
    assertTrue(platform.offered.containsAll(List.of("h2", "http/1.1")), platform.offered::toString);
    platform.protocol = "h2";
    failure(publish(opened(), "2"));
    String last = platform.requests.get(platform.requests.size() - 1).line();
    assertTrue(
        platform.requests.stream().anyMatch(one -> one.line().equals("PRI * HTTP/2.0")), last);
  }

  @Test
  void numbersMayBeWrittenAsText() throws Exception {
    platform.messages =
        request ->
            UplinkDouble.json("{\"code\":\"0\",\"info\":{\"messageId\":\"892687627916247040\"}}");
    Line line = opened();
    await(publish(line, "1"));
    synchronized (this) {
      assertTrue(traced.contains("accepted as message 892687627916247040"), traced.toString());
    }
    platform.messages = request -> UplinkDouble.json("{\"code\":\"40000\"}");
    assertTrue(failure(publish(line, "2")).throttled());
    assertTrue(lost.isEmpty());
  }

  /** Who counts in doubles takes 9007199254740993 for 9007199254740992. */
  @Test
  void namesAMessageAsThePlatformDoesBeyond53Bits() throws Exception {
    platform.messages =
        request ->
            UplinkDouble.json(
                "{\"code\":0,\"info\":{\"messageId\":9007199254740993,\"data\":\"\"}}");
    await(publish(opened(), "1"));
    platform.messages =
        request -> UplinkDouble.json("{\"code\":0,\"info\":{\"messageId\":9223372036854775807}}");
    await(publish(opened(), "2"));
    synchronized (this) {
      assertTrue(traced.contains("accepted as message 9007199254740993"), traced.toString());
      assertTrue(traced.contains("accepted as message 9223372036854775807"), traced.toString());
    }
  }

  @ParameterizedTest
  @CsvSource({
    "'', 0, cn-shanghai, '', https://iot-as-http.cn-shanghai.aliyuncs.com/auth",
    "'', 0, cn-shanghai, iot-06z00abcd, https://iot-06z00abcd.http.iothub.aliyuncs.com/auth",
    "'', 8443, r, iot-06z00abcd, https://iot-06z00abcd.http.iothub.aliyuncs.com:8443/auth",
    "gate.example, 0, r, iot-06z00abcd, https://gate.example/auth",
    "::1, 8443, r, '', https://[::1]:8443/auth"
  })
  void findsTheHostOfAnInstanceUnlessItIsToldAnother(
      String host, int port, String region, String instance, String uri) {
    HttpsServer server = HttpsServer.of(new LineServer("https", host, port, region, instance));
    assertEquals(uri, server.auth().toString());
  }

  @Test
  void noTopicBecomesAQuery() throws Exception {
    Line line = opened();
    await(line.publish("/a1Dev01/dev-01/user/a?b#c d", new byte[1], 0));
    assertEquals(
        "POST /topic/a1Dev01/dev-01/user/a%3Fb%23c%20d HTTP/1.1",
        platform.to("/topic").get(0).line());
  }

  @Test
  void nothingOfTheSecretIsTraced() throws Exception {
    await(publish(opened(), "1"));
    synchronized (this) {
      assertFalse(traced.isEmpty());
      assertTrue(traced.stream().noneMatch(words -> words.contains("tok-")), traced.toString());
    }
  }

  /** What stands before a platform may know tokens and no codes. */
  @Test
  void aTokenThatTheStatusOfHttpRefusesIsRenewedToo() throws Exception {
    String refusal = "HTTP/1.1 401 No\r\nContent-Length: 0\r\n\r\n";
    platform.messages = request -> request.token().equals("tok-1") ? refusal : UplinkDouble.ok();
    Line line = opened();
    await(publish(line, "1"));
    await(publish(line, "2"));
    assertEquals(2, platform.to("/auth").size());
    platform.messages = request -> refusal;
    LineException failure = failure(publish(line, "3"));
    assertEquals(Cause.TOKEN_REFUSED, failure.cause());
    assertTrue(failure.getMessage().contains("401"), failure.getMessage());
    assertTrue(lost.poll(10, TimeUnit.SECONDS).startsWith("TOKEN_REFUSED"));
    assertEquals(3, platform.to("/auth").size());
  }
}
