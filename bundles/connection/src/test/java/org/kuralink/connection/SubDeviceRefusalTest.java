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
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonParser;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.kuralink.api.codec.JsonText;
import org.kuralink.api.connection.DeviceIdentity;
import org.kuralink.api.connection.DeviceLink;
import org.kuralink.api.connection.GatewayCapability;
import org.kuralink.api.connection.Reply;
import org.kuralink.api.connection.RequestOptions;
import org.kuralink.api.connection.Topology;
import org.kuralink.api.log.LoggedLines;

/** The platform refuses messages of a sub-device because it has no session. */
class SubDeviceRefusalTest extends SubDeviceFixture {

  private static final String ERROR = "/ext/error/pk/dn";

  private final List<String> told = new ArrayList<>();

  private Topology begin() {
    List<Topology> opened = new ArrayList<>();
    rig.subscribes = true;
    rig.session
        .service()
        .gateway(
            Optional.of(
                new GatewayCapability() {
                  @Override
                  public void open(Topology topology) {
                    opened.add(topology);
                  }

                  @Override
                  public void close(Topology topology) {}

                  @Override
                  public void refused(Topology topology, DeviceIdentity device, Reply why) {
                    told.add(device + " " + why.code());
                  }
                }));
    rig.configure();
    rig.accept();
    return opened.get(0);
  }

  private CompletableFuture<Reply> post(DeviceIdentity device, int value) {
    DeviceLink link = rig.door.link(device);
    CompletableFuture<Reply> reply =
        link.request(POST, JsonText.of("{\"P\":" + value + "}"), RequestOptions.DURABLE)
            .toCompletableFuture();
    rig.time.settle();
    return reply;
  }

  private List<String> posts(DeviceIdentity device) {
    return rig.transport().sentOn(topic(device, "thing/event/property/post"));
  }

  private static String id(String payload) {
    return JsonParser.parseString(payload).getAsJsonObject().get("id").getAsString();
  }

  private static String value(String payload) {
    return JsonParser.parseString(payload).getAsJsonObject().get("params").toString();
  }

  private void refuse(String payload, String data) {
    rig.transport()
        .deliver(
            ERROR,
            "{\"id\":\""
                + id(payload)
                + "\",\"code\":520,\"message\":\"device session error\""
                + data
                + "}");
    rig.time.settle();
  }

  private static String named(DeviceIdentity device) {
    return ",\"data\":{\"productKey\":\""
        + device.productKey()
        + "\",\"deviceName\":\""
        + device.deviceName()
        + "\"}";
  }

  private void answer(String payload) {
    reply(id(payload), 200);
  }

  private void refuseByReply(String payload) {
    reply(id(payload), 520);
  }

  private void reply(String id, int code) {
    rig.transport()
        .deliver(
            topic(ONE, "thing/event/property/post_reply"),
            "{\"id\":\"" + id + "\",\"code\":" + code + ",\"data\":{}}");
    rig.time.settle();
  }

  private void threeRefused(Consumer<String> refuse) {
    Topology topology = begin();
    topology.loggedIn(ONE);
    topology.loggedIn(TWO);
    for (int i = 1; i <= 3; i++) {
      post(ONE, i);
    }
    CompletableFuture<Reply> other = post(TWO, 9);
    List<String> first = List.copyOf(posts(ONE));
    assertEquals(3, first.size());
    first.forEach(refuse);
    assertFalse(rig.door.link(ONE).isOnline());
    assertTrue(rig.door.link(TWO).isOnline());
    assertEquals(3, posts(ONE).size(), "nothing leaves before the next log-in");
    assertEquals(List.of("sub/one 520", "sub/one 520", "sub/one 520"), told);

    topology.loggedIn(ONE);
    rig.time.settle();

    List<String> again = posts(ONE).subList(3, posts(ONE).size());
    assertEquals(
        List.of("{\"P\":1}", "{\"P\":2}", "{\"P\":3}"),
        again.stream().map(SubDeviceRefusalTest::value).toList());
    assertEquals(1, posts(TWO).size());
    again.forEach(this::answer);
    assertEquals(1, rig.kept(), "only the other device's is not answered yet");
    assertFalse(other.isDone());
  }

