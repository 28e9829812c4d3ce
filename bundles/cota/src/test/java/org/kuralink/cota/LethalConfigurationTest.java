/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.cota;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.kuralink.api.cota.ConfigurationOutcome;
import org.kuralink.api.cota.ConfigurationResult;
import org.kuralink.cota.apply.SnapshotText;

/** The gateway stays reachable with any file: the file is rejected, or rolled back to the byte. */
class LethalConfigurationTest {

  private static final String SECRET = "s3cr3t-of-the-file";

  /** One bad file. */
  record Bad(String name, byte[] content) {
    @Override
    public String toString() {
      return name;
    }
  }

  static Stream<Bad> invalid() throws IOException {
    List<Bad> all = new ArrayList<>();
    all.add(text("empty object inside out", "}{"));
    all.add(text("no JSON", "hello"));
    all.add(text("cut off", "{\"org.kuralink.thing~main\":{\"validation\":\"wa"));
    all.add(text("array", "[]"));
    all.add(text("text", "\"x\""));
    all.add(text("two documents", "{}{}"));
    all.add(text("unknown PID", "{\"org.kuralink.nothing~main\":{\"a\":1}}"));
    all.add(text("unknown instance", "{\"org.kuralink.thing~other\":{\"validation\":\"off\"}}"));
    all.add(text("PID that is not allowed", "{\"com.example.app\":{\"on\":false}}"));
    all.add(text("path for a PID", "{\"../../etc/passwd\":{\"a\":1}}"));
    all.add(text("path for a name", "{\"org.kuralink.thing~../main\":{\"validation\":\"off\"}}"));
    all.add(text("filter for a PID", "{\"org.kuralink.thing~*)(a=b\":{\"validation\":\"off\"}}"));
    all.add(text("unknown property", thing("\"nothing\":1")));
    all.add(text("framework's property", thing("\"service.pid\":\"x\"")));
    all.add(text("other case", thing("\"FileCheck\":\"off\"")));
    all.add(text("number for text", thing("\"validation\":1")));
    all.add(text("flag for text", thing("\"validation\":true")));
    all.add(text("option that is none", thing("\"validation\":\"perhaps\"")));
    all.add(text("required and empty", thing("\"connection\":\" \"")));
    all.add(text("null", thing("\"validation\":null")));
    all.add(text("object for a value", thing("\"validation\":{\"a\":1}")));
    all.add(text("array for one value", thing("\"validation\":[\"off\"]")));
    all.add(text("too many values", list("\"names\":[\"a\",\"b\",\"c\",\"d\"]")));
    all.add(text("null in an array", list("\"names\":[null]")));
    all.add(text("property twice", thing("\"validation\":\"off\",\"validation\":\"warn\"")));
    all.add(
        text("component twice", "{\"org.kuralink.thing~main\":{},\"org.kuralink.thing~main\":{}}"));
    all.add(text("devices twice", "{\"devices\":{},\"devices\":{}}"));
    all.add(text("devices no object", "{\"devices\":[]}"));
    all.add(text("device no object", "{\"devices\":{\"dn\":1}}"));
    all.add(
        text(
            "bad section of this device",
            "{\"devices\":{\"dn\":{\"org.kuralink.thing~main\":{\"validation\":0}}}}"));
    all.add(text("component no object", "{\"org.kuralink.thing~main\":\"off\"}"));
    operatorsOnly().forEach(all::add);
    all.add(text("keep-alive 0", connection("\"keep.alive.seconds\":0")));
    all.add(text("keep-alive beyond", connection("\"keep.alive.seconds\":1201")));
    all.add(text("keep-alive half", connection("\"keep.alive.seconds\":60.5")));
    all.add(text("keep-alive as text", connection("\"keep.alive.seconds\":\"60\"")));
    all.add(
        text("keep-alive too long for memory", connection("\"keep.alive.seconds\":1e999999999")));
    all.add(text("keep-alive of many digits", connection("\"port\":" + "9".repeat(100_000))));
    all.add(text("NaN", connection("\"port\":NaN")));
    all.add(text("infinity", connection("\"port\":-Infinity")));
    all.add(text("port 65536", connection("\"port\":65536")));
    all.add(text("number beyond 32 bits", connection("\"port\":4294967297")));
    all.add(text("flag as text", connection("\"clean.session\":\"true\"")));
    all.add(text("unknown transport", connection("\"transport\":\"pigeon\"")));
    all.add(text("password no text", connection("\"device.secret\":[\"" + SECRET + "\"]")));
    all.add(
        text(
            "good and bad together",
            "{\"org.kuralink.thing~main\":{\"validation\":\"off\"},"
                + "\"org.kuralink.connection~main\":{\"device.secret\":\""
                + SECRET
                + "\",\"port\":-1}}"));
    all.add(text("deep arrays", "[".repeat(50_000)));
    all.add(text("deep objects", "{\"a\":".repeat(50_000)));
    all.add(text("deep value", list("\"names\":" + "[".repeat(50_000))));
    all.add(text("very many components", many()));
    all.add(text("comments", "/* */{}//"));
    all.add(text("single quotes", "{'org.kuralink.thing~main':{}}"));
    all.add(text("long key", "{\"" + "a".repeat(100_000) + "\":{}}"));
    all.add(text("zero character", "{\"org.kuralink.thing~ma\\u0000in\":{}}"));
    all.add(new Bad("not UTF-8", new byte[] {'{', (byte) 0xff, '}'}));
    all.add(new Bad("gzip bomb", gzip(new byte[10_000_000])));
    all.add(new Bad("zip", new byte[] {'P', 'K', 3, 4, 0, 0}));
    all.add(new Bad("zeros", new byte[1000]));
    return all.stream();
  }

