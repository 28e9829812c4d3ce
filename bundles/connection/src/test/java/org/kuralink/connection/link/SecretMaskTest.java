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
      strings = {
        "deviceSecret",
        "device_secret",
        "productSecret",
        "iotToken",
        "sign",
        "signature",
        "password",
        "passwd",
        "secretKey",
        "access-key-secret",
        "token",
        "SIGN"
      })
  void masksTheValueOfASecretMember(String name) {
    assertEquals(
        "{\"a\":1,\"" + name + "\" : \"***\",\"b\":2}",
        SecretMask.mask("{\"a\":1,\"" + name + "\" : \"h\\\"idden\",\"b\":2}"));
    assertEquals(
        "{\"" + name + "\":\"***\"}", SecretMask.mask("{\"" + name + "\":{\"x\":[1,\"}\"]}}"));
    assertEquals("{\"" + name + "\":\"***\"", SecretMask.mask("{\"" + name + "\":\"hid"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://h/f.bin?Expires=1&OSSAccessKeyId=x&Signature=h%2Bid=&z=1",
        "https://h/f.bin?X-Amz-Credential=hid%2F1&X-Amz-Signature=hid&X-Amz-Security-Token=hid",
        "https://h/f.bin?a=1&security-token=hid&sign=hid#part",
        "https://h/f.bin?auth_token=hid"
      })
  void masksWhatLetsAnybodyIntoAnAddress(String address) {
    String seen = SecretMask.mask("{\"url\":\"" + address + "\",\"n\":1}");
    assertFalse(seen.contains("hid") || seen.contains("h%2B"), seen);
    assertTrue(seen.contains("https://h/f.bin?") && seen.endsWith("\",\"n\":1}"), seen);
  }

  @Test
  void masksMembersOfJsonInsideAText() {
    assertEquals(
        "{\"p\":\"{\\\"deviceSecret\\\":\\\"***\\\",\\\"n\\\":1}\"}",
        SecretMask.mask("{\"p\":\"{\\\"deviceSecret\\\":\\\"hidden\\\",\\\"n\\\":1}\"}"));
  }

  @Test
  void aTraceShowsControlCharacters() {
    SessionRig rig = SessionRig.online();
    List<String> seen = new ArrayList<>();
    rig.door.trace((direction, topic, text) -> seen.add(topic + " " + text));
    rig.transport().deliver("/a\u001b[2J", "b\r\nc\u0000");
    rig.time.settle();
    assertEquals(List.of("/a\\u001b[2J b\\r\\nc\\u0000"), seen);
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
