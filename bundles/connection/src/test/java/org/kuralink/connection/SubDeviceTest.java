/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.connection;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonParser;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;
import org.kuralink.api.connection.Delivery;
import org.kuralink.api.connection.DeviceIdentity;
import org.kuralink.api.connection.DeviceLink;
import org.kuralink.api.connection.LinkException;
import org.kuralink.api.connection.Message;
import org.kuralink.api.connection.Registration;
import org.kuralink.api.connection.Reply;
import org.kuralink.api.connection.RequestOptions;
import org.kuralink.api.connection.Topology;

class SubDeviceTest extends SubDeviceFixture {

  private static LinkException failure(CompletionStage<?> stage) {
    CompletionException thrown =
        assertThrows(CompletionException.class, () -> stage.toCompletableFuture().join());
    return (LinkException) thrown.getCause();
  }

  private List<String> sentFor(DeviceIdentity device) {
    return rig.transport().sent.stream()
        .map(FakeTransport.Sent::topic)
        .filter(topic -> topic.startsWith("/sys/" + device + "/"))
        .toList();
  }

  @Test
  void aDeviceHasOneLinkAsLongAsTheSessionLives() {
    assertSame(rig.door.link(), rig.door.link(new DeviceIdentity("pk", "dn")));
    DeviceLink link = rig.door.link(ONE);
    assertEquals(ONE, link.identity());
    start();
    rig.lose();
    assertSame(link, rig.door.link(new DeviceIdentity("sub", "one")));
    assertNotSame(link, rig.door.link(TWO));
    for (String wrong : List.of("", "a/b", "+", "#", "a b", "x".repeat(65), "{deviceName}")) {
      DeviceIdentity nobody = new DeviceIdentity("sub", wrong);
      assertThrows(IllegalArgumentException.class, () -> rig.door.link(nobody));
    }
  }

  @Test
  void onlyTheGatewayCapabilityTakesALinkOnline() {
    Topology topology = start();
    DeviceLink link = rig.door.link(ONE);
    List<String> heard = new ArrayList<>();
    link.addListener(online -> heard.add("own " + online));
    rig.door.addLinkListener((which, online) -> heard.add(which.identity() + " " + online));
    assertFalse(link.isOnline());
    assertEquals(
        LinkException.Reason.OFFLINE, failure(request(link, RequestOptions.TRANSIENT)).reason());
    topology.loggedIn(ONE);
    topology.loggedIn(ONE);
    assertTrue(link.isOnline());
    request(link, RequestOptions.TRANSIENT);
    assertEquals(List.of(topic(ONE, "thing/event/property/post")), sentFor(ONE));
    topology.loggedOut(ONE);
    rig.time.settle();
    assertEquals(List.of("own true", "sub/one true", "own false", "sub/one false"), heard);
  }

  @Test
  void whoHearsOfAllLinksIsToldOfADeletedDeviceAlsoWhileItsLinkWasDown() {
    Topology topology = start();
    List<String> heard = new ArrayList<>();
    rig.door.addLinkListener(
        (which, online) -> heard.add(which.identity() + " " + online + " " + which.isDeleted()));
    topology.deleted(ONE);
    topology.deleted(ONE);
    rig.time.settle();
    topology.added(ONE);
    topology.loggedIn(ONE);
    rig.time.settle();
    assertEquals(List.of("sub/one false true", "sub/one true false"), heard);
  }

  @Test
  void whatBelongsToTheGatewayItselfIsNotForTheCapability() {
    Topology topology = start();
    DeviceIdentity own = new DeviceIdentity("pk", "dn");
    assertThrows(IllegalArgumentException.class, () -> topology.loggedOut(own));
    assertThrows(IllegalArgumentException.class, () -> topology.deleted(own));
    assertTrue(rig.door.link().isOnline());
  }

  @Test
  void aLostSessionTakesAllDownAndNobodyUpButTheGateway() {
    Topology topology = start();
    topology.loggedIn(ONE);
    CompletableFuture<Reply> waiting = request(rig.door.link(ONE), RequestOptions.TRANSIENT);
    rig.lose();
    assertFalse(rig.door.link(ONE).isOnline());
    assertEquals(LinkException.Reason.LINK_LOST, failure(waiting).reason());
    topology.loggedIn(ONE);
    assertFalse(rig.door.link(ONE).isOnline());
    rig.leap(60);
    rig.accept();
    assertTrue(rig.door.link().isOnline());
    assertFalse(rig.door.link(ONE).isOnline());
    topology.loggedIn(ONE);
    assertTrue(rig.door.link(ONE).isOnline());
  }

