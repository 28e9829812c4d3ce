/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.thing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.kuralink.api.codec.JsonText;
import org.kuralink.api.connection.Delivery;
import org.kuralink.api.connection.FakeDeviceLink.Published;
import org.kuralink.api.connection.HandlerThreads;
import org.kuralink.api.connection.LinkException;
import org.kuralink.api.connection.Reply;
import org.kuralink.api.connection.RequestOptions;
import org.kuralink.api.thing.EventPost;
import org.kuralink.api.thing.HandlerStatus;
import org.kuralink.api.thing.InactiveDeviceException;
import org.kuralink.api.thing.PropertyPost;
import org.kuralink.api.thing.PropertySetHandler;
import org.kuralink.api.thing.RawCall;
import org.kuralink.api.thing.RawDataCodec;
import org.kuralink.api.thing.RawDataHandler;
import org.kuralink.api.thing.ServiceHandler;
import org.kuralink.api.thing.ServiceResult;
import org.kuralink.thing.ThingFixture.TestThing;
import org.kuralink.thing.handler.Whiteboard;
import org.kuralink.thing.link.ThingThread;
import org.kuralink.thing.raw.RawPosts;
import org.kuralink.thing.raw.TankFrames;

/** A product with raw data: a complete example, and the possible errors. */
class RawDataTest {

  private static final String DOWN = "/sys/pk/dn/thing/model/down_raw";
  private static final String UP = "/sys/pk/dn/thing/model/up_raw";

  private final ThingFixture fixture = new ThingFixture();
  private final List<Map<String, Object>> set = new ArrayList<>();
  private TestThing thing;

  private void startWithCodec() {
    fixture.around.rawCodecs.add(new TankFrames(), Map.of());
    fixture.around.handlers.add(
        (PropertySetHandler)
            values -> {
              set.add(values);
              return CompletableFuture.completedFuture(Reply.success());
            },
        Map.of());
    start();
  }

  private void start() {
    thing = fixture.withModel("data.format", "raw");
    fixture.link.clear();
  }

  private void deliver(String topic, String hex) {
    fixture.link.deliver(topic, bytes(hex));
    fixture.time.settle();
  }

  private static byte[] bytes(String hex) {
    return HexFormat.of().parseHex(hex.replace(" ", ""));
  }

  private List<String> published(String topic) {
    return fixture.link.published().stream()
        .filter(each -> each.message().topic().equals(topic))
        .map(each -> HexFormat.of().formatHex(each.message().payload()))
        .toList();
  }

  @Test
  void setsPropertiesAnswersAndReportsThem() {
    startWithCodec();
    deliver(DOWN, "01 0000002a 01 00d7 02 0001");
    assertEquals(List.of(Map.of("temperature", 21.5, "power", true)), set);
    assertEquals(List.of("810000002a00"), published(DOWN + "_reply"));
    assertEquals(List.of("10000000010100d7020001"), published(UP));
    assertEquals(List.of(), fixture.link.sent(), "nothing goes up as JSON");
  }

  @Test
  void reportsWhatAnApplicationPosts() {
    startWithCodec();
    assertTrue(
        thing
            .post(PropertyPost.durable(Map.of("temperature", -4.5)))
            .toCompletableFuture()
            .join()
            .isSuccess());
    assertTrue(
        thing
            .post(PropertyPost.transientPost(Map.of("power", false)))
            .toCompletableFuture()
            .join()
            .isSuccess());
    assertEquals(List.of("100000000101ffd3", "1000000002020000"), published(UP));
    assertEquals(
        List.of(Delivery.DURABLE, Delivery.TRANSIENT),
        fixture.link.published().stream().map(Published::delivery).toList());
  }

  @Test
  void readsPropertiesAndCallsServicesByRrpcOfBothKinds() {
    startWithCodec();
    fixture.around.services.add(
        (ServiceHandler) call -> CompletableFuture.completedFuture(ServiceResult.success(Map.of())),
        Map.of());
    thing.post(PropertyPost.durable(Map.of("temperature", 30)));
    deliver("/sys/pk/dn/rrpc/request/77", "02 00000001 01");
    assertEquals(List.of("82000000010001012c"), published("/sys/pk/dn/rrpc/response/77"));
    String ext = "/ext/rrpc/78" + DOWN;
    deliver(ext, "03 00000002");
    assertEquals(List.of("830000000200"), published(ext));
  }

  @Test
  void anEnvelopeOfAlinkIsLeftToTheLink() {
    startWithCodec();
    fixture.link.deliver(
        "/sys/pk/dn/rrpc/request/79",
        " {\"id\":\"1\",\"method\":\"thing.service.Ping\"}".getBytes(StandardCharsets.UTF_8));
    fixture.time.settle();
    assertEquals(List.of(), fixture.link.published());
    for (String raw : List.of("{", "{broken", "[]", "7", "", "\n")) {
      fixture.link.deliver(
          "/sys/pk/dn/rrpc/request/80-" + raw.length(), raw.getBytes(StandardCharsets.UTF_8));
    }
    fixture.link.deliver("/sys/pk/dn/rrpc/request/81", bytes("7b00000001"));
    assertEquals(
        List.of("fb0000000102"),
        published("/sys/pk/dn/rrpc/response/81"),
        "bytes that merely begin like JSON");
  }

