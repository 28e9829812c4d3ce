/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.log;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.kuralink.api.codec.JsonText;
import org.kuralink.api.codec.ResultCode;
import org.kuralink.api.connection.DeviceIdentity;
import org.kuralink.api.connection.FakeDeviceLink;
import org.kuralink.api.connection.FakeDeviceLink.Sent;
import org.kuralink.api.connection.LinkException;
import org.kuralink.api.connection.Reply;
import org.kuralink.api.time.VirtualTime;

class LogUploadTest {

  private static final Instant NOON = Instant.parse("2026-03-06T12:00:00.007Z");

  private final VirtualTime time = new VirtualTime();
  private final FakeDeviceLink link = new FakeDeviceLink();
  private final Set<DeviceIdentity> disabled = new HashSet<>();
  private LogUpload upload;

  private LogUpload start(UploadLevel level) {
    upload = new LogUpload("log", level, device -> !disabled.contains(device), time.scheduler());
    upload.follow(link);
    time.settle();
    return upload;
  }

  private void log(String level, String logger, String message) {
    if (upload.wants(logger, level)) {
      upload.add(new LogLine(NOON, level, logger, message));
    }
  }

  private void warn(int from, int to) {
    for (int i = from; i < to; i++) {
      log("WARN", "org.kuralink.connection.Session", "warning " + i);
    }
  }

  private List<Sent> posts() {
    return link.sent(LogUpload.POST);
  }

  private static List<JsonObject> lines(Sent post) {
    JsonArray params = JsonParser.parseString(post.params().toString()).getAsJsonArray();
    return StreamSupport.stream(params.spliterator(), false)
        .map(line -> line.getAsJsonObject())
        .toList();
  }

  private static Reply mode(Object mode) {
    return Reply.success(
        JsonText.of("{\"getType\":\"content\",\"content\":{\"mode\":" + mode + "}}"));
  }

  @Test
  void sendsWarningsTogetherAfterAPause() {
    link.answerWithSuccess();
    start(UploadLevel.WARN);
    warn(0, 3);
    log("ERROR", "org.kuralink.ota.Download", "lost \"it\"");
    time.leap(LogUpload.PAUSE.minusMillis(1));
    assertEquals(0, posts().size());
    time.leap(Duration.ofMillis(1));
    assertEquals(1, posts().size());
    List<JsonObject> lines = lines(posts().get(0));
    assertEquals(4, lines.size());
    assertEquals(
        JsonParser.parseString(
            "{'utcTime':'2026-03-06T12:00:00.007+0000','logLevel':'ERROR','module':'ota','code':'',"
                + "'traceContext':'','logContent':'Download: lost \"it\"'}"),
        lines.get(3));
  }

  @Test
  void sendsOnlyLinesOfThisProjectAtTheLevel() {
    link.answerWithSuccess();
    start(UploadLevel.WARN);
    log("INFO", "org.kuralink.connection.Session", "online");
    log("DEBUG", "org.kuralink.connection.Session", "detail");
    log("WARN", "org.eclipse.kura.Secret", "somebody else's");
    log("ERROR", "org.kuralinkage.Other", "somebody else's");
    log("WARN", LogUpload.class.getName(), "of the upload itself");
    time.leap(Duration.ofMinutes(1));
    assertEquals(0, posts().size());
    upload.follow(null);
    start(UploadLevel.INFO);
    log("INFO", "org.kuralink.connection.Session", "online");
    log("TRACE", "org.kuralink.connection.Session", "detail");
    time.leap(Duration.ofMinutes(1));
    assertEquals(1, lines(posts().get(0)).size());
  }

  @Test
  void keepsTheNewestAndSendsThemSlowly() {
    link.answerWithSuccess();
    start(UploadLevel.WARN);
    warn(0, LogUpload.CAPACITY + 100);
    time.leap(LogUpload.PAUSE);
    assertEquals(LogUpload.BATCH, lines(posts().get(0)).size());
    assertEquals(
        "Session: warning 100", lines(posts().get(0)).get(0).get("logContent").getAsString());
    time.leap(LogUpload.PAUSE);
    assertEquals(2, posts().size());
    time.leap(Duration.ofHours(1));
    assertEquals(LogUpload.CAPACITY, posts().stream().mapToInt(post -> lines(post).size()).sum());
    assertEquals(0, time.waiting());
  }

  /** Each failure makes another warning, as the connection may: it must not become a storm. */
  @Test
  void doesNotLoopOnItsOwnFailure() {
    start(UploadLevel.WARN);
    link.answerWith(
        request -> {
          warn(0, 1);
          return Reply.failure(ResultCode.SERVER_ERROR, "no");
        });
    warn(0, 1);
    time.leap(Duration.ofDays(1));
    int failing = posts().size();
    assertTrue(failing > 100 && failing < 160, failing + " posts in a day");
    assertEquals(1, lines(posts().get(failing - 1)).size());
    link.answerWithSuccess();
    time.leap(Duration.ofHours(1));
    assertEquals(failing + 1, posts().size());
  }

  @Test
  void waitsForTheReplyBeforeTheNext() {
    start(UploadLevel.WARN);
    warn(0, LogUpload.BATCH + 1);
    time.leap(Duration.ofHours(1));
    assertEquals(1, posts().size());
    posts().get(0).fail(LinkException.Reason.NO_REPLY);
    time.leap(LogUpload.PAUSE);
    assertEquals(1, posts().size());
    time.leap(LogUpload.PAUSE);
    assertEquals(2, posts().size());
  }

