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
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.kuralink.api.codec.MessageId;
import org.kuralink.api.connection.Delivery;
import org.kuralink.api.connection.DownloadLimits;
import org.kuralink.api.connection.Downloads;
import org.kuralink.api.connection.FakeDeviceLink;
import org.kuralink.api.connection.ProxyDouble;
import org.kuralink.api.connection.Reply;
import org.kuralink.api.connection.SessionProxy;
import org.kuralink.api.log.LoggedLines;
import org.kuralink.download.FileServer;
import org.kuralink.download.SessionDownloads;
import org.kuralink.download.WebClient;
import org.kuralink.json.output.JsonOutput;
import org.kuralink.store.MemoryMedium;

/** The push that names the address of a configuration, and its answers. */
class ModelConfigPushTest {

  private final FieldStage stage = new FieldStage(new MemoryMedium()).speakingAll();
  private final FakeDeviceLink link = new FakeDeviceLink(FieldCases.GATEWAY);
  private FileServer server;

  @BeforeEach
  void start() throws IOException {
    server = FileServer.https().serving("/file", FieldCases.bytes("fb-14-digests/body.json"));
    hear(ModelConfigPush.over(downloads(Optional::empty)));
  }

  @AfterEach
  void stop() {
    server.close();
    stage.close();
  }

  private static Downloads downloads(WebClient.Proxies proxies) {
    return new SessionDownloads(
        new WebClient(proxies), FileServer.trust(), roots -> FileServer.trust());
  }

  private void hear(ModelConfigPush.Fetcher fetcher) {
    ModelConfigPush push = new ModelConfigPush(stage.host, fetcher, stage.time.scheduler());
    link.answer(ModelConfigPush.METHOD, request -> push.pushed(link, request));
  }

  private CompletableFuture<Reply> push(String file) {
    return push(file, server.url("/file"));
  }

  private CompletableFuture<Reply> push(String file, String url) {
    Map<String, Object> message = FieldCases.object(FieldCases.text(file).replace("@URL@", url));
    Object params = message.containsKey("params") ? message.get("params") : message.get("data");
    return link.deliver(
            Optional.of(new MessageId("123", true)),
            ModelConfigPush.METHOD,
            JsonOutput.text(params))
        .toCompletableFuture();
  }

  private Reply answer(String file) {
    CompletableFuture<Reply> answer = push(file);
    stage.await(answer::isDone);
    return answer.join();
  }

  @ParameterizedTest
  @CsvSource({
    "fb-14-digests/push-a-sha256",
    "fb-14-digests/push-b-sha256-upper",
    "fb-14-digests/push-c-method-SHA256",
    "fb-14-digests/push-d-method-Sha256",
    "fb-14-digests/push-e-method-SHA-256",
    "fb-14-digests/push-f-md5",
    "fb-14-digests/push-g-Md5-upper",
    "fb-14-digests/push-h-no-method",
    "fb-14-digests/push-i-empty-method",
    "fb-14-digests/push-p-blank",
    "fb-15-envelopes/push-a-id-number",
    "fb-15-envelopes/push-b-params",
    "fb-15-envelopes/push-c-no-method",
    "fb-15-envelopes/push-h-data-text",
  })
  void isAnsweredWith200WhenItIsInForce(String file) {
    Reply reply = answer(file + ".json");
    assertEquals(200, reply.code().value(), () -> String.valueOf(reply.message()));
    assertEquals("success", reply.message().orElseThrow());
    assertTrue(reply.data().toString().contains("\"url\":\"" + server.url("/file") + "\""));
    assertEquals(List.of("S0001"), stage.channel.open());
  }

  @ParameterizedTest
  @CsvSource({
    "fb-14-digests/push-j-empty-digest, digest: is missing",
    "fb-14-digests/push-k-no-digest, digest: is missing",
    "fb-14-digests/push-l-wrong, digest: the SHA-256 of the file is",
    "fb-14-digests/push-m-md5-named-sha256, digest: is not hexadecimal of 64 digits",
    "fb-14-digests/push-n-sha1, digestMethod: is 'sha1'",
    "fb-14-digests/push-o-cut, digest: is not hexadecimal",
    "fb-14-digests/push-q-base64, digest: is not hexadecimal",
    "fb-15-envelopes/push-d-no-url, url: is missing",
    "fb-15-envelopes/push-e-empty-url, url: is missing",
    "fb-15-envelopes/push-f-http, url: the address is not https",
    "fb-15-envelopes/push-g-file, url: ",
  })
  void isAnsweredWith460WhenItCannotBeRight(String file, String words) {
    Reply reply = answer(file + ".json");
    assertEquals(460, reply.code().value());
    assertTrue(
        reply.message().orElseThrow().startsWith(words), () -> String.valueOf(reply.message()));
    assertEquals(List.of(), stage.channel.open());
  }

  private FakeDeviceLink linkWhoseFileComesWith(CountDownLatch arrived) {
    FakeDeviceLink link = new FakeDeviceLink(FieldCases.GATEWAY);
    ModelConfigPush push =
        new ModelConfigPush(
            stage.host,
            file -> {
              arrived.await();
              return FieldStage.small();
            },
            stage.time.scheduler());
    link.answer(ModelConfigPush.METHOD, request -> push.pushed(link, request));
    return link;
  }