  /** Files that would extend the platform's permissions or move the gateway to another platform. */
  private static Stream<Bad> operatorsOnly() {
    return Stream.of(
        text("limits of remote configuration", cota("\"allowed.pids\":\"*\"")),
        text("plain http", cota("\"allow.http\":true")),
        text("another applier", cota("\"applier\":\"file\"")),
        text("another connection", cota("\"connection\":\"other\"")),
        text("path", thing("\"model.file\":\"/etc/passwd\"")),
        text("host", connection("\"host\":\"nowhere.example\"")),
        text("product", connection("\"product.key\":\"other\"")),
        text("device", connection("\"device.name\":\"other\"")),
        text("no encryption", connection("\"transport\":\"tcp\"")));
  }

  /** Files that are valid by the form and yet cut the connection to the platform. */
  static Stream<Bad> lethal() {
    return Stream.of(
        text("wrong port", connection("\"port\":1")),
        text("wrong secret", connection("\"device.secret\":\"" + SECRET + "\"")),
        text("no secret", connection("\"device.secret\":\"\"")),
        text("secret and port of another", connection("\"device.secret\":\"x\",\"port\":8883")),
        text(
            "no secret and another pace",
            connection("\"device.secret\":\"\",\"clean.session\":true")),
        text(
            "everything at once",
            "{\"org.kuralink.thing~main\":{\"validation\":\"off\"},"
                + "\"com.example.list\":{\"names\":[]},"
                + "\"org.kuralink.connection~main\":{\"port\":2,"
                + "\"device.secret\":\"x\",\"keep.alive.seconds\":30,\"clean.session\":true}}"));
  }

  Gateway started() {
    return Gateway.started();
  }

  @ParameterizedTest
  @MethodSource("invalid")
  void anInvalidFileChangesNothing(Bad bad) {
    Gateway gateway = started();
    Map<String, String> before = everything(gateway);
    ConfigurationResult result = pushed(gateway, bad);
    assertEquals(ConfigurationOutcome.REFUSED, result.outcome(), result.message());
    assertEquals(0, gateway.components.updates);
    assertEquals(before, everything(gateway));
    assertFalse(result.message().isBlank());
    assertTrue(result.message().length() < 1000, result.message());
    assertFalse(result.message().contains(SECRET), result.message());
    assertAlive(gateway);
  }

  @ParameterizedTest
  @MethodSource("lethal")
  void aLethalFileIsTakenBackToTheByteWithinTheWindow(Bad bad) {
    Gateway gateway = started();
    Map<String, String> before = everything(gateway);
    ConfigurationResult result = pushed(gateway, bad);
    assertEquals(ConfigurationOutcome.RESTORED, result.outcome(), result.message());
    assertTrue(gateway.components.updates >= 2);
    assertEquals(before, everything(gateway));
    assertEquals(1, gateway.secondReplies().size());
    assertFalse(gateway.secondReplies().get(0).contains(SECRET));
    assertAlive(gateway);
  }

