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
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.kuralink.api.codec.ResultCode;
import org.kuralink.api.thing.ServiceCall;
import org.kuralink.api.thing.ServiceHandler;
import org.kuralink.api.thing.ServiceResult;
import org.kuralink.api.thing.Thing;

/** Chapters 4, 9.5 and 9.12: synchronous and asynchronous services in a running session. */
class ServiceStatementsTest {

  private static final List<ServiceCall> calls = new CopyOnWriteArrayList<>();

  @TempDir static Path data;
  private static Stage stage;

  @BeforeAll
  static void start() throws IOException {
    stage = Stage.start(data);
    stage.scales();
    stage.connect(Map.of());
    Map<String, ?> services =
        Map.of(ServiceHandler.SERVICE, new String[] {"SetWeight", "Tare", "Feeder:Refill"});
    stage.gateway().register(ServiceHandler.class, ServiceStatementsTest::carryOut, services);
    Thing thing = stage.thing(Map.of("model.source", "cloud", "validation", "reject"));
    await().atMost(Duration.ofSeconds(30)).until(() -> thing.model().isPresent());
  }

  @AfterAll
  static void stop() {
    stage.close();
  }

  private static CompletionStage<ServiceResult> carryOut(ServiceCall call) {
    calls.add(call);
    if (call.service().equals("SetWeight")) {
      return CompletableFuture.completedFuture(
          ServiceResult.success(Map.of("OldWeight", 100.1, "CollectTime", "1536228947682")));
    }
    return switch (Integer.parseInt(call.inputs().getOrDefault("mode", 0).toString())) {
      case 1 ->
          CompletableFuture.completedFuture(
              ServiceResult.failure(ResultCode.TOO_MANY_REQUESTS, "busy"));
      case 2 -> throw new IllegalStateException("asked to fail");
      case 4 -> new CompletableFuture<>();
      case 3 ->
          CompletableFuture.completedFuture(
              ServiceResult.failure(new ResultCode(100_042), "the scales are tilted"));
      default -> CompletableFuture.completedFuture(ServiceResult.success());
    };
  }

  @Test
  @Proves({"9.5-30", "9.5-31", "9.5-33"})
  void an_asynchronous_service_is_carried_out_and_its_outputs_are_answered() {
    JsonObject answer = stage.platform().call("SetWeight", "{\"NewWeight\":100.8}");
    assertEquals("replied", answer.get("status").getAsString());
    assertEquals(200, answer.get("code").getAsInt());
    assertEquals(100.1, answer.getAsJsonObject("data").get("OldWeight").getAsDouble());
    assertEquals("1536228947682", answer.getAsJsonObject("data").get("CollectTime").getAsString());
    JsonObject request = answer.getAsJsonObject("request");
    assertEquals("1.0.0", request.get("version").getAsString());
    JsonObject reply =
        stage
            .platform()
            .awaitSent(
                "/thing/service/SetWeight_reply",
                message -> message.get("id").equals(request.get("id")));
    assertEquals(200, reply.get("code").getAsInt());
    assertTrue(calls.stream().anyMatch(call -> call.inputs().equals(Map.of("NewWeight", 100.8))));
  }

  @Test
  @Proves({"9.5-32", "9.5-34"})
  void a_synchronous_service_is_answered_on_the_topic_of_its_message_id() {
    JsonObject answer = stage.platform().call("Tare", "{\"mode\":0}", "rrpc");
    assertEquals(200, answer.get("code").getAsInt());
    assertEquals("{}", answer.get("data").toString());
    String topic = answer.get("topic").getAsString();
    assertTrue(topic.contains("/rrpc/request/"), topic);
    String response = topic.substring(topic.indexOf("/rrpc/")).replace("request", "response");
    assertEquals(1, stage.platform().sent(response).size());
  }