  @Test
  void keepsLinesWhileItIsOffline() {
    link.answerWithSuccess();
    link.online(false);
    start(UploadLevel.WARN);
    warn(0, 2);
    time.leap(Duration.ofHours(1));
    assertEquals(0, link.sent().size());
    link.online(true);
    time.leap(LogUpload.PAUSE);
    assertEquals(2, lines(posts().get(0)).size());
  }

  @Test
  void appliesTheSettingOfThePlatform() {
    link.answerWith(request -> request.method().equals(LogUpload.GET) ? mode(0) : Reply.success());
    start(UploadLevel.WARN);
    assertEquals(
        JsonParser.parseString("{'configScope':'device','getType':'content'}"),
        JsonParser.parseString(link.sent(LogUpload.GET).get(0).params().toString()));
    warn(0, 5);
    time.leap(Duration.ofMinutes(1));
    assertEquals(0, posts().size());
    assertTrue(push("{\"getType\":\"content\",\"content\":{\"mode\":1}}").isSuccess());
    warn(5, 6);
    time.leap(Duration.ofMinutes(1));
    assertEquals(1, lines(posts().get(0)).size(), "not what it did not want");
    for (String wrong :
        List.of(
            "{}",
            "[]",
            "null",
            "{\"content\":1}",
            "{\"content\":{\"mode\":2}}",
            "{\"content\":{\"mode\":\"0\"}}",
            "{\"content\":{\"mode\":0.0}}",
            "{")) {
      assertEquals(ResultCode.PARAMETER_ERROR, push(wrong).code(), wrong);
    }
    warn(6, 7);
    time.leap(Duration.ofMinutes(1));
    assertEquals(2, posts().size());
    upload.follow(null);
    assertEquals(Set.of(), link.answered());
  }

  private Reply push(String params) {
    CompletableFuture<Reply> reply =
        link.deliver(LogUpload.PUSH, JsonText.of(params)).toCompletableFuture();
    time.settle();
    return reply.join();
  }

  @Test
  void sendsLinesIfThePlatformDoesNotAnswer() {
    link.answerWith(
        request ->
            request.method().equals(LogUpload.GET)
                ? Reply.failure(ResultCode.PARAMETER_ERROR, "what?")
                : Reply.success());
    start(UploadLevel.WARN);
    warn(0, 1);
    time.leap(LogUpload.PAUSE);
    assertEquals(1, posts().size());
  }

  @Test
  void masksSecretsAndCutsLongLines() {
    link.answerWithSuccess();
    start(UploadLevel.WARN);
    for (String message :
        List.of(
            "device.secret=hunter2",
            "{\"deviceSecret\":\"hunter2\",\"a\":1}",
            "Password: hunter2; more",
            "token = hunter2",
            "sign=hunter2&x=1",
            "url https://x/y?Signature=hunter2",
            "hmac fafd82a3d602b37fb0fa8b7892f24a477f851a14")) {
      log("WARN", "org.kuralink.connection.Session", message);
    }
    log("WARN", "org.kuralink.connection.Session", "x".repeat(1_000_000));
    time.leap(LogUpload.PAUSE);
    String sent = posts().get(0).params().toString();
    assertFalse(sent.contains("hunter2"), sent);
    assertFalse(sent.contains("fafd82"), sent);
    assertTrue(sent.contains("more") && sent.contains("x=1"), "what follows is still there");
    assertTrue(sent.length() < 6_000, sent.length() + " characters");
  }

  /** What is cut is cut behind what is blotted out, and between no two halves of a character. */
  @Test
  void masksBeforeItCuts() {
    link.answerWithSuccess();
    start(UploadLevel.WARN);
    for (int before = 1900; before < 2000; before++) {
      log(
          "WARN",
          "org.kuralink.connection.Session",
          "😀".repeat(before / 2) + " ".repeat(before % 2) + "fafd82a3d602b37fb0fa8b7892f24a47");
    }
    time.leap(Duration.ofHours(1));
    for (Sent post : posts()) {
      assertFalse(post.params().toString().contains("fafd"), post.params()::toString);
    }
    assertEquals(100, posts().stream().mapToInt(post -> lines(post).size()).sum());
  }

  @Test
  void masksASecretWithBlanks() {
    link.answerWithSuccess();
    start(UploadLevel.WARN);
    log("WARN", "org.kuralink.connection.Session", "{\"password\": \"correct horse\", \"a\": 1}");
    time.leap(LogUpload.PAUSE);
    assertEquals(
        "Session: {\"password\": ***, \"a\": 1}",
        lines(posts().get(0)).get(0).get("logContent").getAsString());
  }

  @Test
  void sendsNothingForADisabledDevice() {
    link.answerWithSuccess();
    start(UploadLevel.WARN);
    disabled.add(link.identity());
    warn(0, 2);
    time.leap(Duration.ofHours(1));
    assertEquals(0, posts().size());
    disabled.clear();
    warn(2, 3);
    time.leap(LogUpload.PAUSE);
    assertEquals(3, lines(posts().get(0)).size());
  }

  @Test
  void aSecondOneForTheSameDeviceSendsNothing() {
    link.answerWithSuccess();
    start(UploadLevel.WARN);
    LogUpload first = upload;
    LogUpload second = start(UploadLevel.WARN);
    warn(0, 1);
    time.leap(Duration.ofMinutes(1));
    assertEquals(0, posts().size());
    first.follow(null);
    second.follow(link);
    warn(1, 2);
    time.leap(Duration.ofMinutes(1));
    assertEquals(2, lines(posts().get(0)).size());
  }
}
