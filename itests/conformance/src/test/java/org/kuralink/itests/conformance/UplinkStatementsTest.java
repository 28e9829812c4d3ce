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
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.kuralink.itests.conformance.ReportingDevice.LIMIT;
import static org.kuralink.itests.conformance.ReportingDevice.done;
import static org.kuralink.itests.conformance.ReportingDevice.post;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.kuralink.api.codec.JsonText;
import org.kuralink.api.configuration.ConfigurationReport;
import org.kuralink.api.connection.CloudSession;
import org.kuralink.api.connection.Delivery;
import org.kuralink.api.connection.LinkException;
import org.kuralink.api.connection.Message;
import org.kuralink.api.connection.RequestOptions;
import org.kuralink.api.connection.SessionFault;
import org.kuralink.api.thing.PostResult;
import org.kuralink.api.thing.Thing;
import org.kuralink.standalone.embedded.SharedGateway;

/** Chapter 3.4: the gateway reports over HTTPS, in a running framework. */
class UplinkStatementsTest {

  @RegisterExtension static final SharedGateway SHARED = new SharedGateway();

  @TempDir Path data;
  private Stage stage;
  private ReportingDevice device;

  @BeforeEach
  void start() throws Exception {
    stage = Stage.start(SHARED, data);
    device = new ReportingDevice(stage);
  }

  @AfterEach
  void stop() {
    stage.close();
  }

  /** Without the time, as that of the platform stands still. */
  private Map<String, Object> https(Map<String, ?> changes) {
    Map<String, Object> all = device.over("https", Map.of("sign.timestamp", false));
    all.putAll(changes);
    return all;
  }

  private CloudSession connect(Map<String, ?> changes) {
    return stage.connect(https(changes));
  }

  private void fault(int code, int times) {
    stage.platform().faults("{\"httpsCode\":" + code + ",\"httpsTimes\":" + times + "}");
  }

  @ParameterizedTest
  @ValueSource(strings = {"hmacmd5", "hmacsha1", "hmacsha256"})
  @Proves({"3.4-1", "3.4-2", "3.4-3"})
  void a_device_reports(String method) throws Exception {
    connect(Map.of("sign.method", method));
    PostResult result = done(post(device.thing(), 42));
    assertTrue(result.isSuccess());
    assertFalse(result.isAnswered(), "accepted, and no more is known");
    assertEquals(42, stage.platform().property("uptime").getAsInt());
    assertEquals("https", stage.platform().session().get("transport").getAsString());
  }

  @Test
  @Proves("3.4-4")
  void its_token_serves_on_after_a_restart() throws Exception {
    connect(Map.of());
    done(post(device.thing(), 1));
    stage.disconnect();
    // Whoever logs in now is refused: only the kept token helps.
    stage.platform().changeSecret("anotherSecretOfTheSameDevice0001");
    stage.stopGateway();
    stage.startGateway();
    connect(Map.of());
    done(post(device.thing(), 2));
    assertEquals(List.of(1, 2), device.posted());
  }

  @ParameterizedTest
  @ValueSource(ints = {20_001, 20_002, 20_003})
  @Proves("3.4-5")
  void a_token_that_is_refused_is_replaced_and_the_message_goes_again(int code) throws Exception {
    CloudSession session = connect(Map.of());
    Thing thing = device.thing();
    done(post(thing, 1));
    fault(code, 1);
    done(post(thing, 2));
    stage.platform().kick();
    done(post(thing, 3));
    assertEquals(List.of(1, 2, 3), device.posted());
    assertTrue(session.status().isOnline());
  }

  @ParameterizedTest
  @ValueSource(ints = {40_000, 10_000, 20_004, 30_001})
  @Proves({"3.4-6", "3.4-10"})
  void what_may_pass_is_tried_again(int code) throws Exception {
    connect(Map.of());
    Thing thing = device.thing();
    List<CompletionStage<PostResult>> posts = new ArrayList<>();
    fault(code, 2);
    for (int i = 1; i <= 5; i++) {
      posts.add(post(thing, i));
    }
    for (CompletionStage<PostResult> one : posts) {
      assertTrue(done(one).isSuccess());
    }
    assertEquals(List.of(1, 2, 3, 4, 5), device.posted());
  }