  @Test
  @Proves("9.5-41")
  void a_synchronous_service_that_never_ends_is_answered_before_the_platform_stops_waiting() {
    JsonObject answer = stage.platform().call("Tare", "{\"mode\":4}", "rrpc");
    assertEquals("replied", answer.get("status").getAsString());
    assertEquals(400, answer.get("code").getAsInt());
  }

  @Test
  @Proves("9.5-35")
  void a_synchronous_service_on_ext_rrpc_is_answered_on_the_same_topic() {
    JsonObject answer = stage.platform().call("Tare", "{\"mode\":0}", "ext-rrpc");
    assertEquals(200, answer.get("code").getAsInt());
    String topic = answer.get("topic").getAsString();
    assertTrue(topic.startsWith("/ext/rrpc/"), topic);
    assertEquals(1, stage.platform().sent(topic).size());
  }

  @Test
  @Proves("P3-3")
  void a_service_of_a_custom_module_is_called_by_its_name_with_the_module() {
    JsonObject answer = stage.platform().call("Feeder:Refill", "{}");
    assertEquals(200, answer.get("code").getAsInt());
    assertTrue(
        answer.get("topic").getAsString().endsWith("/thing/service/Feeder:Refill"),
        answer.toString());
    assertTrue(calls.stream().anyMatch(call -> call.service().equals("Feeder:Refill")));
    assertEquals(460, stage.platform().call("Feeder:Empty", "{}").get("code").getAsInt());
  }

  @Test
  @Proves("9.5-36")
  void wrong_inputs_are_answered_with_460_and_nothing_is_carried_out() {
    int before = calls.size();
    for (String params :
        List.of("{\"NewWeight\":201}", "{}", "{\"NewWeight\":\"heavy\"}", "{\"x\":1}", "[]")) {
      JsonObject answer = stage.platform().call("SetWeight", params);
      assertEquals(460, answer.get("code").getAsInt(), params);
    }
    assertEquals(460, stage.platform().call("Tare", "{\"mode\":9}").get("code").getAsInt());
    assertEquals(before, calls.size());
  }

  @Test
  @Proves("9.5-37")
  void a_failing_or_unattended_service_is_answered_with_400() {
    assertEquals(400, stage.platform().call("Tare", "{\"mode\":2}").get("code").getAsInt());
    assertEquals(400, stage.platform().call("Orphan", "{}").get("code").getAsInt());
  }

  @Test
  @Proves("9.5-38")
  void a_busy_service_is_answered_with_429() {
    assertEquals(429, stage.platform().call("Tare", "{\"mode\":1}").get("code").getAsInt());
  }

  @Test
  @Proves("9.5-39")
  void a_code_of_the_devices_own_reaches_the_platform() {
    assertEquals(100_042, stage.platform().call("Tare", "{\"mode\":3}").get("code").getAsInt());
  }

  @Test
  @Proves("9.5-40")
  void an_answer_that_comes_back_is_not_answered() {
    String topic = "/sys/" + Stage.PRODUCT_KEY + "/" + Stage.DEVICE_NAME + "/thing/service/Tare";
    stage.platform().publish(topic + "_reply", "{\"id\":\"loop-1\",\"code\":200,\"data\":{}}");
    stage
        .platform()
        .publish(
            topic + "_reply",
            "{\"id\":\"loop-2\",\"method\":\"thing.service.Tare_reply\",\"params\":{}}");
    stage
        .platform()
        .publish(topic, "{\"id\":\"loop-3\",\"version\":\"1.0\",\"params\":{\"mode\":0}}");
    stage
        .platform()
        .awaitSent(
            "/thing/service/Tare_reply",
            message -> "loop-3".equals(message.get("id").getAsString()));
    assertEquals(
        List.of(),
        stage.platform().messages().stream()
            .filter(message -> "up".equals(message.get("direction").getAsString()))
            .filter(
                message ->
                    message.get("payload").getAsString().matches(".*loop-[12].*")
                        || message.get("topic").getAsString().endsWith("_reply_reply"))
            .toList());
  }
}
