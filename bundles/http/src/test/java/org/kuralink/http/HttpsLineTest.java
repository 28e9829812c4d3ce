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
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.kuralink.api.connection.DeviceIdentity;
import org.kuralink.api.connection.Secret;
import org.kuralink.api.connection.SessionFault.Cause;
import org.kuralink.api.line.Line;
import org.kuralink.api.line.LineEvents;
import org.kuralink.api.line.LineException;
import org.kuralink.api.line.LineLimits;
import org.kuralink.api.line.LineLogin;
import org.kuralink.api.line.LineProxy;
import org.kuralink.api.line.LineServer;
import org.kuralink.api.line.LineSettings;
import org.kuralink.api.line.OpenLine;
import org.kuralink.login.SecretSigner;
import org.kuralink.login.SignMethod;
import org.kuralink.login.TestCertificates;
import org.kuralink.login.trust.TrustedRoots;

class HttpsLineTest implements LineEvents {

  private static final DeviceIdentity DEVICE = new DeviceIdentity("a1Dev01", "dev-01");
  private static final String SECRET = "dev01-Made-Up-Secret-00000000007";
  private static final String POST = "/sys/a1Dev01/dev-01/thing/event/property/post";

  @TempDir Path data;
  private final HttpComponent component = new HttpComponent();
  private final BlockingQueue<String> lost = new LinkedBlockingQueue<>();
  private final List<String> traced = new ArrayList<>();
  private UplinkDouble platform;

  @BeforeEach
  void start() throws Exception {
    platform = new UplinkDouble("localhost");
  }

  @AfterEach
  void stop() throws Exception {
    platform.close();
    component.deactivate();
  }

  @Override
  public void received(String topic, byte[] payload, boolean again) {
    throw new AssertionError("nothing comes");
  }

  @Override
  public void lost(Cause cause, String message) {
    lost.add(cause + " " + message);
  }

  @Override
  public synchronized void traced(String words) {
    traced.add(words);
  }

  private LineSettings settings(String ca, Optional<LineProxy> proxy, Duration operation) {
    return settings(SECRET, SignMethod.HMACSHA1, OptionalLong.empty(), ca, proxy, operation);
  }

  private LineSettings settings(
      String secret,
      SignMethod method,
      OptionalLong timestamp,
      String ca,
      Optional<LineProxy> proxy,
      Duration operation) {
    return new LineSettings(
        new LineLogin.Signed(
            DEVICE, "a1Dev01.dev-01", timestamp, new SecretSigner(method, Secret.of(secret))),
        new LineServer("https", "localhost", platform.port(), "cn-shanghai", ""),
        TrustedRoots.with(TestCertificates.shared().pem(ca))::context,
        proxy,
        data,
        new LineLimits(
            Duration.ofSeconds(60), false, false, Duration.ofSeconds(20), operation, 1000));
  }

  private Line line() {
    return line(settings("ca", Optional.empty(), Duration.ofSeconds(20)));
  }

  private Line line(LineSettings settings) {
    return component.create(settings, this);
  }

  private Line opened() throws Exception {
    Line line = line();
    await(line.open());
    return line;
  }

  private static <T> T await(CompletionStage<T> stage) throws Exception {
    return stage.toCompletableFuture().get(30, TimeUnit.SECONDS);
  }

  private static LineException failure(CompletionStage<?> stage) {
    ExecutionException e = assertThrows(ExecutionException.class, () -> await(stage));
    return assertInstanceOf(LineException.class, e.getCause());
  }

  private static CompletionStage<Void> publish(Line line, String text) {
    return line.publish(POST, text.getBytes(StandardCharsets.UTF_8), 1);
  }

  private List<String> bodies() {
    return platform.to("/topic").stream().map(UplinkDouble.Request::text).toList();
  }

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

