/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.thing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;
import org.kuralink.api.codec.JsonText;
import org.kuralink.api.codec.ResultCode;
import org.kuralink.api.connection.Reply;
import org.kuralink.api.thing.HandlerStatus;
import org.kuralink.api.thing.ServiceCall;
import org.kuralink.api.thing.ServiceHandler;
import org.kuralink.api.thing.ServiceResult;
import org.kuralink.api.tsl.UntypedValue;
import org.kuralink.thing.ThingFixture.TestThing;
import org.kuralink.thing.handler.HandlerQueue;

class ServiceRequestsTest {

  private static final String WEIGH = "thing.service.SetWeight";
  private static final String PING = "thing.service.Ping";
  private static final String GOOD = "{\"NewWeight\":100.8}";
  private static final Map<String, Object> OUTPUTS =
      Map.of("OldWeight", 100.101, "CollectTime", "15362289");

  private final ThingFixture fixture = new ThingFixture();
  private final List<ServiceCall> calls = new ArrayList<>();

  private CompletionStage<ServiceResult> note(ServiceCall call) {
    calls.add(call);
    return CompletableFuture.completedFuture(ServiceResult.success());
  }

  private static ServiceHandler answering(ServiceResult result) {
    return call -> CompletableFuture.completedFuture(result);
  }

  private void handler(ServiceHandler handler, String... services) {
    Map<String, Object> properties =
        services.length == 0 ? Map.of() : Map.of(ServiceHandler.SERVICE, services);
    fixture.around.services.add(handler, properties);
  }

  private void assertAnswer(int code, String words, String method, String params) {
    Reply reply = fixture.deliver(method, params);
    assertEquals(code, reply.code().value(), reply.toString());
    assertTrue(reply.message().orElse("").contains(words), reply.toString());
  }

  @Test
  void handsOverCheckedInputsInTheFormOfTheirTypes() {
    fixture.withModel();
    handler(this::note, "SetWeight");
    Reply reply = fixture.deliver(WEIGH, "{\"NewWeight\":\"100.8\",\"When\":\"1536228947682\"}");
    assertEquals(Reply.success(), reply);
    Map<String, Object> inputs = Map.of("NewWeight", 100.8, "When", 1536228947682L);
    ServiceCall expected =
        new ServiceCall("SetWeight", inputs, Duration.ofSeconds(15), fixture.link.identity());
    assertEquals(List.of(expected), calls);
  }

  @Test
  void answersTheOutputsAsTheModelDefinesThem() {
    fixture.withModel();
    handler(answering(ServiceResult.success(OUTPUTS)), "SetWeight");
    Reply reply = fixture.deliver(WEIGH, GOOD);
    assertEquals(
        Reply.success(JsonText.of("{\"OldWeight\":100.101,\"CollectTime\":\"15362289\"}")), reply);
  }

  @Test
  void refusesInputsThatCannotBeRight() {
    fixture.withModel();
    handler(this::note);
    assertAnswer(460, "SetWeight.NewWeight: is missing", WEIGH, "{}");
    assertAnswer(460, "SetWeight.NewWeight: is null", WEIGH, "{\"NewWeight\":null}");
    assertAnswer(460, "SetWeight.NewWeight: 201 is not allowed", WEIGH, "{\"NewWeight\":201}");
    assertAnswer(460, "SetWeight.NewWeight: 'x' is not a number", WEIGH, "{\"NewWeight\":\"x\"}");
    assertAnswer(460, "SetWeight.Other: is not a member", WEIGH, "{\"NewWeight\":1,\"Other\":1}");
    assertAnswer(460, "SetWeight.When", WEIGH, "{\"NewWeight\":1,\"When\":\"soon\"}");
    assertAnswer(460, "NewWeight the number 1e400", WEIGH, "{\"NewWeight\":1e400}");
    assertAnswer(460, "params is not a JSON object", WEIGH, "[1]");
    assertAnswer(460, "params is not a JSON object", WEIGH, "null");
    assertAnswer(460, "params is no JSON", WEIGH, "{\"NewWeight\"");
    assertAnswer(460, "nested more than", WEIGH, "[".repeat(200_000));
    assertAnswer(460, "more than 400 characters", WEIGH, "{\"a\":" + "1".repeat(500) + "}");
    assertAnswer(460, "Ping.x: is not a member", PING, "{\"x\":1}");
    assertAnswer(460, "is not a service of the thing model", "thing.service.Stranger", "{}");
    assertEquals(List.of(), calls);
  }

