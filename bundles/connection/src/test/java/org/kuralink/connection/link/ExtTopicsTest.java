/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.connection.link;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.kuralink.api.codec.JsonText;
import org.kuralink.api.connection.Reply;
import org.kuralink.api.log.LoggedLines;
import org.kuralink.connection.SessionRig;

/** Topics below /ext: synchronous calls and error reports of the platform. */
class ExtTopicsTest {

  private static final String ERROR = "/ext/error/pk/dn";

  private final SessionRig rig = SessionRig.online();

  @ParameterizedTest
  @CsvSource({"reboot, thing.service.reboot", "property/set, thing.service.property.set"})
  void aWrappedCallIsAnsweredOnTheTopicItCameOn(String path, String method) {
    rig.door
        .link()
        .answer(
            method,
            request ->
                CompletableFuture.completedFuture(
                    Reply.success(JsonText.of("{\"seen\":" + request.params() + "}"))));
    String topic = "/ext/rrpc/890123/sys/pk/dn/thing/service/" + path;
    rig.transport().deliver(topic, "{\"id\":\"5\",\"params\":{\"a\":1}}");
    rig.time.settle();
    assertEquals(1, rig.transport().sent.size());
    JsonObject answer =
        JsonParser.parseString(rig.transport().sentOn(topic).get(0)).getAsJsonObject();
    assertEquals("5", answer.get("id").getAsString());
    assertEquals(200, answer.get("code").getAsInt());
    assertEquals("{\"seen\":{\"a\":1}}", answer.get("data").toString());
  }

  @Test
  void aWrappedCallWithoutAnIdIsAnsweredWithThatOfItsTopic() {
    rig.door
        .link()
        .answer(
            "thing.service.reboot", request -> CompletableFuture.completedFuture(Reply.success()));
    String topic = "/ext/rrpc/77/sys/pk/dn/thing/service/reboot";
    rig.transport().deliver(topic, "{\"params\":{}}");
    rig.time.settle();
    String answer = rig.transport().sentOn(topic).get(0);
    assertTrue(answer.contains("\"id\":\"77\""), answer);
  }

  @Test
  void aWrappedCallForAnotherDeviceIsNotOurs() {
    rig.transport().deliver("/ext/rrpc/1/sys/pk/other/thing/service/reboot", "{\"params\":{}}");
    rig.leap(100);
    assertTrue(rig.transport().sent.isEmpty());
  }

  @Test
  void aComplaintIsLoggedOnceWithCodeAndWords() {
    try (LoggedLines log = new LoggedLines()) {
      rig.transport()
          .deliver(
              ERROR,
              "{\"id\":\"1\",\"code\":520,\"message\":\"No session\\u0007\\nfake line\","
                  + "\"data\":{\"deviceName\":\"sub-1\"}}");
      rig.time.settle();
      List<String> lines = log.with("the platform reported an error");
      assertEquals(1, lines.size());
      assertTrue(lines.get(0).contains("code 520"), lines.get(0));
      assertTrue(lines.get(0).contains("No session"), lines.get(0));
      assertTrue(lines.get(0).contains("sub-1"), lines.get(0));
      assertTrue(lines.get(0).contains("WARN"), lines.get(0));
      assertFalse(lines.get(0).contains("\u0007"), "shown as it came");
    }
    assertTrue(rig.transport().sent.isEmpty(), "a complaint is not answered");
  }

  @ParameterizedTest
  @ValueSource(strings = {"{}", "{\"code\":520}", "[]", ""})
  void aComplaintThatSaysLittleHarmsNothing(String payload) {
    try (LoggedLines log = new LoggedLines()) {
      rig.transport().deliver(ERROR, payload);
      rig.time.settle();
      assertEquals(1, log.with("pk").size(), payload);
    }
    aWrappedCallWithoutAnIdIsAnsweredWithThatOfItsTopic();
  }
}
