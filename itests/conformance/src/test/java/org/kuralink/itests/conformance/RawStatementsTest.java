/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.itests.conformance;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.kuralink.api.connection.CloudSession;
import org.kuralink.api.connection.Delivery;
import org.kuralink.api.connection.Message;
import org.kuralink.api.connection.Registration;
import org.kuralink.api.thing.CustomRequestHandler;
import org.kuralink.api.thing.PlatformTime;
import org.kuralink.api.thing.RawData;
import org.kuralink.api.thing.RawDataHandler;
import org.kuralink.api.thing.TimeMeasurement;

/** Chapter 9.5: raw data; and custom topics and time. */
class RawStatementsTest {

  private static final String DEVICE = "/" + Stage.PRODUCT_KEY + "/" + Stage.DEVICE_NAME;
  private static final List<String> received = new CopyOnWriteArrayList<>();
  private static final List<String> replies = new CopyOnWriteArrayList<>();

  @TempDir static Path data;
  private static Stage stage;
  private static CloudSession session;

  @BeforeAll
  static void start() throws IOException {
    stage = Stage.start(data);
    stage.platform().rawData(true);
    session = stage.connect(Map.of());
    stage.gateway().register(RawDataHandler.class, new Echo(), Map.of());
    stage
        .gateway()
        .register(
            CustomRequestHandler.class,
            request ->
                CompletableFuture.completedFuture(
                    ("heard " + text(request.payload())).getBytes(StandardCharsets.UTF_8)),
            Map.of(CustomRequestHandler.TOPIC, "user/ask"));
    stage.thing(Map.of("model.source", "none", "data.format", "raw", "time.interval.hours", 0));
    await("subscribed")
        .atMost(Duration.ofSeconds(30))
        .until(() -> stage.platform().session().toString().contains("/thing/model/down_raw"));
  }

  @AfterAll
  static void stop() {
    stage.close();
  }

  /** Answers a request with its bytes followed by one more. */
  private static final class Echo implements RawDataHandler {

    @Override
    public CompletionStage<Optional<byte[]>> received(byte[] payload) {
      received.add(hex(payload));
      return CompletableFuture.completedFuture(
          Optional.of(HexFormat.of().parseHex(hex(payload) + "ff")));
    }

    @Override
    public void replied(byte[] payload) {
      replies.add(hex(payload));
    }
  }

  @Test
  @Proves({"9.5-50", "9.5-51"})
  void bytes_go_up_unchanged_and_the_answer_comes_back() throws Exception {
    stage.platform().change("PUT", "raw/answer", "{\"payloadHex\":\"00c8fe\"}");
    RawData raw = stage.gateway().service(RawData.class, "(kura.service.pid=main)");
    raw.publishRaw(HexFormat.of().parseHex("0001807fff"), Delivery.TRANSIENT)
        .toCompletableFuture()
        .get(30, TimeUnit.SECONDS);
    await("an answer").atMost(Duration.ofSeconds(30)).until(() -> replies.contains("00c8fe"));
    JsonArray items = stage.platform().held("raw").getAsJsonArray("items");
    JsonObject last = items.get(items.size() - 1).getAsJsonObject();
    assertEquals("0001807fff", last.get("hex").getAsString());
    assertTrue(last.get("taken").getAsBoolean());
    assertEquals(1, messages("up", "/sys" + DEVICE + "/thing/model/up_raw"));
  }

