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
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.kuralink.api.connection.DeviceIdentity;
import org.kuralink.api.connection.Registration;
import org.kuralink.api.connection.RequestOptions;
import org.kuralink.api.connection.Secret;
import org.kuralink.api.connection.Topology;

class SubDeviceTopicsTest extends SubDeviceFixture {

  @Test
  void messagesAreHeardByTheirTopicOfEachDevice() {
    Topology topology = start();
    topology.loggedIn(ONE);
    List<String> heard = new ArrayList<>();
    Registration shadow =
        rig.door.subscribeAll(
            "/shadow/get/{productKey}/{deviceName}",
            (link, message) -> heard.add("shadow " + link.identity()));
    rig.door.subscribeAll(
        "/{productKey}/{deviceName}/user/#",
        (link, message) -> heard.add("custom " + link.identity()));
    rig.door.link(ONE).subscribe("/sub/one/user/+", message -> heard.add("one"));
    rig.transport().deliver("/shadow/get/pk/dn", "x");
    rig.transport().deliver("/shadow/get/sub/one", "x");
    rig.transport().deliver("/sub/one/user/a", "x");
    rig.transport().deliver("/shadow/get/sub/unknown", "x");
    rig.time.settle();
    assertEquals(List.of("shadow pk/dn", "shadow sub/one", "one", "custom sub/one"), heard);
    shadow.close();
    rig.transport().deliver("/shadow/get/sub/one", "x");
    rig.time.settle();
    assertEquals(4, heard.size());
    assertThrows(
        IllegalArgumentException.class,
        () -> rig.door.subscribeAll("/shadow/get/+/+", (link, message) -> {}));
  }

  @Test
  void theLogInAsksThePlatformToSubscribeAndNoDeviceCostsASubscription() {
    Topology topology = start();
    assertTrue(rig.transport().settings.limits().subDevices());
    rig.door.subscribeAll("/shadow/get/{productKey}/{deviceName}", (link, message) -> {});
    rig.door.answerAll("thing.service.*", (link, request) -> note(new ArrayList<>(), ""));
    topology.loggedIn(ONE);
    request(rig.door.link(ONE), RequestOptions.TRANSIENT);
    rig.time.settle();
    assertEquals(List.of(), subscribedFor(ONE));
  }

  @Test
  void customTopicsAreAskedForWhoeverSubscribesTheOthers() {
    Topology topology = start();
    topology.loggedIn(ONE);
    Registration custom = rig.door.link(ONE).subscribe("/sub/one/user/a", message -> {});
    rig.time.settle();
    assertEquals(List.of("/sub/one/user/a"), subscribedFor(ONE));

    topology.loggedOut(ONE);
    topology.loggedIn(ONE);
    rig.time.settle();
    assertEquals(List.of("/sub/one/user/a", "/sub/one/user/a"), subscribedFor(ONE));
    custom.close();
    assertEquals(List.of("/sub/one/user/a"), rig.transport().unsubscribed.get(1));
  }

  private List<String> subscribedFor(DeviceIdentity device) {
    return rig.transport().subscribed.stream()
        .flatMap(List::stream)
        .filter(filter -> filter.contains("/" + device))
        .toList();
  }

  @Test
  void withoutThePlatformsHelpFiltersAreAskedForInBatchesWhileTheDeviceIsLoggedIn() {
    rig.configure();
    rig.accept();
    rig.session.service().gateway(Optional.of(capability));
    rig.time.settle();
    asksForItself(() -> capability.open.get(0));
  }

  @Test
  void explicitSubscriptionsCanBeSwitchedOn() {
    Topology topology = start();
    topology.subscribeExplicitly(true);
    asksForItself(() -> topology);
  }

