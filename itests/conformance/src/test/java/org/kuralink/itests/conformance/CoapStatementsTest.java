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
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonElement;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.kuralink.api.connection.CloudSession;
import org.kuralink.api.connection.RequestOptions;
import org.kuralink.api.thing.PostResult;
import org.kuralink.api.thing.PropertyPost;
import org.kuralink.api.thing.PropertyValue;
import org.kuralink.api.thing.Thing;

/** Chapter 3.3: our gateway reports over CoAP, in both modes, on a running framework. */
class CoapStatementsTest {

  private static final Duration LIMIT = Duration.ofSeconds(90);
  private static final String DTLS = "coaps";
  private static final String SYMMETRIC = "coap-symmetric";

  @TempDir Path data;
  private Stage stage;

  @BeforeEach
  void start() throws Exception {
    stage = Stage.start(data);
  }

  @AfterEach
  void stop() {
    stage.close();
  }

  private Map<String, Object> coap(String transport, Map<String, ?> changes) {
    Map<String, Object> all = new HashMap<>();
    all.put("transport", transport);
    all.put(
        "port",
        transport.equals(DTLS)
            ? stage.simulator().ports().coaps()
            : stage.simulator().ports().coap());
    all.put("reconnect.min.seconds", 1);
    all.put("reconnect.max.seconds", 1);
    all.putAll(changes);
    return all;
  }

  private CloudSession connect(String transport, Map<String, ?> changes) {
    return stage.connect(coap(transport, changes));
  }

  private Thing thing() {
    return stage.thing(Map.of("model.source", "none"));
  }

  private static CompletionStage<PostResult> post(Thing thing, int uptime) {
    return thing.post(
        new PropertyPost(
            Map.of("uptime", PropertyValue.of(uptime)), RequestOptions.DURABLE.within(LIMIT)));
  }

  private static <T> T done(CompletionStage<T> stage) throws Exception {
    return stage.toCompletableFuture().get(LIMIT.toSeconds(), TimeUnit.SECONDS);
  }

  private List<Integer> posted() {
    return stage.platform().posted("uptime").stream().map(JsonElement::getAsInt).toList();
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
    connect(transport, Map.of("sign.method", method));
    PostResult result = done(post(thing(), 42));
    assertTrue(result.isSuccess());
    assertFalse(result.isAnswered(), "accepted, and no more is known");
    assertEquals(42, stage.platform().property("uptime").getAsInt());
    assertEquals(seen, stage.platform().session().get("transport").getAsString());
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
    connect(transport, Map.of());
    Thing thing = thing();
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
    connect(transport, Map.of());
    Thing thing = thing();
    done(post(thing, 1));
    fault("\"coapForm\":\"lost\"");
    assertTrue(done(post(thing, 2)).isSuccess());
    assertEquals(List.of(1, 2), posted());
  }
}