  @Test
  void aPushWithoutAnIdIsAppliedAndItsLateResultIsNotSent() {
    CountDownLatch arrived = new CountDownLatch(1);
    FakeDeviceLink nameless = linkWhoseFileComesWith(arrived);
    CompletableFuture<Reply> answer =
        nameless
            .deliver(
                Optional.empty(),
                ModelConfigPush.METHOD,
                params("fb-14-digests/push-a-sha256.json"))
            .toCompletableFuture();
    stage.time.leap(ModelConfigPush.PATIENCE);
    assertEquals(400, answer.join().code().value());
    arrived.countDown();
    stage.await(() -> !stage.channel.open().isEmpty());
    assertEquals(List.of("S0001"), stage.channel.open());
    assertEquals(List.of(), nameless.published());
  }

  @Test
  void aPushThatSaysNothingIsAnsweredWithWhatIsMissing() {
    Reply reply = link.deliverWithoutParams(ModelConfigPush.METHOD).toCompletableFuture().join();
    assertEquals(460, reply.code().value());
    assertTrue(reply.message().orElseThrow().startsWith("digest: is missing"));
    assertEquals("{}", reply.data().toString());
  }

  @Test
  void whatIsWrongInTheFileIsInTheAnswer() {
    FakeDeviceLink half = new FakeDeviceLink(FieldCases.GATEWAY);
    ModelConfigPush push =
        new ModelConfigPush(
            stage.host,
            file -> FieldCases.bytes("fb-16-lists/j-half.json"),
            stage.time.scheduler());
    half.answer(ModelConfigPush.METHOD, request -> push.pushed(half, request));
    CompletableFuture<Reply> answer =
        half.deliver(ModelConfigPush.METHOD, params("fb-14-digests/push-a-sha256.json"))
            .toCompletableFuture();
    stage.await(answer::isDone);
    assertEquals(460, answer.join().code().value());
    String words = answer.join().message().orElseThrow();
    assertTrue(words.contains("line "), words);
  }

  @Test
  void aServerThatIsNotThereIsAFailureHere() {
    server.close();
    CompletableFuture<Reply> answer = push("fb-14-digests/push-a-sha256.json");
    stage.await(answer::isDone);
    assertEquals(400, answer.join().code().value());
    assertFalse(answer.join().message().orElseThrow().contains("https://"));
  }

  @Test
  void aServerThatNobodyTrustsGivesNothing() throws IOException {
    try (FileServer foreign =
        FileServer.another().serving("/file", FieldCases.bytes("fb-14-digests/body.json"))) {
      String message =
          FieldCases.text("fb-14-digests/push-a-sha256.json")
              .replace("@URL@", foreign.url("/file"));
      CompletableFuture<Reply> answer =
          link.deliver(
                  ModelConfigPush.METHOD, JsonOutput.text(FieldCases.object(message).get("data")))
              .toCompletableFuture();
      stage.await(answer::isDone);
      assertEquals(400, answer.join().code().value());
    }
  }

  /** There is no server at the address of the file, so that only the proxy can fetch it. */
  private Reply byProxy(ProxyDouble proxy) {
    DownloadLimits hasty =
        new DownloadLimits(
            FieldHistory.MOST_BYTES,
            0,
            0,
            new DownloadLimits.Pace(0, Duration.ofSeconds(2)),
            Duration.ofSeconds(20),
            false);
    ModelConfigPush push =
        new ModelConfigPush(
            stage.host,
            ModelConfigPush.over(downloads(() -> Optional.of(proxy.asking())), hasty),
            stage.time.scheduler());
    FakeDeviceLink behind = new FakeDeviceLink(FieldCases.GATEWAY);
    behind.answer(ModelConfigPush.METHOD, request -> push.pushed(behind, request));
    String message =
        FieldCases.text("fb-14-digests/push-a-sha256.json")
            .replace("@URL@", "https://localhost:1/file");
    CompletableFuture<Reply> answer =
        behind
            .deliver(
                ModelConfigPush.METHOD, JsonOutput.text(FieldCases.object(message).get("data")))
            .toCompletableFuture();
    stage.await(answer::isDone);
    return answer.join();
  }

  @ParameterizedTest
  @EnumSource(SessionProxy.Kind.class)
  void theProxyOfTheSessionLeadsToTheFile(SessionProxy.Kind kind) throws IOException {
    try (ProxyDouble proxy = new ProxyDouble(kind, server.port())) {
      Reply reply = byProxy(proxy);
      assertEquals(200, reply.code().value(), () -> String.valueOf(reply.message()));
      assertEquals(List.of("localhost:1"), proxy.targets);
      assertEquals(List.of("S0001"), stage.channel.open());
    }
  }