  private void asksForItself(Supplier<Topology> given) {
    Topology topology = given.get();
    rig.door.answerAll("thing.service.property.set", (link, request) -> note(List.of(), ""));
    rig.door.subscribeAll("/shadow/get/{productKey}/{deviceName}", (link, message) -> {});
    Registration own = rig.door.link(ONE).subscribe("/sub/one/user/a", message -> {});
    rig.time.settle();
    int before = rig.transport().subscribed.size();
    topology.loggedIn(ONE);
    topology.loggedIn(TWO);
    rig.time.settle();
    assertEquals(
        List.of(
            "/sys/sub/one/thing/service/property/set", "/shadow/get/sub/one", "/sub/one/user/a"),
        subscribedFor(ONE));
    assertEquals(before + 1, rig.transport().subscribed.size(), "one message for both");
    request(rig.door.link(ONE), RequestOptions.TRANSIENT);
    assertTrue(subscribedFor(ONE).contains("/sys/sub/one/thing/event/property/post_reply"));
    own.close();
    assertEquals(List.of(List.of("/sub/one/user/a")), rig.transport().unsubscribed);
    topology.loggedOut(ONE);
    assertEquals(
        List.of(
            "/sys/sub/one/thing/service/property/set",
            "/shadow/get/sub/one",
            "/sys/sub/one/thing/event/property/post_reply"),
        rig.transport().unsubscribed.get(1));
  }

  @Test
  void aSubDevicesTopicThatIsRefusedIsNotWorthTheSession() {
    Topology topology = start();
    topology.subscribeExplicitly(true);
    rig.door.answerAll("thing.service.property.set", (link, request) -> note(List.of(), ""));
    rig.time.settle();
    rig.transport().refused.add("/sys/sub/one/thing/service/property/set");
    topology.loggedIn(ONE);
    rig.leap(3600);
    assertTrue(rig.door.link().isOnline());
    assertEquals(1, rig.transports.size());
  }

  @Test
  void whatWasRefusedIsAskedForAtOnceWhenItMayBeGranted() {
    String one = "/sub/one/user/a";
    rig.door.subscribe(one, message -> {});
    rig.door.subscribe("/sub/two/user/a", message -> {});
    rig.configure();
    rig.transport().refused.add(one);
    rig.transport().refused.add("/sub/two/user/a");
    rig.accept();
    assertEquals(List.of(one), subscribedFor(ONE));
    rig.session.service().gateway(Optional.of(capability));
    rig.time.settle();
    assertEquals(List.of(one, one), subscribedFor(ONE));
    assertEquals(2, subscribedFor(TWO).size());
    rig.transport().refused.clear();

    capability.open.get(0).loggedIn(ONE);
    rig.time.settle();

    assertEquals(List.of(one, one, one), subscribedFor(ONE));
    assertEquals(2, subscribedFor(TWO).size(), "the other one has its pause");
    rig.leap(60);
    assertEquals(3, subscribedFor(ONE).size());
  }

  @Test
  void theParametersOfAPushMayStandWhereAnswersHaveTheirData() {
    start();
    List<String> asked = new ArrayList<>();
    rig.door.answerAll(
        "thing.model.config.push",
        (link, request) -> note(asked, request.params() + " " + request.hasParams()));
    String topic = "/sys/pk/dn/thing/model/config/push";
    rig.transport().deliver(topic, "{\"id\":123,\"data\":{\"url\":\"u\"}}");
    rig.transport().deliver(topic, "{\"id\":124,\"params\":{\"url\":\"v\"},\"data\":{}}");
    rig.transport().deliver(topic, "{\"id\":125}");
    rig.transport()
        .deliver(
            topic,
            "{\"id\":126,\"method\":\"THING.MODEL.CONFIG.PUSH\",\"more\":[1],\"data\":{\"url\":\"w\"}}");
    rig.transport().deliver(topic, "{\"data\":\"{}\"}");
    rig.time.settle();
    assertEquals(
        List.of(
            "{\"url\":\"u\"} true",
            "{\"url\":\"v\"} true",
            "{} false",
            "{\"url\":\"w\"} true",
            "\"{}\" true"),
        asked);
  }

  @Test
  void theGatewayCapabilityAloneIsToldTheSecretOfTheSession() {
    assertEquals(Optional.of(Secret.of("secret")), start().deviceSecret());
  }
}
