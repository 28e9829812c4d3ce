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

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.google.gson.JsonPrimitive;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.kuralink.api.codec.JsonText;
import org.kuralink.api.codec.MessageId;
import org.kuralink.api.connection.DownloadException;
import org.kuralink.api.connection.Reply;
import org.kuralink.api.cota.ConfigurationOutcome;
import org.kuralink.cota.offer.Offer;

/** Each push is answered with its real result, whatever happens in between. */
class PushAnswersTest {

  private static final String WARN = "{\"org.kuralink.thing~main\":{\"validation\":\"warn\"}}";
  private static final String OFF = "{\"org.kuralink.thing~main\":{\"validation\":\"off\"}}";

  private static Reply settled(Gateway gateway, CompletableFuture<Reply> reply) {
    gateway.time.leap(Duration.ofSeconds(14));
    return reply.join();
  }

  @Test
  void aPushWhoseFileIsUnavailableFailsWhateverTheRenewedRequestReturns() {
    for (int code : new int[] {6710, 6713}) {
      Gateway gateway = Gateway.started();
      gateway.platform.faults.add(DownloadException.Kind.EXPIRED);
      gateway.platform.code = code;
      Reply reply = settled(gateway, gateway.push(WARN));
      assertEquals(400, reply.code().value());
      String why = reply.message().orElseThrow();
      assertTrue(why.startsWith("download: ") && why.contains("(" + code + ")"), why);
      assertEquals("{\"outcome\":\"refused\"}", reply.data().toString());
    }
  }

  @Test
  void aPushWhoseFileIsUnavailableFailsIfThePlatformOffersTheFormerOne() {
    Gateway gateway = Gateway.started();
    gateway.pushed(WARN);
    gateway.platform.offer(OFF);
    JsonText push = JsonText.of(gateway.platform.offered());
    gateway.platform.offer(WARN);
    gateway.platform.faults.add(DownloadException.Kind.EXPIRED);
    CompletableFuture<Reply> reply =
        gateway.link().deliver("thing.config.push", push).toCompletableFuture();
    assertEquals(400, settled(gateway, reply).code().value());
    assertEquals("warn", gateway.components.properties(Gateway.THING).get("validation"));
  }

  @Test
  void aNewerFileIsAppliedButThePushFails() {
    Gateway gateway = Gateway.started();
    gateway.platform.offer(WARN);
    JsonText push = JsonText.of(gateway.platform.offered());
    gateway.platform.offer(OFF);
    gateway.platform.faults.add(DownloadException.Kind.EXPIRED);
    CompletableFuture<Reply> reply =
        gateway.link().deliver("thing.config.push", push).toCompletableFuture();
    assertEquals(400, settled(gateway, reply).code().value());
    gateway.time.leap(Duration.ofMinutes(1));
    assertEquals("off", gateway.components.properties(Gateway.THING).get("validation"));
  }

  /** A reply to a link that is offline is lost. */
  @Test
  void aPushThatFailsWithItsLinkIsAnsweredWhenThatIsUpAgain() {
    Gateway gateway = Gateway.started();
    gateway.platform.faults.addAll(
        List.of(
            DownloadException.Kind.PASSING,
            DownloadException.Kind.PASSING,
            DownloadException.Kind.PASSING));
    CompletableFuture<Reply> reply = gateway.push(WARN);
    gateway.link().online(false);
    gateway.time.leap(Duration.ofSeconds(10));
    assertFalse(reply.join().data().toString().contains("outcome"), reply.join()::toString);
    gateway.link().online(true);
    gateway.time.settle();
    assertEquals(1, gateway.secondReplies().size());
    String second = gateway.secondReplies().get(0);
    assertTrue(second.contains("\"code\":400") && second.contains("refused"), second);
  }

  @Test
  void aPushOfAVersionReplacedByTheOperatorIsRefused() {
    Gateway gateway = Gateway.started();
    gateway.pushed(WARN);
    gateway.pushed(OFF);
    gateway.cota.restore(1);
    gateway.time.leap(Duration.ofMinutes(1));
    Reply reply =
        settled(
            gateway,
            gateway
                .link()
                .deliver("thing.config.push", JsonText.of(gateway.platform.offered()))
                .toCompletableFuture());
    assertEquals(400, reply.code().value());
    assertEquals("warn", gateway.components.properties(Gateway.THING).get("validation"));
  }

