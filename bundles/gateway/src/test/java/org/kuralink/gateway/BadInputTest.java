/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.gateway;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.kuralink.gateway.GatewayStage.COMBINE;
import static org.kuralink.gateway.GatewayStage.sub;
import static org.kuralink.gateway.GatewayStage.subs;
import static org.kuralink.gateway.GatewayStage.willing;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BooleanSupplier;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.kuralink.api.connection.DeviceIdentity;
import org.kuralink.api.connection.Reply;
import org.kuralink.api.gateway.FoundSubDevice;
import org.kuralink.api.gateway.SubDeviceFault;
import org.kuralink.api.gateway.SubDeviceState;
import org.kuralink.api.log.LoggedLines;
import org.kuralink.api.readme.StateDiagram;
import org.kuralink.gateway.GatewayStage.Up;
import org.kuralink.json.output.JsonOutput;

/** Errors of operators, applications and platforms: the table "Bad input" of the README. */
class BadInputTest extends CaseStage {

  private static final DeviceIdentity FOREIGN = new DeviceIdentity("a1SubXx", "sub-01");

  @Test
  void theReadmeNamesTestsThatExist() throws Exception {
    Pattern row = Pattern.compile("\\|.*`([A-Za-z]+Test\\.[A-Za-z]+)`.*");
    Pattern test = Pattern.compile("`([A-Za-z]+Test)\\.([A-Za-z]+)`");
    List<MatchResult> rows = StateDiagram.lines(row).toList();
    assertEquals(19, rows.size());
    for (MatchResult each : rows) {
      for (Matcher named = test.matcher(each.group()); named.find(); ) {
        Class<?> found = test(named.group(1));
        String method = named.group(2);
        assertTrue(
            Arrays.stream(found.getDeclaredMethods()).anyMatch(one -> one.getName().equals(method)),
            named.group());
      }
    }
  }

  /** Finds a test of this package or of that of the field channels. */
  private static Class<?> test(String name) throws ClassNotFoundException {
    try {
      return Class.forName(BadInputTest.class.getPackageName() + "." + name);
    } catch (ClassNotFoundException e) {
      return Class.forName(BadInputTest.class.getPackageName() + ".field." + name);
    }
  }

  @Test
  void aSubDeviceThatIsItsOwnGateway() throws Exception {
    DeviceIdentity gateway = GatewayStage.GATEWAY;
    stage.devices(true, gateway, sub(1)).platform(willing(Duration.ZERO));
    try (LoggedLines log = new LoggedLines()) {
      stage.start().leap(SECOND);
      stage.configure();
      assertEquals(1, log.with("is this gateway itself").size(), "once, as long as it is so");
    }
    assertEquals(
        List.of("devices names a1Gw01/gw-01, which is this gateway itself; it is left out"),
        stage.devices.status().problems());
    Reply notify =
        stage.request(
            "thing.topo.add.notify", JsonOutput.string(List.of(GatewaySession.name(gateway))));
    assertEquals(460, notify.code().value());
    List<FoundSubDevice> found = new CopyOnWriteArrayList<>();
    stage.devices.requests().found(List.of(gateway)).thenAccept(found::addAll);
    awaitUntil(() -> !found.isEmpty());
    assertEquals(FoundSubDevice.Outcome.REFUSED, found.get(0).outcome());
    stage.leap(SECOND);
    assertNull(stage.state(gateway));
    assertEquals(SubDeviceState.ONLINE, stage.state(sub(1)));
    assertTrue(stage.ups().stream().noneMatch(up -> up.devices().contains(gateway)));

    stage.devices(true, sub(1)).configure();
    assertEquals(List.of(), stage.devices.status().problems());
  }

  /** Stages are completed on a separate thread that callers may block. */
  private void awaitUntil(BooleanSupplier what) {
    await()
        .atMost(Duration.ofMinutes(1))
        .until(
            () -> {
              stage.leap(Duration.ofMillis(20));
              return what.getAsBoolean();
            });
  }