  @Test
  void aDeletedDeviceIsOfflineForGoodAndSaysWhatToDo() {
    Topology topology = start();
    DeviceLink link = rig.door.link(ONE);
    CompletableFuture<Reply> waiting = request(link, RequestOptions.DURABLE);
    CompletableFuture<Void> raw =
        link.publish(new Message("/sub/one/user/a", new byte[1]), Delivery.DURABLE)
            .toCompletableFuture();
    topology.loggedIn(TWO);
    topology.deleted(ONE);
    rig.time.settle();
    assertEquals(LinkException.Reason.DELETED, failure(waiting).reason());
    assertEquals(LinkException.Reason.DELETED, failure(raw).reason());
    assertTrue(rig.queue.records.isEmpty());
    topology.loggedIn(ONE);
    assertFalse(link.isOnline());
    for (RequestOptions options : List.of(RequestOptions.TRANSIENT, RequestOptions.DURABLE)) {
      LinkException why = failure(request(link, options));
      assertEquals(LinkException.Reason.DELETED, why.reason());
      assertTrue(String.valueOf(why.getMessage()).contains("add it to the topology again"));
    }
    rig.lose();
    rig.leap(60);
    rig.accept();
    topology.loggedIn(ONE);
    assertFalse(link.isOnline());
    assertTrue(sentFor(ONE).isEmpty());
    topology.added(ONE);
    topology.loggedIn(ONE);
    assertTrue(link.isOnline());
  }

  @Test
  void durableMessagesOfADeviceThatWaitsHoldUpNobodyAndKeepTheirOrder() {
    Topology topology = start();
    topology.loggedIn(TWO);
    for (int i = 0; i < 3; i++) {
      publish(ONE, "a" + i);
      publish(TWO, "b" + i);
      publish(new DeviceIdentity("pk", "dn"), "g" + i);
    }
    rig.time.settle();
    assertEquals(List.of("b0", "b1", "b2"), rig.transport().sentOn("/sub/two/user/up"));
    assertEquals(List.of("g0", "g1", "g2"), rig.transport().sentOn("/pk/dn/user/up"));
    assertEquals(List.of(), rig.transport().sentOn("/sub/one/user/up"));
    assertEquals(3, rig.queue.records.size());
    topology.loggedIn(ONE);
    rig.time.settle();
    assertEquals(List.of("a0", "a1", "a2"), rig.transport().sentOn("/sub/one/user/up"));
    assertTrue(rig.queue.records.isEmpty());
  }

  @Test
  void whatComesWhileADeviceLogsInGoesBehindWhatWaited() {
    Topology topology = start();
    publish(ONE, "a0");
    rig.time.settle();
    publish(ONE, "a1");
    topology.loggedIn(ONE);
    rig.time.settle();
    assertEquals(List.of("a0", "a1"), rig.transport().sentOn("/sub/one/user/up"));
  }

  private void publish(DeviceIdentity device, String text) {
    Message message = new Message("/" + device + "/user/up", text.getBytes(StandardCharsets.UTF_8));
    rig.door.link(device).publish(message, Delivery.DURABLE);
  }

  @Test
  void thousandsOfMessagesThatWaitAreLookedAtOnceAndInParts() {
    Topology topology = start();
    rig.door.link(ONE);
    for (int i = 0; i < 2000; i++) {
      publish(ONE, "a" + i);
    }
    publish(TWO, "b");
    topology.loggedIn(TWO);
    rig.time.settle();
    assertEquals(List.of("b"), rig.transport().sentOn("/sub/two/user/up"));
    topology.loggedIn(ONE);
    rig.time.settle();
    List<String> sent = rig.transport().sentOn("/sub/one/user/up");
    assertEquals(2000, sent.size());
    assertEquals("a0", sent.get(0));
    assertEquals("a1999", sent.get(1999));
  }

  @Test
  void whatIsLeftFromBeforeARestartWaitsForItsDeviceToo() {
    rig.queue.append(topic(ONE, "thing/event/property/post"), new byte[] {'{', '}'});
    Topology topology = start();
    rig.time.settle();
    assertTrue(sentFor(ONE).isEmpty());
    topology.loggedIn(ONE);
    rig.time.settle();
    assertEquals(1, sentFor(ONE).size());
  }