  @Test
  void aFullDiskIsReportedAsAFailureOfTheGateway() {
    Gateway gateway = Gateway.started();
    gateway.disk.space = 0;
    Reply reply = settled(gateway, gateway.push(WARN));
    assertEquals(400, reply.code().value());
    assertEquals(
        "download: the file cannot be stored on the disk of this gateway",
        reply.message().orElseThrow());
    String fault = gateway.cota.problems().get(0);
    assertTrue(fault.startsWith("files cannot be written (No space left on device)"), fault);
    gateway.disk.space = Long.MAX_VALUE;
    assertEquals(200, settled(gateway, gateway.push(OFF)).code().value());
    assertEquals(List.of(), gateway.cota.problems());
  }

  /** A bad disk may spoil one of the files and not the other. */
  @Test
  void aPushIsAnsweredThoughItsTrialCannotBeReadAnyMore() throws IOException {
    Gateway killed = Gateway.started();
    killed.push(WARN);
    killed.time.leap(Duration.ofSeconds(5));
    assertTrue(killed.files().read("trial.json").isPresent());
    killed.files().write("trial.json", new byte[] {0, 0, 0});
    Gateway next = killed.nextProcess();
    next.start();
    next.time.leap(Gateway.WINDOW.plusMinutes(1));
    assertEquals(1, next.secondReplies().size());
    String reply = next.secondReplies().get(0);
    assertTrue(reply.contains("\"outcome\":\"applied\""), reply);
  }

  /** The push is in the journal from then on; before, the platform expects no answer. */
  @Test
  void aPushIsAnsweredWhereverTheProcessIsKilled() {
    Gateway whole = Gateway.started();
    long start = whole.life.steps();
    whole.pushed(WARN);
    long end = whole.life.steps();
    assertTrue(end - start > 20, start + " to " + end);
    for (long step = start + 3; step < end - 3; step++) {
      Gateway killed = Gateway.first(new Life(step));
      killed.start();
      CompletableFuture<Reply> first = killed.push(WARN);
      killed.time.leap(Duration.ofSeconds(40));
      Gateway next = killed.nextProcess();
      next.start();
      next.time.leap(Gateway.WINDOW.plusMinutes(1));
      boolean answered = first.isDone() && first.join().data().toString().contains("outcome");
      assertTrue(answered || !next.secondReplies().isEmpty(), "at step " + step + " of " + end);
      next.secondReplies()
          .forEach(reply -> assertTrue(reply.contains("\"outcome\":\"applied\""), reply));
      assertEquals("warn", next.components.properties(Gateway.THING).get("validation"));
    }
  }

  @Test
  void aPushInterruptedTwiceIsNotTriedAgain() {
    Gateway gateway = Gateway.started();
    long kept = gateway.life.steps();
    gateway.platform.faults.addAll(
        List.of(DownloadException.Kind.PASSING, DownloadException.Kind.PASSING));
    gateway.push(WARN);
    assertTrue(gateway.life.steps() > kept);
    for (int kill = 0; kill < 2; kill++) {
      gateway.platform.faults.clear();
      gateway.platform.faults.addAll(
          List.of(DownloadException.Kind.PASSING, DownloadException.Kind.PASSING));
      gateway = gateway.nextProcess();
      gateway.start();
    }
    assertEquals(1, gateway.secondReplies().size());
    String reply = gateway.secondReplies().get(0);
    assertTrue(reply.contains("\"code\":400") && reply.contains("interrupted twice"), reply);
  }