  @Test
  void whatWasRefusedIsSentAgainInOrderAfterTheNextLogIn() {
    threeRefused(payload -> refuse(payload, named(ONE)));
  }

  @Test
  void withoutDataTheIdSaysWhoseItWas() {
    threeRefused(payload -> refuse(payload, ""));
  }

  @Test
  void aReplyToTheDeviceItselfMaySayIt() {
    threeRefused(this::refuseByReply);
  }

  @Test
  void aReplyThatSaysItOfWhatIsNotDurableIsTheCallersAndTheDeviceComesBack() {
    Topology topology = begin();
    topology.loggedIn(ONE);
    CompletableFuture<Reply> reply =
        rig.door
            .link(ONE)
            .request(POST, JsonText.of("{\"P\":1}"), RequestOptions.TRANSIENT)
            .toCompletableFuture();
    rig.time.settle();
    refuseByReply(posts(ONE).get(0));
    assertEquals(520, reply.join().code().value());
    assertEquals(List.of("sub/one 520"), told);
    assertFalse(rig.door.link(ONE).isOnline());
  }

  @Test
  void aReplyThatSaysItOfWhatNobodyAskedChangesNothing() {
    Topology topology = begin();
    topology.loggedIn(ONE);
    reply("77777", 520);
    assertEquals(List.of(), told);
    assertTrue(rig.door.link(ONE).isOnline());
  }

  @Test
  void anIdThatNobodyKnowsConcernsNobody() {
    Topology topology = begin();
    topology.loggedIn(ONE);
    rig.transport().deliver(ERROR, "{\"id\":\"12345\",\"code\":520,\"message\":\"who\"}");
    rig.time.settle();
    assertTrue(rig.door.link(ONE).isOnline());
    assertEquals(List.of(), told);
  }

  @Test
  void dataMayBeAListOrAText() {
    Topology topology = begin();
    for (String data :
        List.of(
            "[{\"productKey\":\"sub\",\"deviceName\":\"one\"}]",
            "\"{\\\"productKey\\\":\\\"sub\\\",\\\"deviceName\\\":\\\"one\\\"}\"",
            "[{\"productKey\":\"sub\",\"deviceName\":\"one\"},7,{\"deviceName\":\"two\"}]")) {
      topology.loggedIn(ONE);
      rig.transport().deliver(ERROR, "{\"id\":\"1\",\"code\":520,\"data\":" + data + "}");
      rig.time.settle();
      assertFalse(rig.door.link(ONE).isOnline(), data);
    }
    assertEquals(3, told.size());
  }

  @Test
  void aRefusalThatComesAfterTheNextLogInLosesNothingMoreAndKeepsTheOrder() {
    Topology topology = begin();
    topology.loggedIn(ONE);
    topology.loggedIn(TWO);
    post(ONE, 1);
    post(ONE, 2);
    List<String> first = List.copyOf(posts(ONE));
    rig.leap(1);
    refuse(first.get(0), named(ONE));
    CompletableFuture<Reply> third = post(ONE, 3);
    topology.loggedIn(ONE);
    rig.time.settle();
    assertEquals(List.of(), again(2), "the fate of the second is not known");
    post(TWO, 9);
    assertEquals(1, posts(TWO).size(), "another device does not wait");

    refuse(first.get(1), named(ONE));

    assertTrue(rig.door.link(ONE).isOnline(), "it has come back since that one left");
    assertEquals(List.of("sub/one 520"), told);
    assertEquals(List.of("{\"P\":1}", "{\"P\":2}", "{\"P\":3}"), again(2));
    answer(posts(ONE).get(4));
    assertTrue(third.join().isSuccess());
  }

  @Test
  void whatWasAcceptedBeforeIsNotSentTwice() {
    Topology topology = begin();
    topology.loggedIn(ONE);
    CompletableFuture<Reply> accepted = post(ONE, 1);
    post(ONE, 2);
    List<String> first = List.copyOf(posts(ONE));
    refuse(first.get(1), named(ONE));
    topology.loggedIn(ONE);
    post(ONE, 3);
    assertEquals(2, posts(ONE).size());

    answer(first.get(0));

    assertTrue(accepted.join().isSuccess());
    assertEquals(List.of("{\"P\":2}", "{\"P\":3}"), again(2));
  }