  @Test
  void saysSoIfNobodyCarriesItOut() {
    fixture.withModel();
    handler(this::note, "Ping");
    assertAnswer(400, "no handler on this device for the service SetWeight", WEIGH, GOOD);
    assertEquals(List.of(), calls);
  }

  @Test
  void answersForAHandlerThatFails() {
    fixture.withModel();
    ServiceHandler[] failing = {
      call -> {
        throw new IllegalStateException("jammed");
      },
      call -> CompletableFuture.failedFuture(new IllegalStateException("jammed later")),
      call -> {
        throw new StackOverflowError("jammed deeply");
      },
      call -> null,
      call -> CompletableFuture.completedFuture(null)
    };
    String[] words = {"jammed", "jammed later", "jammed deeply", "returned null", "returned null"};
    for (int i = 0; i < failing.length; i++) {
      handler(failing[i], "Ping");
      assertAnswer(400, words[i], PING, "{}");
      fixture.around.services.remove(failing[i], Map.of());
    }
  }

  @Test
  void passesTheDevicesOwnCodesOn() {
    fixture.withModel();
    for (int code : new int[] {400, 429, 460, 100_000, 110_000}) {
      ServiceHandler handler = answering(ServiceResult.failure(new ResultCode(code), "own"));
      handler(handler, "Ping");
      assertAnswer(code, "own", PING, "{}");
      fixture.around.services.remove(handler, Map.of());
    }
    for (int code : new int[] {0, 201, 99_999, 110_001, 6106}) {
      assertThrows(
          IllegalArgumentException.class,
          () -> ServiceResult.failure(new ResultCode(code), "not ours"));
    }
  }

  @Test
  void answersForAHandlerThatIsLateAndDropsWhatItSaysThen() {
    fixture.withModel("service.timeout.seconds", 9);
    CompletableFuture<ServiceResult> never = new CompletableFuture<>();
    handler(call -> never, "SetWeight");
    CompletableFuture<Reply> answer = fixture.deliver("1", WEIGH, GOOD);
    fixture.time.leap(Duration.ofSeconds(9).minusMillis(1));
    assertFalse(answer.isDone());
    fixture.time.leap(Duration.ofMillis(1));
    assertEquals(ResultCode.REQUEST_ERROR, answer.join().code());
    assertEquals(Optional.of("the handler did not answer in time"), answer.join().message());
    never.complete(ServiceResult.success(OUTPUTS));
    assertEquals(answer.join(), fixture.deliver("1", WEIGH, GOOD).join());
    assertEquals(0, fixture.time.waiting());
  }

  @Test
  void givesASynchronousServiceNoMoreThanThePlatformWaits() {
    fixture.withModel();
    handler(call -> new CompletableFuture<>(), "Ping");
    CompletableFuture<Reply> answer = fixture.deliver("1", PING, "{}");
    fixture.time.leap(Duration.ofMillis(3_900));
    assertEquals(ResultCode.REQUEST_ERROR, answer.join().code());
  }

  @Test
  void validationHoldsForCallsToo() {
    Map<String, List<Object>> called = new LinkedHashMap<>();
    for (String validation : List.of("warn", "off")) {
      ThingFixture other = new ThingFixture();
      other.withModel("validation", validation);
      other.around.services.add(
          call -> {
            called.computeIfAbsent(validation, each -> new ArrayList<>()).add(call.inputs());
            return CompletableFuture.completedFuture(ServiceResult.success());
          },
          Map.of());
      assertTrue(other.deliver(WEIGH, "{\"NewWeight\":900}").isSuccess());
      assertTrue(other.deliver(WEIGH, "{}").isSuccess());
      assertTrue(other.deliver("thing.service.Stranger", "{\"x\":1}").isSuccess());
      assertEquals(ResultCode.PARAMETER_ERROR, other.deliver(WEIGH, "{\"NewWeight\":null}").code());
    }
    List<Object> all = List.of(Map.of("NewWeight", 900L), Map.of(), Map.of("x", 1L));
    assertEquals(Map.of("warn", all, "off", all), called);
  }

