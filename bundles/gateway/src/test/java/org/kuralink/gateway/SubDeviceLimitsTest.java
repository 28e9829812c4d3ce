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
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.kuralink.api.connection.DeviceIdentity;
import org.kuralink.api.connection.Secret;
import org.kuralink.api.gateway.NewSubDevice;
import org.kuralink.api.gateway.SubDeviceFault;
import org.kuralink.api.gateway.SubDeviceState;
import org.kuralink.api.gateway.SubDeviceStatus;
import org.kuralink.api.measure.UsedHeap;

/** The limits of the platform (batches, rates, capacity), and the cost of many devices. */
class SubDeviceLimitsTest {

  private static final Duration NO_TIME = Duration.ZERO;

  @Test
  void fillsMessagesToTheirLimits() {
    GatewayStage stage = new GatewayStage().devices(false, subs(101)).platform(willing(NO_TIME));
    stage.start().leap(Duration.ofSeconds(20));

    assertEquals(101, stage.count(SubDeviceState.ONLINE));
    assertEquals(4, stage.ups("sub/register").size());
    assertTrue(stage.ups("sub/register").stream().allMatch(up -> up.devices().size() <= 30));
    assertTrue(stage.ups("topo/add").stream().allMatch(up -> up.devices().size() <= 30));
    assertTrue(stage.ups("batch_login").stream().allMatch(up -> up.devices().size() <= 50));
  }

  @Test
  void keepsSmallerLimitsThatAreConfigured() {
    GatewayStage stage =
        new GatewayStage()
            .devices(true, subs(12))
            .with("login.batch", 5)
            .with("online.limit", 8)
            .platform(willing(NO_TIME));
    stage.start().leap(Duration.ofSeconds(20));

    assertEquals(8, stage.count(SubDeviceState.ONLINE));
    assertTrue(stage.ups("batch_login").stream().allMatch(up -> up.devices().size() <= 5));
  }

  @Test
  void findsTheOneWrongSecretOfFiftyInFourLogins() {
    DeviceIdentity bad = sub(17);
    GatewayStage stage =
        new GatewayStage()
            .devices(true, subs(50))
            .platform(
                (at, up) ->
                    at.reply(
                        up,
                        up.topic().startsWith(COMBINE) && up.devices().contains(bad) ? 6287 : 200,
                        Map.of()));
    stage.start().leap(Duration.ofSeconds(50));

    assertEquals(49, stage.count(SubDeviceState.ONLINE));
    assertEquals(SubDeviceState.REFUSED, stage.state(bad));
    SubDeviceStatus status = stage.status(bad);
    assertEquals(SubDeviceFault.WRONG_SECRET, status.lastError().orElseThrow().cause());
    Map<DeviceIdentity, Integer> logins = logins(stage);
    assertEquals(4, logins.get(bad));
    assertTrue(logins.values().stream().allMatch(count -> count <= 4), logins.toString());

    stage.forget();
    stage.leap(Duration.ofHours(3));
    assertTrue(stage.ups().isEmpty(), "a wrong secret is not tried again without a cause");
  }

  @Test
  void believesThePlatformWhoIsGuilty() {
    DeviceIdentity bad = sub(17);
    GatewayStage stage =
        new GatewayStage()
            .devices(true, subs(50))
            .platform(
                (at, up) -> {
                  boolean refused = up.topic().startsWith(COMBINE) && up.devices().contains(bad);
                  at.reply(
                      up,
                      refused ? 6287 : 200,
                      refused ? List.of(GatewaySession.name(bad)) : Map.of());
                });
    stage.start().leap(Duration.ofSeconds(10));

    assertEquals(49, stage.count(SubDeviceState.ONLINE));
    assertEquals(1, logins(stage).get(bad));
  }

  private static Map<DeviceIdentity, Integer> logins(GatewayStage stage) {
    Map<DeviceIdentity, Integer> logins = new HashMap<>();
    stage.ups().stream()
        .filter(up -> up.topic().startsWith(COMBINE) && up.topic().endsWith("login"))
        .flatMap(up -> up.devices().stream())
        .forEach(device -> logins.merge(device, 1, Integer::sum));
    return logins;
  }

  @Test
  void neverSplitsForTheMoment() {
    for (int code : new int[] {429, 500}) {
      GatewayStage stage =
          new GatewayStage()
              .devices(true, subs(50))
              .platform(
                  (at, up) -> at.reply(up, up.topic().startsWith(COMBINE) ? code : 200, Map.of()));
      stage.start().leap(Duration.ofMinutes(3));

      assertTrue(
          stage.ups("login").stream().allMatch(up -> up.devices().size() == 50), "code " + code);
      assertTrue(logins(stage).values().stream().allMatch(count -> count <= 12));
    }
  }