  @ParameterizedTest
  @MethodSource("lethal")
  void aLethalFileIsTriedOnceMoreByTheNextProcessIfThisOneIsKilledAndTakenBack(Bad bad) {
    Gateway gateway = started();
    Map<String, String> before = everything(gateway);
    gateway.platform.offer(bad.content());
    push(gateway);
    gateway.time.leap(Duration.ofSeconds(60));
    Gateway next = gateway.nextProcess();
    next.time.leap(Gateway.WINDOW);
    next.start();
    next.time.leap(Gateway.WINDOW.plusSeconds(30));
    assertEquals(before, everything(next));
    String why = next.cota.history().get(0).message();
    assertTrue(why.startsWith("confirm: the platform was not reached again within 300 s"), why);
    assertEquals(ConfigurationOutcome.RESTORED, next.cota.history().get(0).outcome(), bad.name());
    assertEquals(1, next.secondReplies().size());
    assertAlive(next);
  }

  @Test
  void anOperatorPropertyIsNamedAndAnEqualValueAccepted() {
    Gateway gateway = started();
    for (Bad bad : operatorsOnly().toList()) {
      ConfigurationResult result = pushed(gateway, bad);
      assertTrue(
          result.message().endsWith(" may be changed by the operator only, not by the platform"),
          result.message());
    }
    ConfigurationResult same =
        pushed(
            gateway,
            text(
                "the same",
                "{\"org.kuralink.cota~main\":{\"connection\":\"main\",\"allowed.pids\":\""
                    + Gateway.ALLOWED
                    + "\"},\"org.kuralink.connection~main\":"
                    + "{\"host\":\"good.example\",\"keep.alive.seconds\":61}}"));
    assertEquals(ConfigurationOutcome.APPLIED, same.outcome(), same.message());
  }

  /** A randomly damaged file never changes more than a good file may. */
  @Test
  void damagedFilesDoNoHarm() {
    Random random = new Random(904);
    String good =
        "{\"org.kuralink.thing~main\":{\"validation\":\"warn\"},\"com.example.list\":{\"names\":[\"a\",\"b\"]},"
            + "\"devices\":{\"dn\":{\"org.kuralink.connection~main\":"
            + "{\"keep.alive.seconds\":60,\"host\":\"good.example\"}}}}";
    Gateway gateway = started();
    for (int i = 0; i < 300; i++) {
      byte[] damaged = good.getBytes(StandardCharsets.UTF_8);
      for (int n = random.nextInt(4); n >= 0; n--) {
        damaged[random.nextInt(damaged.length)] = (byte) random.nextInt(256);
      }
      pushed(gateway, new Bad("damaged " + i, damaged));
      assertAlive(gateway);
    }
  }

  private static void assertAlive(Gateway gateway) {
    assertTrue(gateway.link().isOnline());
    assertTrue(gateway.session.answeredForAll().contains("thing.config.push"));
  }

  private static ConfigurationResult pushed(Gateway gateway, Bad bad) {
    gateway.platform.offer(bad.content());
    push(gateway);
    gateway.time.leap(Gateway.WINDOW.plusSeconds(30));
    return gateway.cota.status().last().orElseThrow();
  }

  private static void push(Gateway gateway) {
    gateway
        .link()
        .deliver(
            "thing.config.push", org.kuralink.api.codec.JsonText.of(gateway.platform.offered()));
    gateway.time.settle();
  }

  /** All configurations with the type of each value. */
  private static Map<String, String> everything(Gateway gateway) {
    return new TreeMap<>(Map.of("all", SnapshotText.of(gateway.components.everything())));
  }

  private static Bad text(String name, String content) {
    return new Bad(name, content.getBytes(StandardCharsets.UTF_8));
  }

  private static String thing(String properties) {
    return "{\"org.kuralink.thing~main\":{" + properties + "}}";
  }

  private static String connection(String properties) {
    return "{\"org.kuralink.connection~main\":{" + properties + "}}";
  }

  private static String list(String properties) {
    return "{\"com.example.list\":{" + properties + "}}";
  }

  private static String cota(String properties) {
    return "{\"org.kuralink.cota~main\":{" + properties + "}}";
  }

  private static String many() {
    StringBuilder text = new StringBuilder("{");
    for (int i = 0; i < 2_000; i++) {
      text.append("\"org.kuralink.a").append(i).append("\":{},");
    }
    return text.append("\"org.kuralink.thing~main\":{}}").toString();
  }

  private static byte[] gzip(byte[] content) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
      gzip.write(content);
    }
    return bytes.toByteArray();
  }
}
