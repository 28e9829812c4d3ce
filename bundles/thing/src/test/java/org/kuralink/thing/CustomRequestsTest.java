/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.thing;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.kuralink.api.connection.DeviceIdentity;
import org.kuralink.api.thing.CustomRequestHandler;

/** Synchronous requests on custom topics of a product. */
class CustomRequestsTest {

  private final ThingFixture fixture = new ThingFixture();
  private final List<String> heard = new ArrayList<>();

  @BeforeEach
  void start() {
    fixture.withModel();
    fixture.link.clear();
  }

  private void handle(String name, Object... properties) {
    fixture.around.customHandlers.add(
        (CustomRequestHandler)
            request -> {
              heard.add(name + " " + request.topic());
              return CompletableFuture.completedFuture(request.payload());
            },
        properties.length == 0 ? Map.of() : Map.of((String) properties[0], properties[1]));
  }

  private void deliver(String topic, byte[] payload) {
    fixture.link.deliver(topic, payload);
    fixture.time.settle();
  }

  private void deliver(String topic) {
    deliver(topic, topic.getBytes(StandardCharsets.UTF_8));
  }

  private List<String> published() {
    return fixture.link.published().stream().map(each -> each.message().topic()).toList();
  }

  @Test
  void answersAnyBytesOnTheSameTopic() {
    handle("all");
    byte[] payload = {0, -1, '{', 127};
    deliver("/ext/rrpc/1/pk/dn/user/echo", payload);
    assertEquals(List.of("all /pk/dn/user/echo"), heard);
    assertEquals(List.of("/ext/rrpc/1/pk/dn/user/echo"), published());
    assertArrayEquals(payload, fixture.link.published().get(0).message().payload());
    deliver("/ext/rrpc/2/pk/dn/user/echo", new byte[0]);
    assertEquals(0, fixture.link.published().get(1).message().payload().length);
  }

  @Test
  void theHandlerThatNamesATopicGoesFirst() {
    handle("rest");
    handle("named", "topic", new String[] {"user/a", "user/b/c"});
    handle("elsewhere", "connection", "other");
    deliver("/ext/rrpc/1/pk/dn/user/a");
    deliver("/ext/rrpc/2/pk/dn/user/b/c");
    deliver("/ext/rrpc/3/pk/dn/user/b");
    assertEquals(
        List.of("named /pk/dn/user/a", "named /pk/dn/user/b/c", "rest /pk/dn/user/b"), heard);
  }

  @Test
  void anAnswerThatComesBackIsNoRequest() {
    handle("all");
    deliver("/ext/rrpc/1/pk/dn/user/a");
    deliver("/ext/rrpc/1/pk/dn/user/a");
    assertEquals(1, heard.size());
    assertEquals(1, published().size());
  }

  @Test
  void anotherDeviceMayHaveTheSameIds() {
    DeviceIdentity lamp = new DeviceIdentity("lamps", "a");
    fixture.session.loggedIn(lamp);
    handle("gateway");
    handle("lamp", "product.key", "lamps");
    deliver("/ext/rrpc/1/pk/dn/user/a");
    fixture.session.link(lamp).deliver("/ext/rrpc/1/lamps/a/user/a", new byte[1]);
    fixture.time.settle();
    assertEquals(List.of("gateway /pk/dn/user/a", "lamp /lamps/a/user/a"), heard);
  }

  @Test
  void withoutAnAnswerNothingIsSentAndTheNextIsServed() {
    fixture.around.customHandlers.add(
        (CustomRequestHandler)
            request -> {
              throw new IllegalStateException("a test's own");
            },
        Map.of("topic", "user/throws"));
    fixture.around.customHandlers.add(
        (CustomRequestHandler) request -> null, Map.of("topic", "user/null"));
    fixture.around.customHandlers.add(
        (CustomRequestHandler) request -> CompletableFuture.completedFuture(null),
        Map.of("topic", "user/empty"));
    fixture.around.customHandlers.add(
        (CustomRequestHandler)
            request -> CompletableFuture.failedFuture(new IllegalStateException("a test's own")),
        Map.of("topic", "user/fails"));
    CompletableFuture<byte[]> late = new CompletableFuture<>();
    fixture.around.customHandlers.add(
        (CustomRequestHandler) request -> late, Map.of("topic", "user/late"));
    for (String name : List.of("throws", "null", "empty", "fails", "late", "nobody")) {
      deliver("/ext/rrpc/" + name + "/pk/dn/user/" + name);
    }
    fixture.time.leap(Duration.ofSeconds(6));
    late.complete(new byte[1]);
    fixture.time.settle();
    assertEquals(List.of(), published());
    handle("all");
    deliver("/ext/rrpc/7/pk/dn/user/nobody");
    assertEquals(List.of("/ext/rrpc/7/pk/dn/user/nobody"), published());
  }

  @Test
  void leavesTheTopicsOfOthersAndOfTheThingModelAlone() {
    handle("all");
    deliver("/ext/rrpc/1/pk/other/user/a");
    deliver("/ext/rrpc/2/sys/pk/dn/thing/service/Ping");
    assertEquals(List.of(), heard);
  }

  @Test
  void remembersOnlyTheLastRequests() {
    handle("all");
    for (int i = 0; i <= 1_000; i++) {
      deliver("/ext/rrpc/" + i + "/pk/dn/user/a");
    }
    deliver("/ext/rrpc/0/pk/dn/user/a");
    assertEquals(1_002, heard.size());
  }
}