  /** Each reply names an unknown device as if it had been requested. */
  @Test
  void anUnknownSubDeviceInAReply() {
    DeviceIdentity unknown = sub(99);
    stage
        .devices(false, sub(1), sub(2))
        .platform(
            (at, up) -> {
              Object data = GatewayStage.answer(up);
              if (up.topic().endsWith("sub/register")) {
                List<Object> more = new ArrayList<>((List<?>) data);
                Map<String, Object> stranger = GatewaySession.name(unknown);
                stranger.put("deviceSecret", "somebody-elses");
                more.add(stranger);
                data = more;
              } else {
                data =
                    List.of(
                        GatewaySession.name(sub(1)),
                        GatewaySession.name(sub(2)),
                        GatewaySession.name(unknown));
              }
              at.reply(up, 200, data);
            });
    try (LoggedLines log = new LoggedLines()) {
      stage.start().leap(SECOND);
      assertEquals(2, stage.count(SubDeviceState.ONLINE));
      stage.devices.requests().logout(sub(1));
      stage.leap(SECOND);
      assertFalse(log.with("a1Sub01/sub-99").isEmpty());
      assertEquals(List.of(), log.with("somebody-elses"));
    }
    assertEquals(SubDeviceState.OFFLINE, stage.state(sub(1)));
    assertEquals(SubDeviceState.ONLINE, stage.state(sub(2)), "the id decides, not the names");
    assertNull(stage.state(unknown));
    stage.restart().leap(SECOND);
    assertNull(stage.state(unknown), "its secret was not kept");
  }

  @Test
  void anUnsolicitedLogoutWithoutAName() {
    bound(true, subs(3));
    for (String data :
        List.of(
            "",
            ",\"data\":null",
            ",\"data\":{}",
            ",\"data\":\"\"",
            ",\"data\":{\"productKey\":\"a1Sub01\"}",
            ",\"data\":[{\"deviceName\":\"sub-01\"}]",
            ",\"data\":7")) {
      for (int code : new int[] {427, 520, 521, 522}) {
        stage.say(COMBINE + "logout_reply", "{\"id\":\"0\",\"code\":" + code + data + "}");
      }
    }
    stage.leap(Duration.ofSeconds(30));
    assertEquals(3, stage.count(SubDeviceState.ONLINE));
    assertEquals(List.of(), stage.ups(), "nobody is guessed");
  }

  @Test
  void aLostSessionIsCountedWhenItIsShown() {
    bound(true, sub(1));
    List<String> shown = new ArrayList<>();
    stage
        .devices
        .roster()
        .onMove((device, from, now) -> shown.add(now.state() + " " + now.losses()));
    stage.say(
        COMBINE + "logout_reply",
        JsonOutput.string(Map.of("id", "0", "code", 520, "data", GatewaySession.name(sub(1)))));
    assertEquals(List.of("OFFLINE 1"), shown);
  }

  /** A platform that verifies each signature: 401 for the topology, 6287 for log-ins. */
  private static void verifying(GatewayStage at, Up up) {
    Object params = up.payload().get("params");
    Map<?, ?> box = params instanceof Map<?, ?> object ? object : null;
    Object list =
        box == null ? params : box.get("deviceList") == null ? box : box.get("deviceList");
    boolean right = true;
    for (Map<?, ?> element : ReplyData.objects(list)) {
      if (element.containsKey("sign")) {
        String wanted = "$sign:" + ReplyData.identity(element).orElseThrow();
        right &= CasePlayer.signed(wanted, element.get("sign").toString(), element, box).isEmpty();
      }
    }
    at.reply(up, right ? 200 : up.topic().startsWith(COMBINE) ? 6287 : 401, Map.of());
  }

  private static String swapped() {
    Map<String, Object> secrets = GatewayStage.object(CasePlayer.secrets(subs(8)));
    Object first = secrets.put(sub(2).toString(), secrets.get(sub(5).toString()));
    secrets.put(sub(5).toString(), first);
    return JsonOutput.string(secrets);
  }

  @Test
  void secretsSwappedBetweenTwoDevices() {
    stage
        .devices(false, subs(8))
        .with("device.secrets", swapped())
        .platform(BadInputTest::verifying)
        .start()
        .leap(Duration.ofMinutes(1));
    assertEquals(6, stage.count(SubDeviceState.ONLINE));
    for (DeviceIdentity wrong : List.of(sub(2), sub(5))) {
      assertEquals(SubDeviceState.REFUSED, stage.state(wrong));
      assertEquals(SubDeviceFault.SIGNATURE, error(wrong).orElseThrow().cause());
    }
    stage.forget();
    stage.leap(Duration.ofHours(2));
    assertEquals(List.of(), stage.ups(), "a person has to give them the right ones");

    stage.with("device.secrets", CasePlayer.secrets(subs(8))).configure();
    stage.leap(SECOND);
    assertEquals(8, stage.count(SubDeviceState.ONLINE));

    stage.with("device.secrets", swapped()).configure();
    assertEquals(8, stage.count(SubDeviceState.ONLINE), "who is online is let alone");
    stage.forget();
    stage.cut(Duration.ofMinutes(2));
    stage.leap(Duration.ofMinutes(2));
    assertEquals(6, stage.count(SubDeviceState.ONLINE));
    for (DeviceIdentity wrong : List.of(sub(2), sub(5))) {
      assertEquals(SubDeviceFault.WRONG_SECRET, error(wrong).orElseThrow().cause());
    }
    for (DeviceIdentity each : subs(8)) {
      long logins = stage.ups("login").stream().filter(up -> up.devices().contains(each)).count();
      assertTrue(logins <= 4, each + " " + logins);
    }
  }

