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
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.kuralink.api.connection.DeviceIdentity;
import org.kuralink.api.connection.Reply;
import org.kuralink.api.thing.HandlerStatus;
import org.kuralink.api.thing.PropertySetHandler;
import org.kuralink.api.thing.ServiceHandler;
import org.kuralink.api.thing.ServiceResult;
import org.kuralink.thing.handler.HandlerQueue;
import org.kuralink.thing.handler.Whiteboard;

/** Handlers that are registered, change their properties and are unregistered. */
class WhiteboardTest {

  private static final String SET = "thing.service.property.set";

  private final ThingFixture fixture = new ThingFixture();
  private final List<String> heard = new ArrayList<>();

  private PropertySetHandler setter(String name) {
    return values -> {
      heard.add(name);
      return CompletableFuture.completedFuture(Reply.success());
    };
  }

  private ServiceHandler service(String name) {
    return call -> {
      heard.add(name);
      return CompletableFuture.completedFuture(ServiceResult.success());
    };
  }

  @Test
  void aHandlerIsFoundUnderItsNewPropertiesAndNoLongerUnderTheOld() {
    fixture.withModel();
    PropertySetHandler handler = setter("it");
    fixture.around.handlers.add(handler, Map.of("properties", "power"));
    assertTrue(fixture.deliver(SET, "{\"power\":1}").isSuccess());
    fixture.around.handlers.add(handler, Map.of("properties", "temperature"));
    assertEquals(400, fixture.deliver(SET, "{\"power\":0}").code().value());
    assertTrue(fixture.deliver(SET, "{\"temperature\":21}").isSuccess());
    fixture.around.handlers.add(
        handler, Map.of("properties", "temperature", "connection", "other"));
    assertEquals(400, fixture.deliver(SET, "{\"temperature\":22}").code().value());
    fixture.around.handlers.add(handler, Map.of());
    assertTrue(fixture.deliver(SET, "{\"power\":1}").isSuccess());
    assertEquals(3, heard.size());
    fixture.around.handlers.remove(handler, Map.of());
    assertEquals(400, fixture.deliver(SET, "{\"power\":0}").code().value());
  }

  @Test
  void whatWaitsIsStillDoneWhenAHandlerChangesItsProperties() {
    fixture.withModel();
    List<CompletableFuture<Reply>> open = new ArrayList<>();
    PropertySetHandler handler =
        values -> {
          open.add(new CompletableFuture<>());
          return open.get(open.size() - 1);
        };
    fixture.around.handlers.add(handler, Map.of("properties", "power"));
    CompletableFuture<Reply> first = fixture.deliver("1", SET, "{\"power\":1}");
    CompletableFuture<Reply> second = fixture.deliver("2", SET, "{\"power\":0}");
    fixture.around.handlers.add(handler, Map.of("properties", "temperature"));
    CompletableFuture<Reply> third = fixture.deliver("3", SET, "{\"temperature\":21}");
    for (CompletableFuture<Reply> each : List.of(first, second, third)) {
      assertFalse(each.isDone(), "one call at a time, whatever its properties");
      open.get(open.size() - 1).complete(Reply.success());
      assertTrue(each.join().isSuccess());
    }
  }

  @Test
  void oneThatIsRegisteredTwiceServesWhatBothSayUntilEachIsGone() {
    fixture.withModel();
    PropertySetHandler handler = setter("it");
    Map<String, Object> power = Map.of("properties", "power", "service.id", 1L);
    Map<String, Object> temperature = Map.of("properties", "temperature", "service.id", 2L);
    fixture.around.handlers.add(handler, power);
    fixture.around.handlers.add(handler, temperature);
    assertTrue(fixture.deliver(SET, "{\"power\":1}").isSuccess());
    assertTrue(fixture.deliver(SET, "{\"temperature\":21}").isSuccess());
    fixture.around.handlers.remove(handler, power);
    assertEquals(400, fixture.deliver(SET, "{\"power\":0}").code().value());
    assertTrue(fixture.deliver(SET, "{\"temperature\":22}").isSuccess());
    fixture.around.handlers.remove(handler, temperature);
    assertEquals(400, fixture.deliver(SET, "{\"temperature\":23}").code().value());
  }

  @Test
  void oneThatIsRegisteredTwiceIsStillCalledForOneThingAtATime() {
    fixture.withModel();
    List<CompletableFuture<Reply>> open = new ArrayList<>();
    PropertySetHandler handler =
        values -> {
          open.add(new CompletableFuture<>());
          return open.get(open.size() - 1);
        };
    Map<String, Object> power = Map.of("properties", "power", "service.id", 1L);
    fixture.around.handlers.add(handler, power);
    fixture.around.handlers.add(handler, Map.of("properties", "temperature", "service.id", 2L));
    CompletableFuture<Reply> first = fixture.deliver("1", SET, "{\"power\":1}");
    CompletableFuture<Reply> second = fixture.deliver("2", SET, "{\"temperature\":21}");
    assertEquals(1, open.size());
    fixture.around.handlers.remove(handler, power);
    open.get(0).complete(Reply.success());
    assertTrue(first.join().isSuccess());
    open.get(1).complete(Reply.success());
    assertTrue(second.join().isSuccess(), "what waits is done though the other one went");
  }

  @Test
  void theHigherRankingServesAndOfEqualsTheOneThatCameFirst() {
    fixture.withModel();
    ServiceHandler low = service("low");
    ServiceHandler high = service("high");
    fixture.around.services.add(low, Map.of("service", "Ping"));
    fixture.around.services.add(high, Map.of("service", "Ping", "service.ranking", 5));
    fixture.around.services.add(service("late"), Map.of("service", "Ping", "service.ranking", 5));
    fixture.around.services.add(service("all"), Map.of("service.ranking", 9));
    fixture.deliver("thing.service.Ping", "{}");
    fixture.around.services.add(high, Map.of("service", "Ping", "service.ranking", -1));
    fixture.deliver("thing.service.Ping", "{}");
    fixture.around.services.remove(high, Map.of());
    fixture.around.services.add(low, Map.of("service", "Ping", "service.ranking", 6));
    fixture.deliver("thing.service.Ping", "{}");
    assertEquals(List.of("high", "late", "low"), heard);
  }

  @Test
  void whatWaitsForOneThatHasGoneFailsWhoeverAskedForIt() {
    Whiteboard<String> board =
        new Whiteboard<>(HandlerStatus.Kind.RAW_CODEC, "connection", Runnable::run);
    board.add("it", Map.of());
    DeviceIdentity device = new DeviceIdentity("pk", "dn");
    Whiteboard.Handler<String> handler = board.serving("", device, true).get(0);
    List<CompletableFuture<String>> waiting = new ArrayList<>();
    for (HandlerQueue queue : List.of(handler.queue(), handler.outwardQueue())) {
      CompletableFuture<Void> never = new CompletableFuture<>();
      queue.call(device, () -> new CompletableFuture<String>(), never);
      waiting.add(queue.call(device, () -> CompletableFuture.completedFuture("called"), never));
    }
    board.remove("it", Map.of());
    for (CompletableFuture<String> each : waiting) {
      assertTrue(each.isCompletedExceptionally());
    }
  }
}