  @Test
  void callsAHandlerOnceAtATime() {
    fixture.withModel();
    List<CompletableFuture<ServiceResult>> open = new ArrayList<>();
    handler(
        call -> {
          open.add(new CompletableFuture<>());
          return open.get(open.size() - 1);
        });
    CompletableFuture<Reply> first = fixture.deliver("1", PING, "{}");
    CompletableFuture<Reply> second = fixture.deliver("2", WEIGH, GOOD);
    assertEquals(1, open.size());
    HandlerStatus status =
        fixture.around.status(ThingFixture.CONNECTION, fixture.link.identity(), true).stream()
            .findFirst()
            .orElseThrow();
    assertTrue(status.busy());
    assertEquals(1, status.waiting());
    open.get(0).complete(ServiceResult.success());
    assertTrue(first.join().isSuccess());
    open.get(1).complete(ServiceResult.success());
    assertTrue(second.join().isSuccess());
  }

  @Test
  void refusesCallsThatAreTooManyToWait() {
    fixture.withModel();
    List<CompletableFuture<ServiceResult>> open = new ArrayList<>();
    handler(
        call -> {
          open.add(new CompletableFuture<>());
          return open.get(open.size() - 1);
        });
    List<CompletableFuture<Reply>> answers = new ArrayList<>();
    for (int i = 0; i < HandlerQueue.CAPACITY + 8; i++) {
      answers.add(fixture.deliver("" + i, PING, "{}"));
    }
    long refused = answers.stream().filter(CompletableFuture::isDone).count();
    assertEquals(7, refused);
    assertEquals(
        ResultCode.TOO_MANY_REQUESTS, answers.get(HandlerQueue.CAPACITY + 7).join().code());
    fixture.time.leap(Duration.ofSeconds(5));
    assertTrue(answers.stream().allMatch(CompletableFuture::isDone));
  }

  @Test
  void doesNotCarryOutWhatHasWaitedTooLong() {
    fixture.withModel();
    List<String> carriedOut = new ArrayList<>();
    CompletableFuture<ServiceResult> first = new CompletableFuture<>();
    handler(
        call -> {
          carriedOut.add(call.service());
          return first;
        });
    CompletableFuture<Reply> weighing = fixture.deliver("1", WEIGH, GOOD);
    CompletableFuture<Reply> waiting = fixture.deliver("2", PING, "{}");
    fixture.time.leap(Duration.ofSeconds(5));
    assertEquals(ResultCode.REQUEST_ERROR, waiting.join().code());
    first.complete(ServiceResult.success());
    assertTrue(weighing.join().isSuccess());
    assertEquals(List.of("SetWeight"), carriedOut);
  }

  @Test
  void failsWhatWaitsForAHandlerThatGoes() {
    fixture.withModel();
    ServiceHandler handler = call -> new CompletableFuture<>();
    handler(handler);
    fixture.deliver("1", PING, "{}");
    CompletableFuture<Reply> waiting = fixture.deliver("2", PING, "{}");
    fixture.around.services.remove(handler, Map.of());
    assertEquals(ResultCode.REQUEST_ERROR, waiting.join().code());
    assertAnswer(400, "no handler", PING, "{}");
  }

  @Test
  void doesNotSendAnAnswerThatTheModelDoesNotAllow() {
    fixture.withModel();
    Map<String, Object> wrong = Map.of("OldWeight", 900, "CollectTime", "1");
    ServiceHandler handler = answering(ServiceResult.success(wrong));
    handler(handler, "SetWeight");
    assertAnswer(400, "SetWeight.OldWeight: 900 is not allowed", WEIGH, GOOD);
    fixture.around.services.remove(handler, Map.of());
    handler(answering(ServiceResult.success(Map.of("OldWeight", 1))), "SetWeight");
    assertEquals(Reply.success(JsonText.of("{\"OldWeight\":1.0}")), fixture.deliver(WEIGH, GOOD));
  }

