/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.gateway;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.kuralink.gateway.GatewayStage.sub;
import static org.kuralink.gateway.GatewayStage.subs;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.kuralink.api.connection.DeviceIdentity;
import org.kuralink.api.connection.Reply;
import org.kuralink.api.connection.Request;
import org.kuralink.api.gateway.SubDeviceState;
import org.kuralink.gateway.GatewayStage.Up;

/** The recorded messages that sub-devices themselves send and receive. */
class DataCasesTest {

  private final ConnectedStage stage = new ConnectedStage();

  private CasePlayer player(String name) {
    return new CasePlayer(name, stage);
  }

  @Test
  void fromRegistrationToTheFirstValue() {
    stage.devices(false, sub(1)).start();
    stage.report(sub(1), 21.5);
    player("sd-01-first-day")
        .at(8, () -> assertEquals(SubDeviceState.ONLINE, stage.state(sub(1))))
        .play(1, 10);
    assertEquals(1, stage.ups("/sys/a1Sub01/sub-01/thing/event/property/post").size());
  }

  /** A double of the thing, which answers the messages to a device. */
  @Test
  void whatADisabledDeviceReportsWaitsForItsReturn() {
    stage.online(sub(1));
    for (String told : List.of("thing.disable", "thing.delete")) {
      stage.rig.door.answerAll(
          told, (link, request) -> CompletableFuture.completedFuture(Reply.success()));
    }
    CasePlayer player = player("sd-16-disable-enable-delete");
    player
        .at(3, () -> stage.report(sub(1), 1))
        .at(
            7,
            () -> {
              assertEquals(SubDeviceState.DISABLED, stage.state(sub(1)));
              stage.report(sub(1), 2);
            })
        .at(10, () -> assertEquals(List.of(1L), stage.temperatures(sub(1)), "it is disabled"));
    player.play(1, 12);
    // The platform of the case never answers row 3, so the first value is sent again.
    player.play(13, 15);
    stage.leap(Duration.ofSeconds(1));
    assertEquals(SubDeviceState.DELETED, stage.state(sub(1)));
    assertTrue(stage.link(sub(1)).isDeleted());
    stage.leap(Duration.ofMinutes(2));
    assertTrue(stage.rig.queue.records.isEmpty(), "what waited for it is dropped");
    int before = stage.ups().size();
    stage.leap(Duration.ofHours(2));
    assertEquals(before, stage.ups().size());
  }

  @Test
  void eachDeviceSpeaksAsSoonAsItIsLoggedInAgain() {
    DeviceIdentity[] all = subs(60);
    stage.online(all);
    stage.rig.lose();
    stage.leap(Duration.ofSeconds(1));
    for (int value = 1; value <= 3; value++) {
      for (DeviceIdentity each : all) {
        stage.report(each, value);
      }
    }
    while (stage.rig.transport().opening.isDone()) {
      stage.leap(Duration.ofSeconds(1));
    }
    stage.rig.accept();
    player("sd-18-reconnect-order")
        .at(6, () -> assertEquals(List.of(), reported(1, 60), "nobody is logged in"))
        .at(
            8,
            () -> {
              stage.leap(Duration.ofSeconds(1));
              assertEquals(10, reported(51, 60).size());
              assertEquals(List.of(), reported(1, 50));
            })
        .play(4, 10);
    stage.leap(Duration.ofSeconds(1));
    for (DeviceIdentity each : all) {
      assertEquals(List.of(1L, 2L, 3L), stage.temperatures(each), each.toString());
    }
    List<DeviceIdentity> set = handled("thing.service.property.set");
    ask("/sys/" + sub(5) + "/thing/service/property/set", "thing.service.property.set");
    assertEquals(List.of(sub(5)), set);
  }

  private List<DeviceIdentity> reported(int from, int to) {
    List<DeviceIdentity> reported = new ArrayList<>();
    for (int i = from; i <= to; i++) {
      if (!stage.temperatures(sub(i)).isEmpty()) {
        reported.add(sub(i));
      }
    }
    return reported;
  }

