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
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.kuralink.api.codec.JsonText;
import org.kuralink.api.connection.Registration;
import org.kuralink.api.connection.Reply;
import org.kuralink.connection.SessionRig;
import org.kuralink.connection.SimpleCodec;

class AnswerTest {

  private static final String SET = "thing.service.property.set";
  private static final String TOPIC = "/sys/pk/dn/thing/service/property/set";

  private final SessionRig rig = SessionRig.online();
  private final List<String> handled = new ArrayList<>();

  private Registration answerSet() {
    return rig.door
        .link()
        .answer(
            SET,
            request -> {
              handled.add(request.params().toString());
              return CompletableFuture.completedFuture(Reply.success());
            });
  }

  private void deliver(String id) {
    rig.transport().deliver(TOPIC, "{\"id\":" + id + ",\"params\":{\"n\":" + handled.size() + "}}");
    rig.time.settle();
  }

  private List<JsonObject> answers() {
    return rig.transport().sentOn(TOPIC + "_reply").stream()
        .map(text -> JsonParser.parseString(text).getAsJsonObject())
        .toList();
  }

  private int codeOfOnlyAnswer() {
    assertEquals(1, answers().size());
    return answers().get(0).get("code").getAsInt();
  }

  @Test
  void answersOnTheReplyTopicWithTheIdInItsType() {
    answerSet();
    deliver("\"7\"");
    deliver("8");
    assertEquals("\"7\"", answers().get(0).get("id").toString());
    assertEquals("8", answers().get(1).get("id").toString());
    assertEquals(200, answers().get(0).get("code").getAsInt());
    assertEquals(List.of("{\"n\":0}", "{\"n\":1}"), handled);
  }

  @Test
  void answersASynchronousCallOnItsResponseTopic() {
    answerSet();
    rig.transport()
        .deliver(
            "/sys/pk/dn/rrpc/request/123",
            "{\"id\":\"9\",\"method\":\"" + SET + "\",\"params\":{}}");
    rig.time.settle();
    assertEquals(1, rig.transport().sentOn("/sys/pk/dn/rrpc/response/123").size());
    assertEquals(0, rig.transport().sent.get(0).qos());
  }

  @Test
  void aHandlerThatThrowsOrFailsIsAnsweredForOnce() {
    rig.door
        .link()
        .answer(
            SET,
            request -> {
              throw new IllegalStateException("bad handler");
            });
    deliver("1");
    assertEquals(400, codeOfOnlyAnswer());
    rig.leap(100);
    assertEquals(400, codeOfOnlyAnswer());
  }

  @Test
  void aHandlerWhoseClassesAreGoneIsAnsweredForAtOnce() {
    rig.door
        .link()
        .answer(
            SET,
            request -> {
              throw new NoClassDefFoundError("of a bundle that is being replaced");
            });
    deliver("1");
    assertEquals(400, codeOfOnlyAnswer());
    deliver("2");
    assertEquals(2, answers().size());
  }

  @Test
  void aHandlerWhoseStageFailsIsAnsweredFor() {
    rig.door
        .link()
        .answer(SET, request -> CompletableFuture.failedFuture(new IllegalStateException("bad")));
    deliver("1");
    assertEquals(400, codeOfOnlyAnswer());
  }

  @Test
  void aHandlerThatNeverEndsIsAnsweredForOnce() {
    CompletableFuture<Reply> never = new CompletableFuture<>();
    rig.door.link().answer(SET, request -> never);
    deliver("1");
    rig.leap(RequestDispatcher.HANDLING_SECONDS - 1);
    assertTrue(answers().isEmpty());
    rig.leap(1);
    assertEquals(400, codeOfOnlyAnswer());
    never.complete(Reply.success());
    rig.time.settle();
    assertEquals(400, codeOfOnlyAnswer());
  }

  @Test
  void aRequestWaitsForItsHandlerAndKeepsItsPlace() {
    deliver("1");
    deliver("2");
    rig.leap(RequestDispatcher.PARK_SECONDS - 1);
    assertTrue(answers().isEmpty());
    answerSet();
    deliver("3");
    assertEquals(
        List.of("1", "2", "3"), answers().stream().map(a -> a.get("id").toString()).toList());
    rig.leap(100);
    assertEquals(3, answers().size());
  }

  @Test
  void aMethodThatNobodyOfOursHasIsRefusedAtOnce() {
    rig.transport().deliver("/sys/pk/dn/thing/some/change", "{\"id\":1,\"params\":{}}");
    rig.time.settle();
    assertEquals(1, rig.transport().sentOn("/sys/pk/dn/thing/some/change_reply").size());
  }

