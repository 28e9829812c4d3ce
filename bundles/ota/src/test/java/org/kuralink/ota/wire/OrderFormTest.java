/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.ota.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.kuralink.api.codec.JsonText;
import org.kuralink.api.ota.FirmwareOrder;
import org.kuralink.api.ota.UpdateFault;

/** Orders, well formed and not. */
class OrderFormTest {

  private static final String MD5 = "93230c3bde425a9d7984a594ac55ea1e";
  private static final String SHA = "ab".repeat(32);
  private static final String GOOD =
      "{\"code\":\"1000\",\"data\":{\"size\":432945,\"version\":\"2.0.0\",\"url\":"
          + "\"https://oss.example/a/nopoll.DP?Signature=X%2B\",\"md5\":\""
          + MD5
          + "\",\"sign\":\""
          + MD5
          + "\",\"signMethod\":\"Md5\"},\"id\":1507707025,\"message\":\"success\"}";

  @Test
  void readsTheExampleOfTheGuide() throws Exception {
    Order order = read(GOOD).orElseThrow();
    assertEquals(
        new FirmwareOrder(
            "default", "2.0.0", 432945, "dp", Map.of("MD5", MD5), false, JsonText.EMPTY_OBJECT),
        order.firmware());
    assertEquals("1507707025", order.messageId());
    assertFalse(order.toString().contains("Signature"));
  }

  @Test
  void readsWhatLaterPlatformsSend() throws Exception {
    String message =
        "{\"id\":\"x\",\"code\":1000,\"data\":{\"version\":\"2\",\"module\":\"mcu\",\"isDiff\":1,"
            + "\"extData\":{\"a\":1},\"signMethod\":\"SHA256\",\"files\":[{\"fileSize\":\"7\",\"fileUrl\":"
            + "\"https://oss.example/1234\",\"fileName\":\"image.raucb\",\"fileMd5\":\""
            + MD5.toUpperCase()
            + "\",\"fileSign\":\""
            + SHA
            + "\"}]}}";
    FirmwareOrder order = read(message).orElseThrow().firmware();
    assertEquals(
        new FirmwareOrder(
            "mcu",
            "2",
            7,
            "raucb",
            Map.of("MD5", MD5, "SHA-256", SHA),
            true,
            JsonText.of("{\"a\":1}")),
        order);
  }

  @Test
  void noOrderIsNoError() throws Exception {
    assertEquals(Optional.empty(), read("{\"code\":\"1000\",\"id\":1,\"data\":{}}"));
    assertEquals(Optional.empty(), read("{\"code\":\"1000\",\"id\":1,\"data\":null}"));
    assertEquals(Optional.empty(), read("{\"code\":200,\"id\":1}"));
    assertEquals(Optional.empty(), OrderForm.ofData(JsonText.EMPTY_OBJECT));
  }

  @Test
  void saysWhatIsWrong() {
    assertRefused(UpdateFault.UPGRADE, "no JSON", "{");
    assertRefused(UpdateFault.UPGRADE, "no JSON object", "[]");
    assertRefused(UpdateFault.UPGRADE, "code 460", "{\"code\":460,\"data\":{}}");
    assertRefused(UpdateFault.UPGRADE, "data is no JSON object", "{\"data\":7}");
    assertRefused(UpdateFault.UPGRADE, "no version", GOOD.replace("2.0.0", " "));
    assertRefused(UpdateFault.UPGRADE, "256", GOOD.replace("2.0.0", "2".repeat(300)));
    assertRefused(UpdateFault.UPGRADE, "no address", GOOD.replace("\"url\"", "\"uri\""));
    assertRefused(UpdateFault.UPGRADE, "names no host", GOOD.replace("https://oss.example", ""));
    assertRefused(UpdateFault.UPGRADE, "cannot be read", GOOD.replace("https://", "https:// "));
    assertRefused(UpdateFault.UPGRADE, "is not above 0", GOOD.replace("432945", "0"));
    assertRefused(UpdateFault.UPGRADE, "no whole number", GOOD.replace("432945", "1.5"));
    assertRefused(UpdateFault.VERIFICATION, "Crc32 is not known", GOOD.replace("Md5", "Crc32"));
    assertRefused(UpdateFault.VERIFICATION, "32 hex digits", GOOD.replace(MD5, "93230c"));
    assertRefused(
        UpdateFault.VERIFICATION,
        "no digest",
        GOOD.replace("\"md5\"", "\"x\"").replace("\"sign\"", "\"y\""));
    assertRefused(
        UpdateFault.VERIFICATION,
        "two different MD5",
        GOOD.replace("\"sign\":\"9", "\"sign\":\"8"));
    assertRefused(
        UpdateFault.UPGRADE, "2 files", GOOD.replace("\"size\"", "\"files\":[{},{}],\"size\""));
  }

  /** Whatever a message is, it is read or refused. */
  @Test
  void nothingElseIsThrown() {
    Random random = new Random(11);
    for (int i = 0; i < 20_000; i++) {
      StringBuilder message = new StringBuilder(GOOD);
      for (int changes = random.nextInt(4) + 1; changes > 0; changes--) {
        int at = random.nextInt(message.length());
        if (random.nextBoolean()) {
          message.setCharAt(at, "{}[]\":,0x\\ ".charAt(random.nextInt(11)));
        } else {
          message.delete(at, Math.min(message.length(), at + random.nextInt(20)));
        }
      }
      try {
        read(message.toString());
      } catch (MalformedOrderException e) {
        assertTrue(e.getMessage().length() < 800, e.getMessage());
      }
    }
  }

  private static void assertRefused(UpdateFault fault, String words, String message) {
    MalformedOrderException e = assertThrows(MalformedOrderException.class, () -> read(message));
    assertTrue(e.getMessage().contains(words), e.getMessage());
    assertEquals(fault, e.fault(), e.getMessage());
  }

  private static Optional<Order> read(String message) throws MalformedOrderException {
    return OrderForm.ofMessage(JsonText.of(message));
  }
}