  @ParameterizedTest
  @CsvSource({
    "FORBIDS, does not connect to localhost:1: status 403",
    "CLOSES, closed the connection",
    "HANGS, did not answer in time",
  })
  void aProxyThatDoesNotLeadThereIsNamed(ProxyDouble.Manner manner, String words)
      throws IOException {
    try (ProxyDouble proxy = new ProxyDouble(SessionProxy.Kind.HTTP, server.port())) {
      proxy.instead(manner);
      Reply reply = byProxy(proxy);
      assertEquals(400, reply.code().value());
      String told = reply.message().orElseThrow();
      assertTrue(told.startsWith("download: the proxy " + proxy.asking()), told);
      assertTrue(told.contains(words), told);
      assertFalse(told.contains(ProxyDouble.PASSWORD), told);
      assertEquals(List.of(), stage.channel.open());
      proxy.instead(ProxyDouble.Manner.LEADS);
      assertEquals(200, byProxy(proxy).code().value(), "the next push is not held up");
    }
  }

  @Test
  void theFirstAnswerLeavesAfter15SecondsAndTheResultFollows() {
    CountDownLatch arrived = new CountDownLatch(1);
    FakeDeviceLink slow = linkWhoseFileComesWith(arrived);
    CompletableFuture<Reply> answer =
        slow.deliver(
                Optional.of(new MessageId("7", true)),
                ModelConfigPush.METHOD,
                params("fb-14-digests/push-a-sha256.json"))
            .toCompletableFuture();
    stage.time.leap(ModelConfigPush.PATIENCE.minusMillis(1));
    assertFalse(answer.isDone());
    stage.time.leap(Duration.ofMillis(1));
    assertEquals(400, answer.join().code().value());
    arrived.countDown();
    stage.await(() -> !slow.published().isEmpty());
    FakeDeviceLink.Published late = slow.published().get(0);
    assertEquals("/sys/a1Gateway01/gw-01/thing/model/config/push_reply", late.message().topic());
    assertEquals(Delivery.DURABLE, late.delivery());
    Map<String, Object> json =
        FieldCases.object(
            new String(late.message().payload(), java.nio.charset.StandardCharsets.UTF_8));
    assertEquals(7L, json.get("id"));
    assertEquals(200L, json.get("code"));
    assertEquals(List.of("S0001"), stage.channel.open());
  }

  @Test
  void theWholeAnswerIsThatOfTheCase() {
    CountDownLatch arrived = new CountDownLatch(1);
    FakeDeviceLink slow = new FakeDeviceLink(FieldCases.GATEWAY);
    ModelConfigPush push =
        new ModelConfigPush(
            stage.host,
            file -> {
              arrived.await();
              return FieldStage.small();
            },
            stage.time.scheduler());
    slow.answer(ModelConfigPush.METHOD, request -> push.pushed(slow, request));
    slow.deliver(
        Optional.of(new MessageId("123", true)),
        ModelConfigPush.METHOD,
        params("fb-15-envelopes/push-a-id-number.json"));
    stage.time.leap(ModelConfigPush.PATIENCE);
    arrived.countDown();
    stage.await(() -> !slow.published().isEmpty());
    assertEquals(
        FieldCases.object(
            FieldCases.text("fb-15-envelopes/answer-a.json")
                .replace("@URL@", "https://files.example/file")),
        FieldCases.object(
            new String(
                slow.published().get(0).message().payload(),
                java.nio.charset.StandardCharsets.UTF_8)));
  }

  private static org.kuralink.api.codec.JsonText params(String file) {
    String text = FieldCases.text(file).replace("@URL@", "https://files.example/file");
    return JsonOutput.text(FieldCases.object(text).get("data"));
  }

  @Test
  void ofTwoAtOnceTheNewerCounts() {
    AtomicInteger asked = new AtomicInteger();
    FakeDeviceLink two = new FakeDeviceLink(FieldCases.GATEWAY);
    ModelConfigPush push =
        new ModelConfigPush(
            stage.host,
            file -> {
              if (asked.getAndIncrement() == 0) {
                new CountDownLatch(1).await();
              }
              return FieldStage.small();
            },
            stage.time.scheduler());
    two.answer(ModelConfigPush.METHOD, request -> push.pushed(two, request));
    CompletableFuture<Reply> first =
        two.deliver(ModelConfigPush.METHOD, params("fb-14-digests/push-a-sha256.json"))
            .toCompletableFuture();
    stage.await(() -> asked.get() == 1);
    CompletableFuture<Reply> second =
        two.deliver(ModelConfigPush.METHOD, params("fb-14-digests/push-f-md5.json"))
            .toCompletableFuture();
    stage.await(() -> first.isDone() && second.isDone());
    assertEquals("a newer push came", first.join().message().orElseThrow());
    assertEquals(400, first.join().code().value());
    assertEquals(200, second.join().code().value());
  }

  @Test
  void neitherTheAddressNorASecretIsLogged() {
    try (LoggedLines log = new LoggedLines()) {
      answer("fb-14-digests/push-l-wrong.json");
      answer("fb-14-digests/push-a-sha256.json");
      assertEquals(1, log.with("is not applied").size());
      assertEquals(List.of(), log.with(server.url("/file")));
    }
  }
}