  @ParameterizedTest
  @ValueSource(
      strings = {
        "HTTP/1.1 500 Broken\r\nContent-Length: 0\r\n\r\n",
        "HTTP/1.1 403 No\r\nContent-Length: 6\r\n\r\n<html>",
        "HTTP/1.1 429 Slow\r\nContent-Length: 0\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\n<html>",
        "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: 12\r\n\r\n{\"code\":\"0\"}",
        "HTTP/1.1 200 OK\r\nContent-Length: 12\r\n\r\n{\"code\":0}{}",
        "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n\n\n",
        "\u0000\n\n"
      })
  void whatIsNoAnswerOfThePlatformIsNamedAndEndsTheLine(String answer) throws Exception {
    platform.messages = request -> answer;
    LineException failure = failure(publish(opened(), "1"));
    assertTrue(failure.getMessage().contains("localhost:" + platform.port()), failure.getMessage());
    assertTrue(lost.poll(10, TimeUnit.SECONDS) != null);
    platform.messages = request -> UplinkDouble.ok();
    await(publish(opened(), "1"));
  }

  @Test
  void nobodyIsFollowedElsewhere() throws Exception {
    platform.messages =
        request ->
            "HTTP/1.1 301 Moved\r\nLocation: http://localhost:1/\r\nContent-Length: 0\r\n\r\n";
    assertEquals(Cause.CONFIGURATION, failure(publish(opened(), "1")).cause());
  }

  @Test
  void anAnswerWithoutAnEndIsCutOff() throws Exception {
    String much = "x".repeat(UplinkAnswer.MOST_BYTES + 1);
    platform.messages = request -> "HTTP/1.1 200 OK\r\nContent-Length: 20000000\r\n\r\n" + much;
    LineException failure = failure(publish(opened(), "1"));
    assertTrue(failure.getMessage().contains("more than 65536 bytes"), failure.getMessage());
  }

  @Test
  void aServerThatSaysNothingHasALimit() throws Exception {
    platform.messages = request -> "";
    Line line = line(settings("ca", Optional.empty(), Duration.ofMillis(300)));
    await(line.open());
    assertEquals(Cause.TIMEOUT, failure(publish(line, "1")).cause());
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
      latch.await(20, TimeUnit.SECONDS);
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
  void noTopicBecomesAQuery() throws Exception {
    Line line = opened();
    await(line.publish("/a1Dev01/dev-01/user/a?b#c d", new byte[1], 0));
    assertEquals(
        "POST /topic/a1Dev01/dev-01/user/a%3Fb%23c%20d HTTP/1.1",
        platform.to("/topic").get(0).line());
  }

  @Test
  void aServerThatNobodyTrustsOrThatIsAnotherIsRefused() throws Exception {
    Line stranger = line(settings("stranger", Optional.empty(), Duration.ofSeconds(20)));
    assertEquals(Cause.CERTIFICATE, failure(stranger.open()).cause());
    assertTrue(platform.requests.isEmpty());
  }

  @Test
  void whoCannotBeReachedIsNamed() throws Exception {
    platform.close();
    assertEquals(Cause.UNREACHABLE, failure(line().open()).cause());
  }

  @Test
  void proxiesThatJavaCannotUseAreRefusedInWords() {
    LineProxy socks = new LineProxy(LineProxy.Kind.SOCKS, "localhost", 1, "", Secret.of(""));
    LineProxy basic =
        new LineProxy(LineProxy.Kind.HTTP, "localhost", 1, "user", Secret.of("invented-secret"));
    for (LineProxy proxy : List.of(socks, basic)) {
      LineException failure =
          failure(line(settings("ca", Optional.of(proxy), Duration.ofSeconds(20))).open());
      assertEquals(Cause.CONFIGURATION, failure.cause());
      assertFalse(failure.getMessage().contains("invented-secret"));
    }
  }

  @Test
  void nothingOfTheSecretIsTraced() throws Exception {
    await(publish(opened(), "1"));
    synchronized (this) {
      assertFalse(traced.isEmpty());
      assertTrue(traced.stream().noneMatch(words -> words.contains("tok-")), traced.toString());
    }
  }
}