  @Test
  void repliesAndRequestsAreToldApartByTheirDevice() {
    Topology topology = start();
    topology.loggedIn(ONE);
    topology.loggedIn(TWO);
    CompletableFuture<Reply> one = request(rig.door.link(ONE), RequestOptions.TRANSIENT);
    String id = idOf(rig.transport().sentOn(topic(ONE, "thing/event/property/post")).get(0));
    String reply = "{\"id\":\"" + id + "\",\"code\":200}";
    rig.transport().deliver(topic(TWO, "thing/event/property/post_reply"), reply);
    rig.time.settle();
    assertFalse(one.isDone(), "took another device's reply");
    rig.transport().deliver(topic(ONE, "thing/event/property/post_reply"), reply);
    rig.time.settle();
    assertTrue(one.join().isSuccess());
  }

  private static String idOf(String payload) {
    return JsonParser.parseString(payload).getAsJsonObject().get("id").getAsString();
  }

  @Test
  void theMostSpecialHandlerAnswersAndIsToldWhoIsAsked() {
    Topology topology = start();
    topology.loggedIn(ONE);
    topology.loggedIn(TWO);
    List<String> asked = new ArrayList<>();
    Registration all =
        rig.door.answerAll(
            "thing.service.a", (link, request) -> note(asked, "all " + link.identity()));
    rig.door.answerAll("thing.service.*", (link, request) -> note(asked, "any " + link.identity()));
    rig.door.link(TWO).answer("thing.service.a", request -> note(asked, "own of two"));
    rig.door.link(ONE).answer("thing.service.*", request -> note(asked, "any of one"));
    for (DeviceIdentity device : List.of(new DeviceIdentity("pk", "dn"), ONE, TWO)) {
      rig.transport().deliver(topic(device, "thing/service/a"), ask("1"));
    }
    rig.transport().deliver(topic(ONE, "thing/service/b"), ask("1"));
    rig.transport().deliver(topic(TWO, "thing/service/b"), ask("1"));
    rig.time.settle();
    assertEquals(
        List.of("all pk/dn", "all sub/one", "own of two", "any of one", "any sub/two"), asked);
    assertEquals(1, rig.transport().sentOn(topic(ONE, "thing/service/a_reply")).size());
    assertThrows(
        IllegalStateException.class,
        () -> rig.door.answerAll("thing.service.a", (link, request) -> note(asked, "second")));
    all.close();
    rig.transport().deliver(topic(ONE, "thing/service/a"), ask("2"));
    rig.time.settle();
    assertEquals("any of one", asked.get(5));
  }

  @Test
  void nobodyAnswersForADeviceThatHasNoLink() {
    start();
    List<String> asked = new ArrayList<>();
    rig.door.answerAll("thing.service.a", (link, request) -> note(asked, "" + link.identity()));
    rig.transport().deliver(topic(ONE, "thing/service/a"), ask("1"));
    rig.leap(60);
    assertTrue(asked.isEmpty());
    assertTrue(rig.transport().sentOn(topic(ONE, "thing/service/a_reply")).isEmpty());
  }

  @Test
  void aHandlerThatKeepsOneDeviceWaitingKeepsNoOther() {
    Topology topology = start();
    topology.loggedIn(ONE);
    topology.loggedIn(TWO);
    List<String> asked = new ArrayList<>();
    CompletableFuture<Reply> never = new CompletableFuture<>();
    rig.door.answerAll(
        "thing.service.a",
        (link, request) -> {
          asked.add("" + link.identity());
          return link.identity().equals(ONE)
              ? never
              : CompletableFuture.completedFuture(Reply.success());
        });
    rig.transport().deliver(topic(ONE, "thing/service/a"), ask("1"));
    rig.transport().deliver(topic(TWO, "thing/service/a"), ask("1"));
    rig.time.settle();
    assertEquals(List.of("sub/one", "sub/two"), asked);
    assertEquals(1, rig.transport().sentOn(topic(TWO, "thing/service/a_reply")).size());
  }

  @Test
  void whoIsReplacedSaysNothingMoreAndWhatItSaidStands() {
    Topology topology = start();
    topology.loggedIn(ONE);
    Capability next = new Capability();
    rig.session.service().gateway(Optional.of(next));
    rig.time.settle();
    assertEquals(List.of(topology), capability.closed);
    assertTrue(rig.door.link(ONE).isOnline());
    topology.loggedOut(ONE);
    topology.deleted(TWO);
    assertTrue(rig.door.link(ONE).isOnline());
    next.open.get(0).loggedOut(ONE);
    assertFalse(rig.door.link(ONE).isOnline());
    rig.session.close();
    rig.time.settle();
    assertEquals(1, next.closed.size());
    assertEquals(1, rig.transports.size(), "a capability that comes or goes ends no link");
  }
}