  /** The session is away when the component stops. */
  @Test
  void aFileThatWasCutOffIsFetchedWithTheNextStart() {
    Gateway gateway = Gateway.started();
    gateway.platform.faults.add(DownloadException.Kind.CUT_OFF);
    CompletableFuture<Reply> reply = gateway.push(WARN);
    assertFalse(reply.isDone());
    assertEquals(1, gateway.platform.downloads);
    gateway = gateway.nextProcess();
    gateway.start();
    gateway.time.leap(Duration.ofMinutes(1));
    assertEquals("warn", gateway.components.properties(Gateway.THING).get("validation"));
    assertEquals(1, gateway.secondReplies().size());
    assertTrue(gateway.secondReplies().get(0).contains("\"code\":200"));
  }

  @Test
  void anInvalidAddressDoesNotStopLaterPushes() {
    Gateway gateway = Gateway.started();
    gateway.platform.breaks = true;
    Reply reply = settled(gateway, gateway.push(WARN));
    assertEquals(400, reply.code().value());
    assertEquals("download: IllegalArgumentException", reply.message().orElseThrow());
    gateway.platform.breaks = false;
    assertEquals(200, settled(gateway, gateway.push(OFF)).code().value());
  }

  @Test
  void textFromOutsideIsShownWithItsControlCharacters() {
    assertEquals("a\\nb\\u001b[2J\\u202e c\u4e2d", LogText.of("a\nb\u001b[2J\u202e c\u4e2d"));
    assertEquals(
        "see https://h/p?... and more", LogText.of("see https://h/p?Signature=secret and more"));
    assertTrue(LogText.of("x".repeat(10_000)).length() < 600);
  }

  /** Pushes as they were seen in the field. */
  @Test
  void pushesOfTheFieldAreAnsweredAsTheyShould() throws IOException {
    byte[] noise = new byte[3000];
    new Random(28).nextBytes(noise);
    noise[0] = (byte) 0xff;
    Gateway gateway = Gateway.started();
    Reply binary = fieldPush(gateway, "a-binary.json", noise, Offer.digestOf(noise));
    assertEquals(460, binary.code().value());
    assertEquals("validate: the file is not text in UTF-8", binary.message().orElseThrow());

    Reply md5 = fieldPush(gateway, "b-md5.json", noise, Offer.digestOf(noise));
    assertEquals(460, md5.code().value());
    assertTrue(
        md5.message()
            .orElseThrow()
            .endsWith("signMethod is not Sha256, the only one that the platform has"));

    for (String start : List.of("", "\ufeff")) {
      byte[] file = (start + WARN).getBytes(StandardCharsets.UTF_8);
      Gateway fresh = Gateway.started();
      Reply good = fieldPush(fresh, "c-numeric-id.json", file, Offer.digestOf(file).toUpperCase());
      assertEquals(200, good.code().value(), good.toString());
      assertEquals("{\"outcome\":\"applied\"}", good.data().toString());
      assertEquals("warn", fresh.components.properties(Gateway.THING).get("validation"));
      assertEquals(ConfigurationOutcome.APPLIED, fresh.cota.history().get(0).outcome());
    }
  }

  private static Reply fieldPush(Gateway gateway, String name, byte[] file, String digest)
      throws IOException {
    JsonObject message;
    try (InputStream in = PushAnswersTest.class.getResourceAsStream("28-cota-variants/" + name)) {
      String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      message = JsonParser.parseString(text).getAsJsonObject();
    }
    JsonObject params = message.getAsJsonObject("params");
    params.addProperty("sign", digest);
    params.addProperty("url", "https://oss.example/file?Signature=secret");
    JsonPrimitive size = params.getAsJsonPrimitive("configSize");
    params.add(
        "configSize",
        size.isString()
            ? new JsonPrimitive(Integer.toString(file.length))
            : new JsonPrimitive(file.length));
    gateway.platform.serve(Offer.digestOf(file), file);
    JsonPrimitive id = message.getAsJsonPrimitive("id");
    CompletableFuture<Reply> reply =
        gateway
            .link()
            .deliver(
                Optional.of(new MessageId(id.getAsString(), id.isNumber())),
                "thing.config.push",
                JsonText.of(params.toString()))
            .toCompletableFuture();
    assertFalse(
        gateway.link().sent().stream().anyMatch(sent -> sent.toString().contains("secret")));
    return settled(gateway, reply);
  }
}