  @Test
  void sendsAnyAnswerIfValidationOnlyWarnsOrIsOff() {
    for (String validation : List.of("warn", "off")) {
      ThingFixture other = new ThingFixture();
      other.withModel("validation", validation);
      Map<String, Object> wrong = Map.of("OldWeight", 900);
      other.around.services.add(answering(ServiceResult.success(wrong)), Map.of());
      assertEquals(Reply.success(JsonText.of("{\"OldWeight\":900.0}")), other.deliver(WEIGH, GOOD));
    }
  }

  @Test
  void givesOutputsOfASourceWithoutTypesThoseOfTheModelWhateverTheValidation() {
    for (String validation : List.of("reject", "warn", "off")) {
      ThingFixture other = new ThingFixture();
      other.withModel("validation", validation);
      Map<String, Object> outputs = Map.of("OldWeight", new UntypedValue("100.5"));
      other.around.services.add(answering(ServiceResult.success(outputs)), Map.of());
      assertEquals(Reply.success(JsonText.of("{\"OldWeight\":100.5}")), other.deliver(WEIGH, GOOD));
    }
  }

  @Test
  void doesNotSendWhatJsonCannotSay() {
    ThingFixture other = new ThingFixture();
    other.withModel("validation", "off");
    other.around.services.add(
        answering(ServiceResult.success(Map.of("OldWeight", Double.NaN))), Map.of());
    Reply reply = other.deliver(WEIGH, GOOD);
    assertEquals(ResultCode.REQUEST_ERROR, reply.code());
  }

  @Test
  void callsAnythingWithoutAModel() {
    fixture.appear(fixture.session, ThingFixture.CONNECTION);
    fixture.settle(fixture.thing(Optional.empty()));
    handler(this::note, "anything");
    assertTrue(fixture.deliver("thing.service.anything", "{\"a\":[1,{\"b\":2.5}]}").isSuccess());
    assertEquals(Map.of("a", List.of(1L, Map.of("b", 2.5))), calls.get(0).inputs());
    assertAnswer(460, "anything.a: is null", "thing.service.anything", "{\"a\":null}");
    assertAnswer(460, "a.b the number 1e400", "thing.service.anything", "{\"a\":{\"b\":1e400}}");
    assertAnswer(400, "no handler", "thing.service.other", "{}");
    assertEquals(1, calls.size());
  }

  @Test
  void prefersTheHandlerThatNamesTheService() {
    fixture.withModel();
    handler(this::note);
    handler(answering(ServiceResult.failure(new ResultCode(100_001), "named")), "Ping", "x");
    assertAnswer(100_001, "named", PING, "{}");
    assertTrue(fixture.deliver(WEIGH, GOOD).isSuccess());
    assertEquals(1, calls.size());
  }

  @Test
  void listsWhoServes() {
    TestThing thing = fixture.withModel();
    handler(this::note, "Ping");
    fixture.around.services.add(this::note, Map.of("connection", "another"));
    fixture.around.handlers.add(
        values -> CompletableFuture.completedFuture(Reply.success()),
        Map.of("properties", "power"));
    List<HandlerStatus> handlers = thing.handlers();
    assertEquals(2, handlers.size());
    assertEquals(HandlerStatus.Kind.PROPERTY_SET, handlers.get(0).kind());
    assertEquals(HandlerStatus.Kind.SERVICE, handlers.get(1).kind());
    assertEquals(Set.of("Ping"), handlers.get(1).identifiers());
    assertFalse(handlers.get(1).busy());
  }

  @Test
  void leavesNothingBehindAfterTenThousandUnknownServices() {
    fixture.withModel();
    for (int i = 0; i < 10_000; i++) {
      Reply reply = fixture.deliver("" + i, "thing.service.no" + i, "{}").join();
      assertEquals(ResultCode.PARAMETER_ERROR, reply.code());
    }
    assertEquals(0, fixture.memory.size());
    assertEquals(0, fixture.time.waiting());
  }
}
