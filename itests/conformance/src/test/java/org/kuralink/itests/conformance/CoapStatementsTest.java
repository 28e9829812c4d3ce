/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.itests.conformance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.kuralink.itests.conformance.ReportingDevice.done;
import static org.kuralink.itests.conformance.ReportingDevice.post;

import com.google.gson.JsonParser;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.kuralink.api.codec.JsonText;
import org.kuralink.api.connection.CloudSession;
import org.kuralink.api.connection.LinkException;
import org.kuralink.api.connection.RequestOptions;
import org.kuralink.api.thing.PostResult;
import org.kuralink.api.thing.Thing;
import org.kuralink.standalone.embedded.SharedGateway;

/** Chapter 3.3: the gateway reports over CoAP in both modes, in a running framework. */
class CoapStatementsTest {

  private static final String DTLS = "coaps";
  private static final String SYMMETRIC = "coap-symmetric";

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

  /** What was taken, in its order; of what was refused the page shows the encrypted bytes. */
  private List<Integer> posted() {
    return stage.platform().messages().stream()
        .filter(message -> message.get("topic").getAsString().endsWith("/property/post"))
        .filter(message -> !message.has("note") || message.get("note").getAsString().isEmpty())
        .map(message -> JsonParser.parseString(message.get("payload").getAsString()))
        .map(post -> post.getAsJsonObject().getAsJsonObject("params").get("uptime").getAsInt())
        .toList();
  }

  /** On the topics alone, so that log-ins go through. */
  private void fault(String fault) {
    stage.platform().faults("{" + fault + ",\"coapTimes\":1,\"replyTopic\":\"/topic/\"}");
  }

  @ParameterizedTest
  @CsvSource({
    "coaps, hmacmd5, coaps",
    "coaps, hmacsha1, coaps",
    "coap-symmetric, hmacmd5, coap",
    "coap-symmetric, hmacsha1, coap"
  })
  @Proves({"3.3-1", "3.3-2", "3.3-3", "3.3-4"})
  void a_device_reports(String transport, String method, String seen) throws Exception {
    device.connect(transport, Map.of("sign.method", method));
    PostResult result = done(post(device.thing(), 42));
    assertTrue(result.isSuccess());
    assertFalse(result.isAnswered(), "accepted, and no more is known");
    assertEquals(42, stage.platform().property("uptime").getAsInt());
    assertEquals(seen, stage.platform().session().get("transport").getAsString());
  }

  @ParameterizedTest
  @CsvSource({"coaps, -1", "coaps, 1", "coap-symmetric, -1", "coap-symmetric, 1"})
  @Proves("3.3-14")
  void a_clock_an_hour_off_does_not_matter(String transport, int hours) throws Exception {
    stage.platformTime(Instant.now().plus(Duration.ofHours(hours)));
    device.connect(transport, Map.of("sign.timestamp", true));
    assertTrue(done(post(device.thing(), 42)).isSuccess());
    assertEquals(List.of(42), posted());
  }

  @ParameterizedTest
  @CsvSource({
    "coaps, late",
    "coap-symmetric, late",
    "coap-symmetric, twice",
    "coap-symmetric, other-key"
  })
  @Proves("3.3-5")
  void an_answer_in_its_own_time_is_one_success(String transport, String form) throws Exception {
    device.connect(transport, Map.of());
    Thing thing = device.thing();
    done(post(thing, 1));
    fault("\"coapForm\":\"" + form + "\"");
    assertTrue(done(post(thing, 2)).isSuccess());
    assertTrue(done(post(thing, 3)).isSuccess());
    assertEquals(List.of(1, 2, 3), posted());
  }

  @ParameterizedTest
  @ValueSource(strings = {DTLS, SYMMETRIC})
  @Proves("3.3-6")
  void a_datagram_that_is_lost_is_sent_again(String transport) throws Exception {
    device.connect(transport, Map.of());
    Thing thing = device.thing();
    done(post(thing, 1));
    fault("\"coapForm\":\"lost\"");
    assertTrue(done(post(thing, 2)).isSuccess());
    assertEquals(List.of(1, 2), posted());
  }

  @ParameterizedTest
  @CsvSource({
    "coaps, cbor, piggybacked",
    "coaps, json, separate",
    "coap-symmetric, cbor, piggybacked",
    "coap-symmetric, cbor, separate"
  })
  @Proves({"3.3-5", "3.3-7"})
  void a_device_speaks_as_a_person_chose(String transport, String payload, String ackMode)
      throws Exception {
    device.connect(transport, Map.of("coap.payload", payload, "coap.ack.mode", ackMode));
    Thing thing = device.thing();
    assertTrue(done(post(thing, 1)).isSuccess());
    assertTrue(done(post(thing, 2)).isSuccess());
    assertEquals(List.of(1, 2), posted());
    assertEquals(2, stage.platform().property("uptime").getAsInt());
  }

  @ParameterizedTest
  @CsvSource({"coaps, 401", "coap-symmetric, 401", "coap-symmetric, 402"})
  @Proves("3.3-8")
  void a_token_that_is_refused_is_replaced_and_the_message_goes_again(String transport, int code)
      throws Exception {
    CloudSession session = device.connect(transport, Map.of());
    Thing thing = device.thing();
    done(post(thing, 1));
    fault("\"coapCode\":" + code);
    assertTrue(done(post(thing, 2)).isSuccess());
    stage.platform().kick();
    assertTrue(done(post(thing, 3)).isSuccess());
    assertEquals(List.of(1, 2, 3), posted());
    assertTrue(session.status().isOnline());
  }

  @ParameterizedTest
  @CsvSource({"coaps, 404", "coaps, 400", "coap-symmetric, 413"})
  @Proves("3.3-9")
  void what_the_platform_will_never_take_is_set_aside(String transport, int code) throws Exception {
    CloudSession session = device.connect(transport, Map.of());
    Thing thing = device.thing();
    fault("\"coapCode\":" + code);
    CompletionStage<PostResult> bad = post(thing, 1);
    CompletionStage<PostResult> good = post(thing, 2);
    assertThrows(ExecutionException.class, () -> done(bad), () -> "" + stage.platform().messages());
    assertTrue(done(good).isSuccess());
    assertEquals(2, stage.platform().property("uptime").getAsInt());
    assertEquals(1, session.status().queue().deadLetters());
  }

  @ParameterizedTest
  @ValueSource(strings = {DTLS, SYMMETRIC})
  @Proves("3.3-11")
  void what_may_pass_is_tried_again(String transport) throws Exception {
    device.connect(transport, Map.of());
    Thing thing = device.thing();
    fault("\"coapCode\":500");
    CompletionStage<PostResult> first = post(thing, 1);
    CompletionStage<PostResult> second = post(thing, 2);
    assertTrue(done(first).isSuccess());
    assertTrue(done(second).isSuccess());
    assertEquals(List.of(1, 2), posted());
  }

  @ParameterizedTest
  @ValueSource(strings = {DTLS, SYMMETRIC})
  @Proves("3.3-13")
  void what_needs_an_answer_fails_at_once(String transport) {
    CloudSession session = device.connect(transport, Map.of());
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
}