  @Test
  @Proves("3.4-7")
  void what_is_too_large_is_refused_here() throws Exception {
    CloudSession session = connect(Map.of());
    String topic = "/" + Stage.PRODUCT_KEY + "/" + Stage.DEVICE_NAME + "/user/update";
    done(session.publish(new Message(topic, new byte[131_072]), Delivery.ACKNOWLEDGED));
    ExecutionException failure =
        assertThrows(
            ExecutionException.class,
            () ->
                done(
                    session.publish(new Message(topic, new byte[131_073]), Delivery.ACKNOWLEDGED)));
    assertEquals(
        LinkException.Reason.TOO_LARGE,
        assertInstanceOf(LinkException.class, failure.getCause()).reason());
    assertTrue(session.status().isOnline());
  }

  @Test
  @Proves("3.4-8")
  void what_the_platform_will_never_take_is_set_aside() throws Exception {
    CloudSession session = connect(Map.of());
    Thing thing = device.thing();
    fault(10_001, 1);
    CompletionStage<PostResult> bad = post(thing, 1);
    CompletionStage<PostResult> good = post(thing, 2);
    assertThrows(ExecutionException.class, () -> done(bad), () -> "" + stage.platform().messages());
    assertTrue(done(good).isSuccess());
    assertEquals(List.of(1, 2), device.posted(), "each was sent once");
    assertEquals(2, stage.platform().property("uptime").getAsInt());
    assertEquals(1, session.status().queue().deadLetters());
  }

  @Test
  @Proves("3.4-9")
  void a_wrong_secret_is_told() {
    CloudSession session =
        stage.configure(https(Map.of("device.secret", "wrong", "reconnect.max.seconds", 60)));
    await()
        .atMost(LIMIT)
        .until(
            () ->
                session.status().fault().map(SessionFault::cause).stream()
                    .anyMatch(SessionFault.Cause.WRONG_SECRET::equals));
    assertFalse(session.status().isOnline());
  }

  @ParameterizedTest
  @ValueSource(ints = {-1, 1})
  @Proves("3.4-12")
  void a_clock_an_hour_off_is_told(int hours) {
    stage.platformTime(Instant.now().plus(Duration.ofHours(hours)));
    CloudSession session = stage.configure(https(Map.of("sign.timestamp", true)));
    String why =
        await()
            .atMost(LIMIT)
            .until(() -> session.status().fault(), Optional::isPresent)
            .orElseThrow()
            .message();
    assertTrue(why.contains("20000"), why);
    assertTrue(why.contains("this machine's clock is more than 15 minutes off"), why);
    assertFalse(session.status().isOnline());
  }

  @Test
  @Proves("3.4-11")
  void what_needs_an_answer_fails_at_once() {
    CloudSession session = connect(Map.of());
    ExecutionException failure =
        assertThrows(
            ExecutionException.class,
            () ->
                done(
                    session
                        .link()
                        .request(
                            "thing.property.desired.get",
                            JsonText.of("[]"),
                            RequestOptions.TRANSIENT)));
    assertEquals(
        LinkException.Reason.NO_DOWNLINK,
        assertInstanceOf(LinkException.class, failure.getCause()).reason());
  }

  /** Each tab whose capability lives of what comes says what it needs, and takes it back. */
  @Test
  @Proves("3.4-11")
  void what_lives_of_what_comes_says_that_nothing_does() {
    connect(Map.of());
    List<String> parts = List.of("shadow", "ota", "cota", "gateway", "thing");
    for (String part : parts) {
      stage
          .gateway()
          .configure(
              "org.kuralink." + part, "main", Map.of("connection", "main", "model.source", "none"));
    }
    for (String part : parts) {
      ConfigurationReport report =
          stage
              .gateway()
              .service(ConfigurationReport.class, "(component.name=org.kuralink." + part + ")");
      await()
          .atMost(LIMIT)
          .until(
              () ->
                  report.problems().stream()
                      .anyMatch(
                          words ->
                              words.contains("needs messages from the platform")
                                  && words.endsWith("is uplink only")));
    }
    stage.connect(Map.of());
    for (String part : parts) {
      ConfigurationReport report =
          stage
              .gateway()
              .service(ConfigurationReport.class, "(component.name=org.kuralink." + part + ")");
      await().atMost(LIMIT).until(() -> report.problems().isEmpty());
    }
  }
}