  @Test
  void anIdIsRememberedForMinutesAfterItsMessageWasGivenUp() {
    Topology topology = begin();
    topology.loggedIn(ONE);
    CompletableFuture<Reply> live =
        rig.door
            .link(ONE)
            .request(POST, JsonText.of("{\"P\":1}"), RequestOptions.TRANSIENT)
            .toCompletableFuture();
    rig.time.settle();
    rig.leap(60);
    assertTrue(live.isCompletedExceptionally());
    refuse(posts(ONE).get(0), "");
    assertEquals(List.of("sub/one 520"), told);
    topology.loggedIn(ONE);
    rig.leap(600);
    refuse(posts(ONE).get(0), "");
    assertEquals(1, told.size(), "after ten minutes nobody knows it");
  }

  @Test
  void whatNobodyAnswersIsSentAgainAndThenSetAside() {
    Topology topology = begin();
    topology.loggedIn(ONE);
    CompletableFuture<Reply> reply = post(ONE, 1);
    rig.leap(11);
    assertTrue(reply.isCompletedExceptionally(), "the caller waits no longer than it said");
    assertEquals(2, posts(ONE).size());
    topology.loggedOut(ONE);
    rig.leap(60);
    assertEquals(2, posts(ONE).size(), "not without a session");
    topology.loggedIn(ONE);
    rig.time.settle();
    assertEquals(3, posts(ONE).size());
    rig.leap(60);
    assertEquals(3, posts(ONE).size());
    assertEquals(List.of(1L), rig.queue.deadLetters);
    assertTrue(rig.queue.records.isEmpty());
  }

  @Test
  void anAnswerToTheSecondSendingIsTheEndOfIt() {
    Topology topology = begin();
    topology.loggedIn(ONE);
    post(ONE, 1);
    rig.leap(11);
    answer(posts(ONE).get(1));
    rig.leap(60);
    assertEquals(2, posts(ONE).size());
    assertTrue(rig.queue.records.isEmpty() && rig.queue.deadLetters.isEmpty());
  }

  @Test
  void withoutAGatewayCapabilityItIsOnlyToldToPeople() {
    rig.configure();
    rig.accept();
    try (LoggedLines lines = new LoggedLines()) {
      rig.transport()
          .deliver(ERROR, "{\"id\":\"1\",\"code\":520,\"message\":\"lost\"" + named(ONE) + "}");
      rig.time.settle();
      assertEquals(1, lines.with("reported an error").size());
    }
  }

  private List<String> again(int after) {
    return posts(ONE).stream().skip(after).map(SubDeviceRefusalTest::value).toList();
  }

  @Test
  void aCallToADeviceThatIsNotLoggedInIsNotCarriedOut() {
    Topology topology = begin();
    topology.loggedIn(ONE);
    topology.loggedOut(ONE);
    List<String> asked = new ArrayList<>();
    rig.door.answerAll("thing.service.*", (link, request) -> note(asked, "" + link.identity()));
    rig.transport().deliver(topic(ONE, "thing/service/property/set"), ask("703"));
    rig.leap(5);
    assertEquals(List.of(), asked);
    String answer = rig.transport().sentOn(topic(ONE, "thing/service/property/set_reply")).get(0);
    assertTrue(answer.contains("400"), answer);
  }

  @Test
  void aCallThatOvertakesTheNewsOfALogInIsCarriedOut() {
    Topology topology = begin();
    topology.added(ONE);
    List<String> asked = new ArrayList<>();
    rig.door.answerAll("thing.service.*", (link, request) -> note(asked, "" + link.identity()));
    rig.transport().deliver(topic(ONE, "thing/service/property/set"), ask("704"));
    rig.time.settle();
    topology.loggedIn(ONE);
    rig.time.settle();
    assertEquals(List.of("sub/one"), asked);
  }
}