  @Test
  void anAnswerThatComesBackOnTheSameTopicIsNoRequest() {
    startWithCodec();
    String ext = "/ext/rrpc/90" + DOWN;
    deliver(ext, "01 00000001 02 0000");
    deliver(ext, published(ext).get(0));
    deliver(ext, "01 00000001 02 0000");
    assertEquals(1, published(ext).size());
    assertEquals(1, set.size());
  }

  @Test
  void carriesOutARepeatedFrameOnce() {
    startWithCodec();
    deliver(DOWN, "01 00000007 02 0001");
    deliver(DOWN, "01 00000007 02 0001");
    assertEquals(1, set.size());
    assertEquals(List.of("810000000700", "810000000700"), published(DOWN + "_reply"));
  }

  @Test
  void answersWhatIsWrongAndChangesNothing() {
    startWithCodec();
    deliver(DOWN, "01 00000001 01 7fff");
    deliver(DOWN, "01 00000002 09 0001");
    deliver(DOWN, "55 00000003");
    deliver(DOWN, "01 00000004 01 00");
    deliver(DOWN, "01 0000");
    deliver(DOWN, "");
    assertEquals(List.of(), set);
    assertEquals(
        List.of("810000000102", "810000000202", "d50000000302", "810000000402"),
        published(DOWN + "_reply"));
  }

  @Test
  void aLateHandlerGetsOneAnswerForItAndTheNextRequestIsServed() {
    fixture.around.rawCodecs.add(new TankFrames(), Map.of());
    CompletableFuture<Reply> stuck = new CompletableFuture<>();
    fixture.around.handlers.add((PropertySetHandler) values -> stuck, Map.of());
    start();
    deliver("/sys/pk/dn/rrpc/request/1", "01 00000001 02 0001");
    fixture.time.leap(Duration.ofSeconds(5));
    assertEquals(List.of("810000000101"), published("/sys/pk/dn/rrpc/response/1"));
    stuck.complete(Reply.success());
    fixture.time.leap(Duration.ofSeconds(30));
    assertEquals(1, published("/sys/pk/dn/rrpc/response/1").size());
    deliver("/sys/pk/dn/rrpc/request/2", "02 00000002 01");
    assertEquals(List.of("820000000200"), published("/sys/pk/dn/rrpc/response/2"));
  }

  @Test
  void aCodecThatMisbehavesBreaksNothing() {
    fixture.around.rawCodecs.add(new BadCodec(), Map.of());
    start();
    for (int i = 0; i < 6; i++) {
      deliver(DOWN, "0" + i);
      fixture.time.leap(Duration.ofSeconds(20));
    }
    assertEquals(List.of("01", "02", "04"), published(DOWN + "_reply"));
    CompletionStage<?> post = thing.post(PropertyPost.durable(Map.of("power", true)));
    CompletionException e =
        assertThrows(CompletionException.class, () -> post.toCompletableFuture().join());
    assertEquals("a test's own", e.getCause().getMessage());
  }

  @Test
  void aCodecThatDoesNotWriteInTimeFailsThePostAndIsNamed() {
    CountDownLatch release = new CountDownLatch(1);
    HandlerThreads.Pool threads = ThingThread.handlers(() -> "stuck");
    Whiteboard<RawDataCodec> codecs = new Whiteboard<>(HandlerStatus.Kind.RAW_CODEC, "", threads);
    codecs.add(new StuckCodec(release), Map.of());
    RawPosts posts =
        new RawPosts(ThingFixture.CONNECTION, device -> codecs.serving("", device, true));
    CompletionStage<Void> post =
        posts.request(
            fixture.link,
            "thing.event.property.post",
            JsonText.EMPTY_OBJECT,
            RequestOptions.DURABLE);
    CompletionException e =
        assertThrows(CompletionException.class, () -> post.toCompletableFuture().join());
    assertTrue(e.getCause().getMessage().contains("StuckCodec did not encode"), e.toString());
    release.countDown();
    threads.shutdown();
  }

  /** A codec that blocks until it is released. */
  private record StuckCodec(CountDownLatch release) implements RawDataCodec {
    @Override
    public RawCall decode(byte[] payload) {
      throw new IllegalArgumentException("not needed");
    }

    @Override
    public Optional<byte[]> encodeReply(byte[] payload, Optional<RawCall> call, Reply reply) {
      return Optional.empty();
    }

    @Override
    public byte[] encodePost(String method, JsonText params) {
      try {
        release.await();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
      return new byte[0];
    }
  }

  /** A codec that fails in the way that the first byte selects. */
  private static final class BadCodec implements RawDataCodec {

