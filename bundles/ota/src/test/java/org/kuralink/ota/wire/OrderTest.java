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

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.kuralink.api.codec.JsonText;
import org.kuralink.api.ota.FirmwareOrder;
import org.kuralink.api.ota.UpdateFault;
import org.kuralink.ota.wire.Order.MalformedOrderException;

/** Orders, well formed and not. */
class OrderTest {

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
    assertEquals(Optional.empty(), Order.ofData(JsonText.EMPTY_OBJECT));
  }

  @Test
  void takesAddressesAsServersOfFilesWriteThem() throws MalformedOrderException {
    Order order =
        read(GOOD.replace("https://oss.example/", "https://my_files.oss_1.example/固件 1/"))
            .orElseThrow();
    assertTrue(
        order.address().startsWith("https://my_files.oss_1.example/%E5%9B%BA%E4%BB%B6%201/"),
        order.address());
  }

  @Test
  void saysWhatIsWrong() {
    assertRefused(UpdateFault.UPGRADE, "not JSON", "{");
    assertRefused(UpdateFault.UPGRADE, "not a JSON object", "[]");
    assertRefused(UpdateFault.UPGRADE, "code 460", "{\"code\":460,\"data\":{}}");
    assertRefused(UpdateFault.UPGRADE, "data is not a JSON object", "{\"data\":7}");
    assertRefused(UpdateFault.UPGRADE, "no version", GOOD.replace("2.0.0", " "));
    assertRefused(UpdateFault.UPGRADE, "256", GOOD.replace("2.0.0", "2".repeat(300)));
    assertRefused(UpdateFault.UPGRADE, "no address", GOOD.replace("\"url\"", "\"uri\""));
    assertRefused(UpdateFault.UPGRADE, "names no host", GOOD.replace("https://oss.example", ""));
    assertRefused(UpdateFault.UPGRADE, "cannot be read", GOOD.replace("https://", "https:// "));
    assertRefused(UpdateFault.DOWNLOAD, "is ftp, not https", GOOD.replace("https:", "ftp:"));
    assertRefused(UpdateFault.UPGRADE, "is not above 0", GOOD.replace("432945", "0"));
    assertRefused(UpdateFault.UPGRADE, "not a whole number", GOOD.replace("432945", "1.5"));
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

  /** Every message is either parsed or rejected. */
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

  private static String field(String name) {
    try (InputStream in =
        Objects.requireNonNull(OrderTest.class.getResourceAsStream("/orders/" + name))) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8)
          .replace("{url}", "https://files.example/x")
          .replace("{md5}", MD5)
          .replace("{MD5}", MD5.toUpperCase(Locale.ROOT))
          .replace("{sha256}", SHA);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** An unsupported order is rejected for its module, with the reason. */
  @Test
  void ordersOfTheFieldThatCannotBeCarriedOut() {
    MalformedOrderException mqtt =
        assertThrows(MalformedOrderException.class, () -> read(field("over-mqtt.json")));
    assertEquals("MCU", mqtt.module());
    assertTrue(mqtt.getMessage().contains("over MQTT, which is not supported: choose HTTPS"));
    MalformedOrderException two =
        assertThrows(MalformedOrderException.class, () -> read(field("two-files.json")));
    assertEquals("MCU", two.module());
    assertTrue(two.getMessage().startsWith("the order has 2 files, and only orders with a single"));
    assertTrue(two.getMessage().endsWith("nothing was downloaded or installed"));
  }

  @Test
  void ordersOfTheFieldThatCan() throws Exception {
    FirmwareOrder a = read(field("a-numeric-id.json")).orElseThrow().firmware();
    assertEquals("MCU 2.0.0", a.toString());
    assertTrue(a.difference());
    assertTrue(a.extension().toString().contains("_package_udi"));
    FirmwareOrder b = read(field("b-sha256-no-md5.json")).orElseThrow().firmware();
    assertEquals(Map.of("SHA-256", SHA), b.digests());
    FirmwareOrder c = read(field("c-upper-digest-text-size.json")).orElseThrow().firmware();
    assertEquals(20_000, c.size());
    assertEquals(Map.of("MD5", MD5), c.digests());
    FirmwareOrder d = read(field("d-no-semver.json")).orElseThrow().firmware();
    assertEquals("mcu V20240501_beta", d.toString());
    assertEquals(Optional.empty(), read(field("e-empty-data.json")));
  }

  @Test
  void theDigestMethodMayStandBesideTheFiles() throws Exception {
    String one =
        "{\"code\":\"1000\",\"data\":{\"version\":\"2\",\"signMethod\":\"%s\",\"files\":[{\"fileUrl\":"
            + "\"https://oss.example/1\",\"fileSign\":\""
            + MD5
            + "\"}]}}";
    assertEquals(Map.of("MD5", MD5), read(one.formatted("MD5")).orElseThrow().firmware().digests());
    assertRefused(UpdateFault.VERIFICATION, "Crc32 is not known", one.formatted("Crc32"));
    assertRefused(UpdateFault.VERIFICATION, "SHA-256 digest is not", one.formatted("SHA256"));
  }

  @Test
  void whateverIsWrongTheModuleIsKnown() {
    String module = GOOD.replace("\"size\"", "\"module\":\"app\",\"size\"");
    for (String wrong :
        List.of(
            module.replace("2.0.0", ""),
            module.replace("Md5", "Crc32"),
            module.replace("432945", "-1"),
            module.replace("\"1000\"", "460"),
            module.replace("https://", "https:// "),
            module.replace("2.0.0", "2\\n0"))) {
      MalformedOrderException e =
          assertThrows(MalformedOrderException.class, () -> read(wrong), wrong);
      assertEquals("app", e.module(), e.getMessage());
    }
  }

  @Test
  void controlCharactersAreRefusedAndShown() {
    assertRefused(
        UpdateFault.UPGRADE,
        "the version 2\\nERROR\\u001b[31m has control characters",
        GOOD.replace("2.0.0", "2\\nERROR\\u001b[31m"));
    assertRefused(
        UpdateFault.UPGRADE,
        "the module a\\u202eb has control characters",
        GOOD.replace("\"size\"", "\"module\":\"a\\u202eb\",\"size\""));
    assertRefused(UpdateFault.UPGRADE, "code 5\\u0000", GOOD.replace("\"1000\"", "\"5\\u0000\""));
  }

  private static void assertRefused(UpdateFault fault, String words, String message) {
    MalformedOrderException e = assertThrows(MalformedOrderException.class, () -> read(message));
    assertTrue(e.getMessage().contains(words), e.getMessage());
    assertEquals(fault, e.fault(), e.getMessage());
  }

  private static Optional<Order> read(String message) throws MalformedOrderException {
    return Order.ofMessage(JsonText.of(message));
  }
}
