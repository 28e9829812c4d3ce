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

import com.google.gson.JsonObject;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.kuralink.api.connection.CloudSession;
import org.kuralink.api.connection.Reply;
import org.kuralink.api.connection.SessionFault;
import org.kuralink.standalone.embedded.SharedGateway;

/** Messages and requests of the platform outside the thing model, and rejected requests. */
class NoticeStatementsTest {

  private static final Duration LIMIT = Duration.ofSeconds(30);
  private static final String DEVICE = Stage.PRODUCT_KEY + "/" + Stage.DEVICE_NAME;
  private static final String SET = "thing.service.property.set";

  @RegisterExtension static final SharedGateway SHARED = new SharedGateway();

  @TempDir Path data;
  private final ByteArrayOutputStream log = new ByteArrayOutputStream();
  private final PrintStream console = System.out;
  private Stage stage;

  @BeforeEach
  void start() throws IOException {
    System.setOut(new PrintStream(log, true, StandardCharsets.UTF_8));
    stage = Stage.start(SHARED, data);
  }

  @AfterEach
  void stop() {
    stage.close();
    System.setOut(console);
    console.print(log.toString(StandardCharsets.UTF_8));
  }

  private List<String> logged(String words) {
    return log.toString(StandardCharsets.UTF_8)
        .lines()
        .filter(line -> line.contains(words))
        .toList();
  }

  @Test
  @Proves("A2.9-3")
  void a_complaint_is_told_with_its_code_and_words_and_not_answered() {
    CloudSession session = stage.connect(Map.of());
    String topic = "/ext/error/" + DEVICE;
    stage
        .platform()
        .publish(
            topic,
            "{\"id\":\"7\",\"code\":520,\"message\":\"No session\","
                + "\"data\":{\"deviceName\":\"sub-1\"}}");
    await().atMost(LIMIT).until(() -> !logged("the platform reported an error").isEmpty());
    String line = logged("the platform reported an error").get(0);
    assertTrue(line.contains("520") && line.contains("No session"), line);
    assertTrue(session.status().isOnline());
    assertEquals(List.of(), stage.platform().sent(topic));
  }

  @Test
  @Proves("A2.9-4")
  void a_notice_that_the_device_was_moved_is_answered_and_told() {
    CloudSession session = stage.connect(Map.of());
    stage
        .platform()
        .publish(
            "/sys/" + DEVICE + "/thing/bootstrap/notify",
            "{\"id\":\"move-1\",\"version\":\"1.0\",\"method\":\"thing.bootstrap.notify\","
                + "\"params\":{\"cmd\":0}}");
    JsonObject answer =
        stage
            .platform()
            .awaitSent(
                "/thing/bootstrap/notify_reply",
                message -> "move-1".equals(message.get("id").getAsString()));
    assertEquals(200, answer.get("code").getAsInt());
    assertTrue(logged("was moved to another instance").get(0).contains("instance.id"));
    assertTrue(session.status().isOnline());
  }

  @Test
  @Proves("9.5-42")
  void a_property_set_on_ext_rrpc_is_answered_on_the_same_topic() {
    CloudSession session = stage.connect(Map.of());
    List<String> seen = new CopyOnWriteArrayList<>();
    session
        .link()
        .answer(
            SET,
            request -> {
              seen.add(request.params().toString());
              return CompletableFuture.completedFuture(Reply.success());
            });
    String filter = "/ext/rrpc/+/sys/" + DEVICE + "/thing/service/property/set";
    await().atMost(LIMIT).until(() -> subscribed().contains(filter));
    JsonObject answer =
        stage
            .platform()
            .ask(
                "rrpc",
                "{\"method\":\""
                    + SET
                    + "\",\"way\":\"ext-rrpc\",\"params\":{\"reportInterval\":30}}");
    assertEquals("replied", answer.get("status").getAsString());
    assertEquals(200, answer.get("code").getAsInt());
    assertEquals(List.of("{\"reportInterval\":30}"), seen);
    String topic = answer.get("topic").getAsString();
    assertTrue(topic.startsWith("/ext/rrpc/"), topic);
    assertTrue(topic.endsWith("/sys/" + DEVICE + "/thing/service/property/set"), topic);
    assertEquals(1, stage.platform().sent(topic).size());
  }

  @Test
  @Proves("3.1-16")
  void a_refused_subscription_is_told_and_asked_for_again() {
    stage.platform().faults("{\"subscriptions\":\"custom-refused\"}");
    CloudSession session = stage.configure(Map.of());
    String filter = "/" + DEVICE + "/user/get";
    session.subscribe(filter, message -> {});
    await().atMost(LIMIT).until(() -> session.status().fault().isPresent());
    SessionFault fault = session.status().fault().orElseThrow();
    assertEquals(SessionFault.Cause.NOT_SUBSCRIBED, fault.cause());
    assertTrue(fault.message().contains(filter), fault.message());
    assertTrue(session.status().isOnline());
    assertTrue(subscribed().contains("/rrpc/request/"), "the others were granted");
    stage.platform().faults("{}");
    await().atMost(LIMIT).until(() -> subscribed().contains(filter));
    assertTrue(session.status().isOnline());
  }

  private String subscribed() {
    return stage.platform().session().getAsJsonArray("subscriptions").toString();
  }
}
