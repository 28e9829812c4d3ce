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
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.kuralink.gateway.GatewayStage.COMBINE;
import static org.kuralink.gateway.GatewayStage.sub;
import static org.kuralink.gateway.GatewayStage.subs;
import static org.kuralink.gateway.GatewayStage.willing;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.kuralink.api.connection.DeviceIdentity;
import org.kuralink.api.gateway.SubDeviceState;
import org.kuralink.gateway.GatewayStage.Up;
import org.kuralink.json.output.JsonOutput;

/**
 * The recorded messages about limits and about many devices at once, beyond those of {@link
 * SubDeviceLimitsTest} and {@link BadInputTest}.
 */
class LimitCasesTest extends CaseStage {

  private static List<Integer> sizes(List<Up> ups) {
    return ups.stream().map(up -> up.devices().size()).toList();
  }

  /** {@code sd-25-limits}, rows 1 to 8 and 13; its 2,001 devices stand with the bad input. */
  @Test
  void noMessageHasMoreThanItsLimit() {
    List<Map<String, Object>> list = new ArrayList<>();
    for (DeviceIdentity each : subs(51)) {
      list.add(GatewaySession.name(each));
      if (list.size() % 10 == 0) {
        list.add(GatewaySession.name(each));
      }
    }
    stage
        .with("devices", JsonOutput.string(list))
        .platform(willing(Duration.ZERO))
        .start()
        .leap(Duration.ofSeconds(10));
    assertEquals(51, stage.count(SubDeviceState.ONLINE));
    assertEquals(List.of(30, 21), sizes(stage.ups("sub/register")), "duplicates are sent once");
    assertEquals(List.of(30, 21), sizes(stage.ups("topo/add")));
    stage.forget();
    for (DeviceIdentity each : subs(51)) {
      stage.devices.requests().logout(each);
    }
    stage.leap(Duration.ofSeconds(10));
    assertEquals(List.of(50, 1), sizes(stage.ups("logout")));
    stage.forget();
    stage.leap(Duration.ofMinutes(2));
    for (DeviceIdentity each : subs(51)) {
      stage.devices.requests().login(each);
    }
    stage.leap(Duration.ofSeconds(10));
    assertEquals(List.of(50, 1), sizes(stage.ups("login")));
    assertTrue(
        stage.devices.status().problems().get(0).contains("repeats a1Sub01/sub-10"),
        "with its place");
  }

  /**
   * {@code sd-36-thousand-at-once}, row 4: what comes is queued, and keeps nobody who brings it.
   */
  @Test
  void aThousandLogoutsKeepNobodyWaiting() {
    bound(true, subs(3));
    int before = stage.ups().size();
    for (int i = 0; i < 1000; i++) {
      stage.link.deliver(
          COMBINE + "logout_reply",
          JsonOutput.bytes(
              Map.of("id", "0", "code", 522, "data", GatewaySession.name(sub(1 + i % 2)))));
    }
    assertEquals(3, stage.count(SubDeviceState.ONLINE), "nothing is done where it is heard");
    stage.leap(Duration.ofSeconds(1));
    assertEquals(2, stage.count(SubDeviceState.DISABLED));
    assertEquals(1, stage.count(SubDeviceState.ONLINE));
    assertEquals(before, stage.ups().size());
  }

  /** {@code sd-41-flapping}, rows 1, 2, and 8, 9: the answer to a log-out that was given up. */
  @Test
  void onlyTheLastWishCounts() {
    bound(false, sub(1));
    stage.platform((at, up) -> {});
    for (int i = 0; i < 5; i++) {
      if (i % 2 == 0) {
        stage.devices.requests().login(sub(1));
      } else {
        stage.devices.requests().logout(sub(1));
      }
      stage.leap(Duration.ofMillis(300));
    }
    stage.platform(willing(Duration.ofMillis(100)));
    stage.leap(Duration.ofSeconds(20));
    assertEquals(SubDeviceState.ONLINE, stage.state(sub(1)));
    assertTrue(stage.ups("combine/login").size() <= 2);
    assertTrue(stage.ups("combine/logout").size() <= 2);

    stage.platform((at, up) -> {});
    stage.devices.requests().logout(sub(1));
    stage.leap(Duration.ofSeconds(1));
    Up out = stage.ups("combine/logout").get(stage.ups("combine/logout").size() - 1);
    stage.devices.requests().login(sub(1));
    stage.platform(
        (at, up) -> {
          if (up.topic().endsWith("combine/login")) {
            at.reply(up, 200, Map.of());
          }
        });
    stage.leap(Duration.ofMinutes(2));
    assertEquals(SubDeviceState.ONLINE, stage.state(sub(1)));
    stage.reply(out, 200, Map.of());
    stage.leap(Duration.ofSeconds(1));
    assertEquals(SubDeviceState.ONLINE, stage.state(sub(1)), "it answers a request, not a state");
  }

  /** {@code sd-41-flapping}, rows 10 and 11. */
  @Test
  void twoHundredFlapForAMinute() {
    DeviceIdentity[] all = subs(200);
    stage.devices(true, all).platform(willing(Duration.ofMillis(50))).start();
    stage.leap(Duration.ofMinutes(2));
    Random chance = new Random(7);
    Map<DeviceIdentity, Boolean> wishes = new HashMap<>();
    for (int second = 0; second < 60; second += 2) {
      for (DeviceIdentity each : all) {
        boolean in = chance.nextBoolean();
        wishes.put(each, in);
        if (in) {
          stage.devices.requests().login(each);
        } else {
          stage.devices.requests().logout(each);
        }
      }
      stage.leap(Duration.ofSeconds(2));
    }
    stage.leap(Duration.ofMinutes(3));
    Map<DeviceIdentity, List<Long>> logins = new HashMap<>();
    for (Up up : stage.ups("login")) {
      up.devices().forEach(one -> logins.computeIfAbsent(one, n -> new ArrayList<>()).add(up.at()));
    }
    for (DeviceIdentity each : all) {
      SubDeviceState wanted = wishes.get(each) ? SubDeviceState.ONLINE : SubDeviceState.OFFLINE;
      assertEquals(wanted, stage.state(each), each.toString());
      List<Long> times = logins.get(each);
      for (int i = 5; i < times.size(); i++) {
        assertTrue(times.get(i) - times.get(i - 5) >= TimeUnit.SECONDS.toNanos(60), each + " five");
      }
    }
  }
}