  /** On Kura nobody uploads the log. */
  @Test
  void theSwitchOfTheLogIsRefusedAtOnceWhereNobodyHasIt() {
    String topic = "/sys/pk/dn/thing/config/log/push";
    rig.transport().deliver(topic, "{\"id\":1,\"params\":{\"content\":{\"mode\":1}}}");
    rig.time.settle();
    List<String> answers = rig.transport().sentOn(topic + "_reply");
    assertEquals(1, answers.size());
    assertEquals(
        400, JsonParser.parseString(answers.get(0)).getAsJsonObject().get("code").getAsInt());
  }

  @Test
  void onlyAHandlerThatMayBeReplacedIsWaitedFor() {
    Registration handler = answerSet();
    rig.leap(MethodHandlers.REPLACING_SECONDS);
    handler.close();
    deliver("1");
    assertTrue(answers().isEmpty());
    answerSet();
    rig.time.settle();
    assertEquals(200, codeOfOnlyAnswer());
  }

  @Test
  void aHandlerThatStaysAwayIsNotWaitedFor() {
    answerSet().close();
    rig.leap(MethodHandlers.REPLACING_SECONDS);
    deliver("1");
    assertEquals(400, codeOfOnlyAnswer());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "thing/downlink/reply/message",
        "thing/event/property/post",
        "thing/config/get",
        "thing/ota/firmware/get"
      })
  void nothingIsAnsweredOnATopicOfOursOrOfNobody(String path) {
    rig.transport().deliver("/sys/pk/dn/" + path, "{\"id\":1,\"params\":{}}");
    rig.leap(100);
    assertTrue(rig.transport().sent.isEmpty());
  }

  @Test
  void isToldThatTheDeviceWasMovedAndSaysSo() {
    rig.transport()
        .deliver(
            "/sys/pk/dn/thing/bootstrap/notify",
            "{\"id\":\"24\",\"method\":\"thing.bootstrap.notify\",\"params\":{\"cmd\":0}}");
    rig.time.settle();
    String answer = rig.transport().sentOn("/sys/pk/dn/thing/bootstrap/notify_reply").get(0);
    assertTrue(answer.contains("\"code\":200"), answer);
  }

  /** The platform waits 5 s; what comes later is lost. */
  @Test
  void aSynchronousCallIsAnsweredBeforeThePlatformStopsWaiting() {
    CompletableFuture<Reply> never = new CompletableFuture<>();
    rig.door.link().answer(SET, request -> never);
    call("123", SET);
    rig.time.leap(Duration.ofMillis(3900));
    assertTrue(rig.transport().sent.isEmpty());
    rig.time.leap(Duration.ofMillis(100));
    assertEquals(1, rig.transport().sentOn("/sys/pk/dn/rrpc/response/123").size());
  }

  @Test
  void soIsOneWhoseHandlerDoesNotCome() {
    call("124", "thing.service.reboot");
    rig.leap(4);
    assertEquals(1, rig.transport().sentOn("/sys/pk/dn/rrpc/response/124").size());
  }

  private void call(String id, String method) {
    rig.transport()
        .deliver(
            "/sys/pk/dn/rrpc/request/" + id,
            "{\"id\":\"9\",\"method\":\"" + method + "\",\"params\":{}}");
    rig.time.settle();
  }

  @Test
  void aRequestThatNobodyHandlesIsRefusedAfterAWhile() {
    deliver("1");
    rig.leap(RequestDispatcher.PARK_SECONDS);
    assertEquals(400, codeOfOnlyAnswer());
    answerSet();
    rig.time.settle();
    assertEquals(400, codeOfOnlyAnswer());
    assertTrue(handled.isEmpty());
  }

  @Test
  void tooManyOpenRequestsAreRefusedAtOnce() {
    for (int i = 0; i <= RequestDispatcher.LIMIT; i++) {
      rig.transport().deliver(TOPIC, "{\"id\":" + i + ",\"params\":{}}");
    }
    rig.time.settle();
    assertEquals(429, codeOfOnlyAnswer());
    answerSet();
    rig.time.settle();
    assertEquals(RequestDispatcher.LIMIT + 1, answers().size());
    deliver("5000");
    assertEquals(RequestDispatcher.LIMIT + 1, handled.size());
  }

  @Test
  void tenThousandUnknownMethodsLeaveNothingBehind() {
    int timers = rig.time.waiting();
    for (int i = 0; i < 10_000; i++) {
      rig.transport().deliver("/sys/pk/dn/thing/unknown/m" + i, "{\"id\":" + i + ",\"params\":{}}");
      if (i % 500 == 0) {
        rig.time.settle();
        assertTrue(rig.time.waiting() <= timers + RequestDispatcher.LIMIT);
      }
    }
    rig.leap(RequestDispatcher.PARK_SECONDS);
    int answers = 0;
    for (int i = 0; i < 10_000; i++) {
      answers += rig.transport().sentOn("/sys/pk/dn/thing/unknown/m" + i + "_reply").size();
    }
    assertEquals(10_000, answers);
    assertTrue(rig.time.waiting() <= timers, rig.time.waiting() + " timers, before " + timers);
    answerSet();
    deliver("1");
    assertEquals(200, codeOfOnlyAnswer());
  }

  @Test
  void aFamilyHandlerTakesWhatHasNoneOfItsOwn() {
    List<String> methods = new ArrayList<>();
    rig.door
        .link()
        .answer(
            "thing.service.*",
            request -> {
              methods.add(request.method());
              return CompletableFuture.completedFuture(Reply.success());
            });
    answerSet();
    deliver("1");
    rig.transport().deliver("/sys/pk/dn/thing/service/reboot", "{\"id\":\"2\",\"params\":{}}");
    rig.time.settle();
    assertEquals(List.of("thing.service.reboot"), methods);
    assertEquals(1, handled.size());
    assertTrue(
        rig.transport().subscribed.contains(List.of("/sys/pk/dn/thing/service/+")),
        rig.transport().subscribed.toString());
  }

  @Test
  void oneMethodHasOneHandler() {
    Registration first = answerSet();
    assertThrows(IllegalStateException.class, this::answerSet);
    first.close();
    first.close();
    assertTrue(rig.transport().unsubscribed.isEmpty(), "a bundle may only be being replaced");
    answerSet();
    deliver("1");
    assertEquals(1, handled.size());
  }

  @Test
  void neverAnswersAReply() {
    answerSet();
    rig.transport().deliver(TOPIC + "_reply", "{\"id\":\"1\",\"code\":200}");
    rig.transport().deliver(TOPIC, "{\"id\":\"1\",\"code\":200,\"data\":{}}");
    rig.transport().deliver(TOPIC, "{\"id\":\"1\",\"method\":\"thing.service.x_reply\"}");
    rig.time.settle();
    rig.leap(100);
    assertTrue(rig.transport().sent.isEmpty());
    assertTrue(handled.isEmpty());
  }

  @Test
  void handlesARequestWithoutAnIdButCannotAnswerIt() {
    answerSet();
    rig.transport().deliver(TOPIC, "{\"params\":{}}");
    rig.time.settle();
    assertEquals(1, handled.size());
    assertTrue(answers().isEmpty());
  }

  @Test
  void aRequestOfAnotherDeviceIsNotOurs() {
    answerSet();
    rig.transport()
        .deliver("/sys/pk/other/thing/service/property/set", "{\"id\":\"1\",\"params\":{}}");
    rig.time.settle();
    assertTrue(handled.isEmpty());
  }

  @Test
  void anAnswerTooLargeIsReplacedByAFailure() {
    JsonText large = JsonText.of("\"" + "x".repeat(300_000) + "\"");
    rig.door.link().answer(SET, request -> CompletableFuture.completedFuture(Reply.success(large)));
    deliver("1");
    assertEquals(400, codeOfOnlyAnswer());
  }

  @Test
  void keepsRequestsAndAnswersWhileThereIsNoCodec() {
    CompletableFuture<Reply> later = new CompletableFuture<>();
    rig.door.link().answer(SET, request -> later);
    deliver("1");
    rig.session.codec(null);
    later.complete(Reply.success());
    deliver("2");
    assertTrue(answers().isEmpty());
    rig.session.codec(new SimpleCodec());
    rig.time.settle();
    assertEquals(2, answers().size());
    assertEquals(1, rig.transports.size());
  }

  @Test
  void takesMessagesThatComeBeforeTheLogInIsKnownToBeDone() {
    answerSet();
    rig.lose();
    rig.leap(6);
    deliver("1");
    assertTrue(handled.isEmpty());
    rig.accept();
    assertEquals(200, codeOfOnlyAnswer());
  }
}