  @Test
  @Proves({"9.5-52", "9.5-53"})
  void bytes_from_the_platform_are_answered_with_bytes_in_each_way() {
    String down = "/sys" + DEVICE + "/thing/model/down_raw";
    for (String way : List.of("down-raw", "rrpc", "ext-rrpc")) {
      String bytes = "80" + hex(way.getBytes(StandardCharsets.UTF_8));
      JsonObject answer =
          stage.platform().ask("raw", "{\"payloadHex\":\"" + bytes + "\",\"way\":\"" + way + "\"}");
      assertEquals("replied", answer.get("status").getAsString(), way);
      assertEquals(bytes + "ff", answer.getAsJsonObject("payload").get("hex").getAsString(), way);
      assertTrue(received.contains(bytes), way);
      String topic = answer.get("topic").getAsString();
      switch (way) {
        case "down-raw" -> {
          assertEquals(down, topic);
          assertEquals(1, messages("up", down + "_reply"));
        }
        case "rrpc" -> {
          assertTrue(topic.startsWith("/sys" + DEVICE + "/rrpc/request/"), topic);
          assertEquals(1, messages("up", topic.replace("/request/", "/response/")));
        }
        default -> {
          assertTrue(topic.startsWith("/ext/rrpc/") && topic.endsWith(down), topic);
          assertEquals(1, messages("up", topic));
        }
      }
    }
  }

  @Test
  @Proves({"A2.4-5", "A2.4-6"})
  void custom_topics_carry_any_message_and_synchronous_requests() throws Exception {
    List<String> heard = new CopyOnWriteArrayList<>();
    Registration subscription =
        session
            .link()
            .subscribe(DEVICE + "/user/get", message -> heard.add(text(message.payload())));
    try {
      Message message =
          new Message(DEVICE + "/user/update", "any words".getBytes(StandardCharsets.UTF_8));
      session
          .link()
          .publish(message, Delivery.DURABLE)
          .toCompletableFuture()
          .get(30, TimeUnit.SECONDS);
      JsonObject held =
          stage.platform().held("custom").getAsJsonArray("items").get(0).getAsJsonObject();
      assertEquals(DEVICE + "/user/update", held.get("topic").getAsString());
      assertEquals("any words", held.get("text").getAsString());
      await("subscribed")
          .atMost(Duration.ofSeconds(30))
          .until(() -> stage.platform().session().toString().contains(DEVICE + "/user/get"));
      stage.platform().publish(DEVICE + "/user/get", "other words");
      await("heard").atMost(Duration.ofSeconds(30)).until(() -> heard.contains("other words"));
    } finally {
      subscription.close();
    }
    JsonObject answer =
        stage
            .platform()
            .ask("rrpc", "{\"topic\":\"" + DEVICE + "/user/ask\",\"payload\":\"a question\"}");
    assertEquals("replied", answer.get("status").getAsString());
    assertEquals("heard a question", answer.getAsJsonObject("payload").get("text").getAsString());
  }

  @Test
  @Proves({"A2.9-1", "A2.9-2"})
  void the_offset_to_the_platforms_clock_is_measured() throws Exception {
    PlatformTime time = stage.gateway().service(PlatformTime.class, "(kura.service.pid=main)");
    Instant before = Instant.now();
    TimeMeasurement measured = time.measure().toCompletableFuture().get(30, TimeUnit.SECONDS);
    Instant after = Instant.now();
    Duration tolerance = measured.accuracy().plusMillis(2);
    Duration largest = Duration.between(before, stage.platformTime()).plus(tolerance);
    Duration smallest = Duration.between(after, stage.platformTime()).minus(tolerance);
    assertTrue(measured.offset().compareTo(largest) <= 0, measured.toString());
    assertTrue(measured.offset().compareTo(smallest) >= 0, measured.toString());
    JsonObject question = stage.platform().sent("/ext/ntp" + DEVICE + "/request").get(0);
    JsonObject answer = stage.platform().received("/ext/ntp" + DEVICE + "/response").get(0);
    assertTrue(question.getAsJsonPrimitive("deviceSendTime").isString());
    assertEquals(question.get("deviceSendTime"), answer.get("deviceSendTime"));
  }

  private static long messages(String direction, String topic) {
    return stage.platform().messages().stream()
        .filter(message -> direction.equals(message.get("direction").getAsString()))
        .filter(message -> topic.equals(message.get("topic").getAsString()))
        .count();
  }

  private static String hex(byte[] bytes) {
    return HexFormat.of().formatHex(bytes);
  }

  private static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.UTF_8);
  }
}