  private List<DeviceIdentity> handled(String method) {
    List<DeviceIdentity> handled = new ArrayList<>();
    stage.rig.door.answerAll(
        method,
        (link, request) -> {
          handled.add(link.identity());
          return CompletableFuture.completedFuture(Reply.success());
        });
    return handled;
  }

  private void ask(String topic, String method) {
    stage.say(
        topic, "{\"id\":\"7\",\"version\":\"1.0\",\"params\":{},\"method\":\"" + method + "\"}");
    stage.leap(Duration.ofSeconds(1));
  }

  @Test
  void synchronousCallsReachTheHandlerOfTheirDevice() {
    stage.online(sub(1), sub(2));
    List<DeviceIdentity> moved = handled("thing.service.Move");
    stage
        .link(GatewayStage.GATEWAY)
        .answer(
            "thing.service.Move",
            request -> {
              throw new AssertionError("it is not for the gateway");
            });
    CasePlayer player = player("sd-38-rrpc-for-sub-device");
    player.at(5, () -> assertEquals(List.of(sub(1)), moved));
    player.play(1, 8);
    assertEquals(List.of(sub(1), sub(1)), moved);

    List<Request> stuck = new ArrayList<>();
    stage
        .link(sub(1))
        .answer(
            "thing.service.Never",
            request -> {
              stuck.add(request);
              return new CompletableFuture<>();
            });
    String topic = "/sys/" + sub(1) + "/rrpc/response/889001";
    stage.say(
        "/sys/" + sub(1) + "/rrpc/request/889001",
        "{\"id\":\"889001\",\"params\":{},\"method\":\"thing.service.Never\"}");
    ask("/sys/" + sub(2) + "/thing/service/Move", "thing.service.Move");
    assertEquals(1, stuck.size());
    assertEquals(List.of(), stage.ups(topic), "it has not ended");
    assertEquals(sub(2), moved.get(2), "another device's call is not held up");
    stage.leap(Duration.ofSeconds(4));
    assertFalse(isSuccess(stage.ups(topic).get(0).payload()), "within the platform's 5 s");
  }

  private static boolean isSuccess(Map<String, Object> payload) {
    return Long.valueOf(200).equals(payload.get("code"));
  }

  @Test
  void whatWasRefusedGoesAgainInItsOrderAfterOneLogIn() {
    stage.online(sub(1), sub(2));
    player("sd-09-ext-error-with-data")
        .at(
            3,
            () -> {
              for (int value = 1; value <= 3; value++) {
                stage.report(sub(1), value);
              }
              stage.report(sub(2), 9);
            })
        .at(
            15,
            () -> {
              assertEquals(1, stage.ups("/ext/session/a1Gw01/gw-01/combine/login").size());
              assertEquals(List.of(1L, 2L, 3L, 1L, 2L, 3L), stage.temperatures(sub(1)));
              assertEquals(List.of(9L), stage.temperatures(sub(2)), "nobody refused it");
            })
        .play();
  }

  /** Answers with an error after a moment, because the log-in at the platform may be under way. */
  @Test
  void aSetForADeviceThatIsNotLoggedInIsNotCarriedOut() {
    stage.online(sub(1), sub(2));
    stage.platform((at, up) -> at.reply(up, 200, Map.of()));
    stage.devices.requests().logout(sub(1));
    stage.leap(Duration.ofSeconds(1));
    List<DeviceIdentity> set = handled("thing.service.property.set");
    player("sd-17-set-for-offline").play();
    stage.leap(Duration.ofSeconds(10));
    assertEquals(List.of(), set);
    for (DeviceIdentity each : List.of(sub(1), sub(99))) {
      for (Up answer : stage.ups("/sys/" + each + "/thing/service/property/set_reply")) {
        assertFalse(isSuccess(answer.payload()), answer.toString());
        assertEquals(sub(1), each, "nobody answers for strangers");
      }
    }
    ask("/sys/" + sub(2) + "/thing/service/property/set", "thing.service.property.set");
    assertEquals(List.of(sub(2)), set);
  }
}
