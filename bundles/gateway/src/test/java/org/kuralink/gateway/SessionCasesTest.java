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
import static org.kuralink.gateway.GatewayStage.COMBINE;
import static org.kuralink.gateway.GatewayStage.sub;
import static org.kuralink.gateway.GatewayStage.subs;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.kuralink.api.connection.DeviceIdentity;
import org.kuralink.api.gateway.SubDeviceFault;
import org.kuralink.api.gateway.SubDeviceState;

/** The recorded messages about log-ins and log-outs. */
class SessionCasesTest extends CaseStage {

  @Test
  void batchWithOneWrongSecret() {
    DeviceIdentity[] all = subs(50);
    bound(false, all);
    stage.platform(
        (at, up) -> {
          if (up.topic().startsWith(COMBINE) && up.devices().size() < 50) {
            at.reply(up, up.devices().contains(sub(17)) ? 6287 : 200, Map.of());
          }
        });
    for (DeviceIdentity each : all) {
      stage.devices.requests().login(each);
    }
    player("sd-02-batch-one-bad", stage)
        .at(3, () -> assertEquals(0, stage.count(SubDeviceState.ONLINE)))
        .play(1, 4);
    stage.leap(Duration.ofSeconds(40));
    assertEquals(49, stage.count(SubDeviceState.ONLINE));
    assertEquals(SubDeviceFault.WRONG_SECRET, error(sub(17)).orElseThrow().cause());
    long logins = stage.ups("login").stream().filter(up -> up.devices().contains(sub(17))).count();
    assertEquals(4, logins);
    stage.leap(Duration.ofHours(1));
    assertEquals(
        logins, stage.ups("login").stream().filter(up -> up.devices().contains(sub(17))).count());
  }

  @Test
  void sevenShapesOfTheSameSuccess() {
    DeviceIdentity[] all = subs(9);
    bound(false, all);
    CasePlayer player = player("sd-04-login-reply-data-forms", stage);
    for (int i = 0; i < 8; i++) {
      int number = i + 1;
      int row = number < 8 ? 2 * number - 1 : 16;
      player.at(row, () -> stage.devices.requests().login(sub(number)));
    }
    player.at(
        15,
        () -> {
          for (int i = 1; i <= 7; i++) {
            assertEquals(SubDeviceState.ONLINE, stage.state(sub(i)), "sub " + i);
          }
        });
    player.play();
    assertEquals(SubDeviceState.ONLINE, stage.state(sub(8)), "the id decides");
    assertEquals(SubDeviceState.OFFLINE, stage.state(sub(9)));
  }

  static Stream<String> codes() {
    return GatewayStage.object(CasePlayer.resource("/cases/sd-05-login-codes-single/codes.json"))
        .keySet()
        .stream();
  }

  @ParameterizedTest
  @MethodSource("codes")
  void eachCodeOfALoginAlone(String code) {
    Map<?, ?> table =
        GatewayStage.object(CasePlayer.resource("/cases/sd-05-login-codes-single/codes.json"));
    String action = String.valueOf(((Map<?, ?>) table.get(code)).get("action"));
    bound(false, sub(1), sub(2));
    stage.devices.requests().login(sub(1));
    CasePlayer player = player("sd-05-login-codes-single", stage);
    player.value("$code", GatewayStage.read(code));
    player.value("$message", "code " + code);
    player.play(1, 3);
    long first = stage.time.nanoTime();
    assertTrue(error(sub(1)).orElseThrow().message().contains(code.replace("\"", "")));

    stage.platform(
        (at, up) -> {
          if (up.devices().contains(sub(2)) || up.topic().endsWith("topo/add")) {
            at.reply(up, 200, Map.of());
          }
        });
    stage.devices.requests().login(sub(2));
    stage.leap(SECOND);
    assertEquals(SubDeviceState.ONLINE, stage.state(sub(2)), "others are not held up");

    stage.leap(Duration.ofSeconds(120));
    List<Long> again =
        stage.ups("combine/login").stream()
            .filter(up -> up.devices().contains(sub(1)))
            .map(up -> up.at() - first)
            .filter(at -> at > 0)
            .toList();
    switch (action) {
      case "person", "stop" -> assertEquals(List.of(), again);
      case "wait", "slow" ->
          assertTrue(
              again.stream().allMatch(at -> at >= Duration.ofSeconds(60).toNanos()),
              again.toString());
      case "retry", "heal" -> assertFalse(again.isEmpty());
      default -> throw new AssertionError(action);
    }
    if (action.equals("heal")) {
      assertEquals(1, stage.ups("topo/add").size());
    }
  }

