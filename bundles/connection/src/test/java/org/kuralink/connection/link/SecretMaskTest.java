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

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.kuralink.api.connection.Delivery;
import org.kuralink.api.connection.Message;
import org.kuralink.connection.SessionRig;

class SecretMaskTest {

  @ParameterizedTest
  @ValueSource(
      strings = {"deviceSecret", "productSecret", "iotToken", "sign", "password", "token", "SIGN"})
  void masksTheValueOfASecretMember(String name) {
    assertEquals(
        "{\"a\":1,\"" + name + "\" : \"***\",\"b\":2}",
        SecretMask.mask("{\"a\":1,\"" + name + "\" : \"h\\\"idden\",\"b\":2}"));
    assertEquals(
        "{\"" + name + "\":\"***\"}", SecretMask.mask("{\"" + name + "\":{\"x\":[1,\"}\"]}}"));
    assertEquals("{\"" + name + "\":\"***\"", SecretMask.mask("{\"" + name + "\":\"hid"));
  }

  @Test
  void leavesEverythingElseAsItIs() {
    String json = "{\"signMethod\":\"hmacsha1\",\"list\":[\"sign\",\"token\"],\"n\":{\"t\":1}}";
    assertEquals(json, SecretMask.mask(json));
    assertEquals("no json \"", SecretMask.mask("no json \""));
  }

  @Test
  void survivesAnyText() {
    SplittableRandom random = new SplittableRandom(7);
    String alphabet = "{}[]\":,\\ sign";
    for (int round = 0; round < 20_000; round++) {
      StringBuilder text = new StringBuilder();
      for (int i = random.nextInt(30); i > 0; i--) {
        text.append(
            random.nextInt(8) == 0
                ? "\"sign\":"
                : alphabet.charAt(random.nextInt(alphabet.length())));
      }
      SecretMask.mask(text.toString());
    }
  }

  @Test
  void aTraceSeesBothDirectionsMaskedAndCut() {
    SessionRig rig = SessionRig.online();
    List<String> seen = new ArrayList<>();
    var trace = rig.door.trace((direction, topic, text) -> seen.add(direction + " " + text));
    rig.door.trace(
        (direction, topic, text) -> {
          throw new IllegalStateException("bad trace");
        });
    byte[] secret = "{\"deviceSecret\":\"x\"}".getBytes(StandardCharsets.UTF_8);
    rig.door.publish(new Message("/a", secret), Delivery.TRANSIENT);
    rig.transport().deliver("/b", "y".repeat(10_000));
    rig.time.settle();
    assertEquals("UPLINK {\"deviceSecret\":\"***\"}", seen.get(0));
    assertTrue(seen.get(1).startsWith("DOWNLINK y"));
    assertTrue(seen.get(1).endsWith("… (10000 bytes)"));
    trace.close();
    rig.door.publish(new Message("/a", secret), Delivery.TRANSIENT);
    assertFalse(seen.size() > 2);
  }
}