    @Override
    public RawCall decode(byte[] payload) {
      return switch (payload[0]) {
        case 0 -> new RawCall("thing.service.Ping", JsonText.EMPTY_OBJECT, Optional.empty());
        case 1 -> null;
        case 2 -> new RawCall("thing.delete", JsonText.EMPTY_OBJECT, Optional.empty());
        case 4 -> new RawCall("thing.service.Ping", JsonText.of("no JSON"), Optional.empty());
        default -> throw new IllegalStateException("a test's own");
      };
    }

    @Override
    public Optional<byte[]> encodeReply(byte[] payload, Optional<RawCall> call, Reply reply) {
      return switch (payload[0]) {
        case 0 -> throw new IllegalStateException("a test's own");
        case 3 -> null;
        case 5 -> Optional.empty();
        default -> Optional.of(payload);
      };
    }

    @Override
    public byte[] encodePost(String method, JsonText params) {
      throw new IllegalStateException("a test's own");
    }
  }

  @Test
  void aHandlerForBytesGoesBeforeACodec() {
    List<String> heard = new ArrayList<>();
    fixture.around.rawHandlers.add(new Echo(heard), Map.of("connection", ThingFixture.CONNECTION));
    startWithCodec();
    deliver(DOWN, "01 00000001 02 0001");
    deliver(UP + "_reply", "aa");
    assertEquals(List.of("010000000102" + "0001", "replied aa"), heard);
    assertEquals(List.of("010000000102" + "0001"), published(DOWN + "_reply"));
    deliver(DOWN, "ff");
    assertEquals(1, published(DOWN + "_reply").size(), "an empty answer is none");
    assertEquals(List.of(), set);
    thing.publishRaw(bytes("00ff"), Delivery.DURABLE).toCompletableFuture().join();
    assertEquals(List.of("00ff"), published(UP));
  }

  private record Echo(List<String> heard) implements RawDataHandler {

    @Override
    public CompletionStage<Optional<byte[]>> received(byte[] payload) {
      heard.add(HexFormat.of().formatHex(payload));
      return CompletableFuture.completedFuture(
          payload[0] < 0 ? Optional.empty() : Optional.of(payload));
    }

    @Override
    public void replied(byte[] payload) {
      heard.add("replied " + HexFormat.of().formatHex(payload));
    }
  }

  @Test
  void withoutACodecNothingIsAnsweredAndPostsSayWhy() {
    start();
    deliver(DOWN, "01");
    assertEquals(List.of(), fixture.link.published());
    CompletionStage<?> post = thing.post(PropertyPost.durable(Map.of("power", true)));
    CompletionException e =
        assertThrows(CompletionException.class, () -> post.toCompletableFuture().join());
    assertEquals(LinkException.Reason.NO_CODEC, ((LinkException) e.getCause()).reason());
  }

  @Test
  void whatACodecCannotWriteFailsThePost() {
    startWithCodec();
    CompletionStage<?> post = thing.post(EventPost.durable("tick", Map.of()));
    CompletionException e =
        assertThrows(CompletionException.class, () -> post.toCompletableFuture().join());
    assertInstanceOf(IllegalArgumentException.class, e.getCause());
  }

  @Test
  void aDisabledDevicePublishesNoBytes() {
    startWithCodec();
    fixture.link.deliver("thing.disable", JsonText.EMPTY_OBJECT);
    fixture.time.settle();
    for (CompletionStage<?> stage :
        List.of(
            thing.publishRaw(bytes("00"), Delivery.DURABLE),
            thing.post(PropertyPost.durable(Map.of("power", true))))) {
      CompletionException e =
          assertThrows(CompletionException.class, () -> stage.toCompletableFuture().join());
      assertInstanceOf(InactiveDeviceException.class, e.getCause());
    }
    assertEquals(List.of(), published(UP));
  }

  @Test
  void listensToBytesOnlyIfTheProductSpeaksInThem() {
    thing = fixture.withModel();
    assertEquals(
        List.of("/ext/rrpc/+/{productKey}/{deviceName}/#"), fixture.session.subscribedForAll());
    thing.close();
    assertEquals(List.of(), fixture.session.subscribedForAll());
    assertEquals(List.of(), fixture.link.subscribed());
  }

  /** For any bytes: a valid frame is answered once, and no property is set by accident. */
  @Test
  void survivesAnyBytes() {
    startWithCodec();
    Random random = new Random(95);
    for (int i = 0; i < 3_000; i++) {
      byte[] payload = new byte[random.nextInt(12)];
      random.nextBytes(payload);
      if (payload.length > 0 && random.nextBoolean()) {
        payload[0] = (byte) random.nextInt(4);
      }
      fixture.link.clear();
      fixture.link.deliver(DOWN, payload);
      fixture.time.settle();
      assertEquals(payload.length < 5 ? 0 : 1, published(DOWN + "_reply").size());
    }
    for (Map<String, Object> values : set) {
      assertTrue(
          values.keySet().stream().allMatch(List.of("temperature", "power")::contains),
          "" + values);
    }
  }
}