  @Test
  void forcedOffWithData() {
    bound(true, subs(4));
    player("sd-07-forced-off-with-data", stage)
        .at(
            3,
            () -> {
              assertEquals(SubDeviceState.OFFLINE, stage.state(sub(1)));
              assertEquals(3, stage.count(SubDeviceState.ONLINE));
            })
        .at(6, () -> assertEquals(SubDeviceState.DISABLED, stage.state(sub(2))))
        .at(8, () -> assertEquals(SubDeviceState.DELETED, stage.state(sub(3))))
        .at(12, () -> assertEquals(SubDeviceState.ONLINE, stage.state(sub(4))))
        .play(1, 3);
    int before = stage.ups().size();
    stage.leap(Duration.ofSeconds(10));
    assertEquals(before, stage.ups().size(), "427 is not fought over");
    player("sd-07-forced-off-with-data", stage).play(5, 12);
    assertTrue(stage.ups("topo/delete").isEmpty());
  }

  @Test
  void afterTheGatewayWasCutOff() {
    bound(true, subs(60));
    stage.cut(Duration.ofSeconds(20));
    player("sd-18-reconnect-order", stage)
        .at(
            8,
            () -> {
              assertEquals(10, stage.count(SubDeviceState.ONLINE));
              assertEquals(SubDeviceState.ONLINE, stage.state(sub(51)));
            })
        .play(4, 10);
    assertEquals(60, stage.count(SubDeviceState.ONLINE));
  }

  @Test
  void theClientIdIsPlain() {
    bound(false, sub(1));
    stage.devices.requests().login(sub(1));
    player("sd-29-clientid-plain", stage).play();
    Map<?, ?> params = (Map<?, ?>) stage.ups("combine/login").get(0).payload().get("params");
    String clientId = params.get("clientId").toString();
    assertEquals("a1Sub01.sub-01", clientId);
  }

  @Test
  void noAnswerToALogin() {
    bound(false, sub(1));
    stage.devices.requests().login(sub(1));
    player("sd-31-login-reply-lost", stage)
        .at(
            3,
            () -> {
              assertFalse(stage.state(sub(1)) == SubDeviceState.ONLINE);
              assertEquals(SubDeviceFault.NO_REPLY, error(sub(1)).orElseThrow().cause());
            })
        .at(6, () -> assertEquals(1, count("in " + sub(1))))
        .play(1, 8);
    assertEquals(SubDeviceState.ONLINE, stage.state(sub(1)));
    assertEquals(1, count("in " + sub(1)), "once");
  }

  private long count(String told) {
    int before = stage.told.lastIndexOf("out " + sub(1));
    return stage.told.subList(before + 1, stage.told.size()).stream().filter(told::equals).count();
  }

  @Test
  void loggingOut() {
    bound(true, subs(3));
    stage.devices.requests().logout(sub(1));
    CasePlayer player = player("sd-32-logout", stage);
    player.play(1, 3);
    assertEquals(SubDeviceState.OFFLINE, stage.state(sub(1)));
    stage.devices.requests().logout(sub(2));
    stage.devices.requests().logout(sub(3));
    player.play(4, 5);
    assertEquals(SubDeviceState.OFFLINE, stage.state(sub(3)));
    stage.leap(SECOND);
    assertEquals(List.of(sub(2)), stage.ups("combine/logout").get(1).devices());
    stage.forget();
    stage.devices.end();
    stage.leap(SECOND);
    assertTrue(stage.ups().isEmpty(), "the end of the gateway sends no log-outs");
  }

  @Test
  void answersThatAreNotForUs() {
    bound(false, sub(1));
    player("sd-33-foreign-replies", stage).play();
    assertEquals(SubDeviceState.OFFLINE, stage.state(sub(1)));
    assertEquals(1, stage.devices.roster().size());
  }

  @Test
  void whatDoesNotCountAsSuccess() {
    bound(false, sub(1));
    stage.leap(Duration.ofMinutes(2));
    stage.devices.requests().login(sub(1));
    CasePlayer player = player("sd-39-any-reply-is-not-success", stage);
    for (int row : new int[] {3, 6, 9, 12}) {
      player.at(row, () -> assertFalse(stage.state(sub(1)) == SubDeviceState.ONLINE, "row " + row));
    }
    player.play();
    assertEquals(SubDeviceState.ONLINE, stage.state(sub(1)), "by its id");
  }
}