  @Test
  void shrinksAndStopsWhenThePlatformIsFull() {
    int room = 130;
    java.util.Set<DeviceIdentity> in = new java.util.HashSet<>();
    GatewayStage stage =
        new GatewayStage()
            .devices(true, subs(160))
            .platform(
                (at, up) -> {
                  if (!up.topic().startsWith(COMBINE)) {
                    at.reply(up, 200, Map.of());
                  } else if (up.topic().endsWith("logout")) {
                    in.removeAll(up.devices());
                    at.reply(up, 200, Map.of());
                  } else if (in.size() + up.devices().size() > room) {
                    at.reply(up, 428, Map.of());
                  } else {
                    in.addAll(up.devices());
                    at.reply(up, 200, Map.of());
                  }
                });
    stage.start().leap(Duration.ofMinutes(5));

    assertEquals(room, stage.count(SubDeviceState.ONLINE));
    assertTrue(stage.devices.status().full().isPresent());
    assertTrue(logins(stage).values().stream().allMatch(count -> count <= 5));
    stage.forget();
    stage.leap(Duration.ofMinutes(2));
    assertTrue(stage.ups().isEmpty(), "nothing is tried while it is full");

    stage.devices.requests().logout(sub(1));
    stage.leap(Duration.ofMinutes(1));
    assertEquals(room, stage.count(SubDeviceState.ONLINE), "another one takes the place");
  }

  @Test
  void neverLogsInMoreThanFiveTimesAMinuteNotEvenOverKills() {
    GatewayStage stage =
        new GatewayStage().devices(true, subs(2)).platform(willing(NO_TIME)).start();
    for (int i = 0; i < 12; i++) {
      stage.leap(Duration.ofSeconds(2));
      stage.restart();
    }
    stage.leap(Duration.ofMinutes(2));

    List<Long> times = stage.ups("batch_login").stream().map(GatewayStage.Up::at).sorted().toList();
    for (int i = 5; i < times.size(); i++) {
      assertTrue(times.get(i) - times.get(i - 5) >= TimeUnit.SECONDS.toNanos(60), times.toString());
    }
    assertEquals(2, stage.count(SubDeviceState.ONLINE));
  }

  @Test
  void comesOnlineAboutAsFastAsTheLimitsAllow() {
    GatewayStage stage =
        new GatewayStage()
            .devices(false, subs(1500))
            .platform(willing(Duration.ofMillis(50)))
            .start();
    long limits = Duration.ofMillis(7_500).toNanos();
    assertTrue(untilAllOnline(stage) <= limits * 3 / 2, "from nothing");

    stage.cut(Duration.ofSeconds(70));
    assertTrue(untilAllOnline(stage) <= limits * 3 / 2, "after a reconnect");

    Map<Long, Integer> seconds =
        stage.ups("login").stream()
            .collect(
                Collectors.toMap(
                    up -> up.at() / TimeUnit.SECONDS.toNanos(1),
                    up -> up.devices().size(),
                    Integer::sum));
    assertTrue(seconds.values().stream().allMatch(count -> count <= 200), seconds.toString());
  }

  private static long untilAllOnline(GatewayStage stage) {
    long begin = stage.time.nanoTime();
    while (stage.count(SubDeviceState.ONLINE) < 1500
        && stage.time.nanoTime() - begin < TimeUnit.MINUTES.toNanos(2)) {
      stage.leap(Duration.ofMillis(50));
    }
    return stage.time.nanoTime() - begin;
  }

  @Test
  void takesAThousandForcedLogoutsAtOnce() {
    GatewayStage stage =
        new GatewayStage().devices(true, subs(1500)).platform(willing(NO_TIME)).start();
    untilAllOnline(stage);
    stage.leap(Duration.ofMinutes(2));
    for (int i = 1; i <= 1000; i++) {
      stage.say(COMBINE + "logout_reply", forced(522, sub(i)));
    }
    for (int i = 1001; i <= 1200; i++) {
      stage.say(COMBINE + "logout_reply", forced(520, sub(i)));
    }
    stage.forget();
    stage.leap(Duration.ofSeconds(20));

    assertEquals(1000, stage.count(SubDeviceState.DISABLED));
    assertEquals(500, stage.count(SubDeviceState.ONLINE));
    assertTrue(stage.ups("batch_login").size() <= 8, "in batches");
  }

  @Test
  void comesBackAfterAReconnectByItself() {
    GatewayStage stage =
        new GatewayStage().devices(true, subs(60)).platform(willing(NO_TIME)).start();
    stage.leap(Duration.ofSeconds(5));
    stage.forget();

    stage.cut(Duration.ofSeconds(20));
    stage.leap(Duration.ofSeconds(2));

    assertEquals(60, stage.count(SubDeviceState.ONLINE));
    assertEquals(
        List.of(50, 10), stage.ups("batch_login").stream().map(up -> up.devices().size()).toList());
    assertEquals(1, stage.status(sub(1)).losses());
  }

  @Test
  void costsLittleAtRest() {
    GatewayStage stage = new GatewayStage().with("dynamic.registration", false).start();
    long before = UsedHeap.bytes();
    for (DeviceIdentity each : subs(1500)) {
      stage
          .devices
          .requests()
          .add(new NewSubDevice(each, Secret.of("secret-of-" + each.deviceName())));
    }
    stage.platform(willing(NO_TIME));
    stage.leap(Duration.ofSeconds(30));
    assertEquals(1500, stage.count(SubDeviceState.ONLINE));
    stage.link.clear();
    stage.forget();
    stage.told.clear();
    long each = (UsedHeap.bytes() - before) / 1500;

    assertTrue(each <= 4096, each + " bytes each");
  }

  private static String forced(int code, DeviceIdentity device) {
    return "{\"id\":\"0\",\"code\":"
        + code
        + ",\"data\":{\"productKey\":\""
        + device.productKey()
        + "\",\"deviceName\":\""
        + device.deviceName()
        + "\"}}";
  }
}