  @Test
  void aReplyForAnotherGatewaysDevice() {
    bound(false, sub(1));
    stage.platform((at, up) -> at.reply(up, 200, GatewaySession.name(FOREIGN)));
    try (LoggedLines log = new LoggedLines()) {
      stage.devices.requests().login(sub(1));
      stage.leap(SECOND);
      assertEquals(1, log.with("a1SubXx/sub-01, which was not requested").size());
      stage.say(
          COMBINE + "logout_reply",
          JsonOutput.string(Map.of("id", "0", "code", 522, "data", GatewaySession.name(FOREIGN))));
      stage.say(
          "/ext/session/a1Gw01/gw-02/combine/logout_reply",
          JsonOutput.string(Map.of("id", "0", "code", 522, "data", GatewaySession.name(sub(1)))));
      stage.leap(SECOND);
      assertEquals(1, log.with("a1SubXx/sub-01, which is not a known sub-device").size());
    }
    assertEquals(SubDeviceState.ONLINE, stage.state(sub(1)));
    assertEquals(1, stage.devices.roster().size());
  }

  @Test
  void twoThousandAndOne() {
    int room = 2000;
    Set<DeviceIdentity> in = new HashSet<>();
    stage
        .devices(true, subs(room + 1))
        .platform(
            (at, up) -> {
              boolean login = up.topic().startsWith(COMBINE) && up.topic().endsWith("login");
              boolean full = login && in.size() + up.devices().size() > room;
              if (login && !full) {
                in.addAll(up.devices());
              } else if (up.topic().endsWith("logout")) {
                in.removeAll(up.devices());
              }
              at.reply(up, full ? 428 : 200, Map.of());
            })
        .start();
    for (int i = 0; i < 120 && stage.devices.status().full().isEmpty(); i++) {
      stage.leap(SECOND);
    }
    assertEquals(room, stage.count(SubDeviceState.ONLINE));
    DeviceIdentity last = sub(room + 1);
    assertEquals(SubDeviceState.OFFLINE, stage.state(last));
    assertEquals(SubDeviceFault.CAPACITY, error(last).orElseThrow().cause());
    stage.forget();
    stage.leap(Duration.ofMinutes(2));
    assertEquals(List.of(), stage.ups(), "no log-in until another one goes");
    stage.devices.requests().logout(sub(1));
    stage.leap(Duration.ofSeconds(10));
    assertEquals(SubDeviceState.ONLINE, stage.state(last));
  }

  @Test
  void aProductWithoutDynamicRegistration() {
    DeviceIdentity[] all = subs(12);
    DeviceIdentity[] both = Arrays.copyOf(all, 14);
    both[12] = FOREIGN;
    both[13] = new DeviceIdentity("a1SubXx", "sub-02");
    stage
        .devices(false, both)
        .platform(
            (at, up) -> {
              boolean refused =
                  up.topic().endsWith("register")
                      && up.devices().stream().anyMatch(one -> one.productKey().equals("a1SubXx"));
              at.reply(up, refused ? 6288 : 200, refused ? Map.of() : GatewayStage.answer(up));
            })
        .start()
        .leap(Duration.ofMinutes(1));
    assertEquals(12, stage.count(SubDeviceState.ONLINE));
    assertEquals(SubDeviceState.REFUSED, stage.state(FOREIGN));
    assertEquals(SubDeviceFault.NO_REGISTRATION, error(FOREIGN).orElseThrow().cause());
    assertTrue(error(FOREIGN).orElseThrow().message().contains("dynamic registration"));
    long asked =
        stage.ups("register").stream().filter(up -> up.devices().contains(FOREIGN)).count();
    assertTrue(asked <= 4, asked + " times");
    stage.forget();
    stage.leap(Duration.ofHours(2));
    assertEquals(List.of(), stage.ups());
    stage.with("device.secrets", "{\"" + FOREIGN + "\":\"given now\"}").configure();
    stage.leap(SECOND);
    assertEquals(SubDeviceState.ONLINE, stage.state(FOREIGN));
  }
}
