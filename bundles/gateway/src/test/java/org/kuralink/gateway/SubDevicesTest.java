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
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.kuralink.gateway.GatewayStage.COMBINE;
import static org.kuralink.gateway.GatewayStage.sub;
import static org.kuralink.gateway.GatewayStage.subs;
import static org.kuralink.gateway.GatewayStage.willing;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.kuralink.api.connection.DeviceIdentity;
import org.kuralink.api.gateway.FoundSubDevice;
import org.kuralink.api.gateway.NewSubDevice;
import org.kuralink.api.gateway.SubDeviceException;
import org.kuralink.api.gateway.SubDeviceFault;
import org.kuralink.api.gateway.SubDeviceState;
import org.kuralink.api.gateway.SubDeviceStatus;

/**
 * A device from its first source until it is online, and the requests of operators and the
 * platform.
 */
class SubDevicesTest {

  private static final Duration NO_TIME = Duration.ZERO;

  @Test
  void registersBindsAndLogsInEachAfterTheOther() {
    GatewayStage stage = new GatewayStage().devices(false, subs(1)).platform(willing(NO_TIME));
    stage.start().leap(Duration.ofSeconds(1));

    assertEquals(SubDeviceState.ONLINE, stage.state(sub(1)));
    assertEquals(
        List.of("sub/register", "topo/add", "combine/login"),
        stage.ups().stream().map(up -> up.topic().replaceAll(".*/(\\w+/\\w+)$", "$1")).toList());
    assertTrue(stage.told.contains("in " + sub(1)));
  }

  /** A failed attempt there would delay the attempts over the next line, which has replies. */
  @Test
  void nobodyIsLoggedInOverALineThatOnlyReports() {
    GatewayStage stage = new GatewayStage().devices(true, subs(1)).platform(willing(NO_TIME));
    stage.session.onlyReports("needs messages from the platform");
    stage.start().leap(Duration.ofMinutes(30));
    assertEquals(List.of(), stage.ups());

    stage.link.online(false);
    stage.session.hears();
    stage.link.online(true);
    stage.leap(Duration.ofSeconds(1));
    assertEquals(SubDeviceState.ONLINE, stage.state(sub(1)));
  }

  @Test
  void asksForNothingAgainAfterARestart() {
    GatewayStage stage = new GatewayStage().devices(false, subs(3)).platform(willing(NO_TIME));
    stage.start().leap(Duration.ofSeconds(1));
    stage.forget();

    stage.restart().leap(Duration.ofSeconds(1));

    assertEquals(3, stage.count(SubDeviceState.ONLINE));
    assertEquals(1, stage.ups().size());
    assertEquals(3, stage.ups("combine/batch_login").get(0).devices().size());
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

  @Test
  void givesFlappingItsLastWish() {
    GatewayStage stage =
        new GatewayStage().devices(true, subs(1)).platform(willing(Duration.ofMillis(200))).start();
    for (int i = 0; i < 2; i++) {
      stage.devices.requests().login(sub(1));
      stage.leap(Duration.ofMillis(400));
      stage.devices.requests().logout(sub(1));
      stage.leap(Duration.ofMillis(400));
    }
    stage.devices.requests().login(sub(1));
    stage.leap(Duration.ofMinutes(2));

    assertEquals(SubDeviceState.ONLINE, stage.state(sub(1)));
    assertTrue(logins(stage).get(sub(1)) <= 5);
  }

  @Test
  void keepsADisabledDeviceOutAcrossRestartsUntilItIsEnabled() throws Exception {
    GatewayStage stage =
        new GatewayStage().devices(true, subs(2)).platform(willing(NO_TIME)).start();
    stage.leap(Duration.ofSeconds(1));
    CompletionStage<SubDeviceStatus> out = stage.devices.requests().disable(sub(1));
    stage.leap(Duration.ofSeconds(1));
    assertFalse(out.toCompletableFuture().get(5, TimeUnit.SECONDS).wanted());
    assertEquals(SubDeviceState.DISABLED, stage.state(sub(1)));

    stage.restart().leap(Duration.ofHours(2));
    assertEquals(SubDeviceState.DISABLED, stage.state(sub(1)));
    assertEquals(SubDeviceState.ONLINE, stage.state(sub(2)));

    CompletionStage<SubDeviceStatus> in = stage.devices.requests().enable(sub(1));
    stage.leap(Duration.ofSeconds(1));
    assertEquals(SubDeviceState.ONLINE, in.toCompletableFuture().get(5, TimeUnit.SECONDS).state());
  }

  @Test
  void forgetsADeletedDeviceAndItsSecret() throws Exception {
    GatewayStage stage = new GatewayStage().platform(willing(NO_TIME)).start();
    CompletionStage<SubDeviceStatus> added = stage.devices.requests().add(new NewSubDevice(sub(1)));
    stage.leap(Duration.ofSeconds(1));
    added.toCompletableFuture().get(5, TimeUnit.SECONDS);
    stage.restart().leap(Duration.ofSeconds(1));
    assertEquals(SubDeviceState.ONLINE, stage.state(sub(1)), "added for good");

    CompletionStage<Void> deleted = stage.devices.requests().delete(sub(1));
    stage.leap(Duration.ofSeconds(1));
    deleted.toCompletableFuture().get(5, TimeUnit.SECONDS);

    assertNull(stage.state(sub(1)));
    assertEquals(1, stage.ups("topo/delete").size());
    assertTrue(stage.told.contains("deleted " + sub(1)));
    stage.forget();
    stage.restart().leap(Duration.ofSeconds(1));
    assertNull(stage.state(sub(1)));
    stage.devices.requests().add(new NewSubDevice(sub(1)));
    stage.leap(Duration.ofSeconds(1));
    assertEquals(1, stage.ups("sub/register").size(), "its secret was forgotten, too");
  }

  @Test
  void refusesWhatCannotBeASubDevice() {
    GatewayStage stage = new GatewayStage().platform(willing(NO_TIME)).start();
    CompletionStage<SubDeviceStatus> itself =
        stage.devices.requests().add(new NewSubDevice(GatewayStage.GATEWAY));
    CompletionStage<SubDeviceStatus> name =
        stage.devices.requests().add(new NewSubDevice(new DeviceIdentity("a1Sub01", "abc")));
    stage.leap(Duration.ofSeconds(1));

    assertEquals(SubDeviceFault.ITSELF, fault(itself));
    assertEquals(SubDeviceFault.NAME, fault(name));
    assertTrue(stage.ups().isEmpty());
  }

  private static SubDeviceFault fault(CompletionStage<?> stage) {
    CompletionException failure =
        Assertions.assertThrows(
            CompletionException.class,
            () -> stage.toCompletableFuture().orTimeout(5, TimeUnit.SECONDS).join());
    return ((SubDeviceException) failure.getCause()).error().cause();
  }

  @Test
  void healsATopologyThatThePlatformLost() {
    boolean[] lost = {false};
    GatewayStage stage =
        new GatewayStage()
            .devices(true, subs(1))
            .platform(
                (at, up) -> {
                  boolean add = up.topic().endsWith("topo/add");
                  lost[0] &= !add;
                  at.reply(up, lost[0] ? 6401 : 200, Map.of());
                })
            .start();
    stage.leap(Duration.ofSeconds(1));
    lost[0] = true;
    stage.forget();
    stage.say("/ext/error/a1Gw01/gw-01", forced(520, sub(1)));
    stage.leap(Duration.ofSeconds(10));

    assertEquals(SubDeviceState.ONLINE, stage.state(sub(1)));
    assertEquals(1, stage.ups("topo/add").size());
    assertEquals(2, stage.ups("combine/login").size());
  }

  @Test
  void manyRefusedMessagesOfADeviceAreOneLogIn() {
    GatewayStage stage =
        new GatewayStage()
            .devices(true, subs(2))
            .platform(GatewayStage.willing(Duration.ZERO))
            .start();
    stage.leap(Duration.ofSeconds(1));
    stage.forget();
    for (int i = 0; i < 3; i++) {
      stage.say("/ext/error/a1Gw01/gw-01", forced(520, sub(1)));
    }
    assertEquals("out " + sub(1), stage.told.get(stage.told.size() - 1));
    stage.leap(Duration.ofSeconds(10));

    assertEquals(SubDeviceState.ONLINE, stage.state(sub(1)));
    assertEquals(1, stage.ups("combine/login").size());
    assertEquals(1, stage.ups().size(), "the other device is left alone");
  }

  @ParameterizedTest
  @CsvSource({"427,OFFLINE", "521,DELETED", "522,DISABLED", "6401,ONLINE", "460,ONLINE"})
  void whatARefusedMessageMeansIsInItsCode(int code, SubDeviceState state) {
    GatewayStage stage =
        new GatewayStage()
            .devices(true, subs(1))
            .platform(GatewayStage.willing(Duration.ZERO))
            .start();
    stage.leap(Duration.ofSeconds(1));
    stage.forget();
    stage.say("/ext/error/a1Gw01/gw-01", forced(code, sub(1)));
    stage.leap(Duration.ofSeconds(10));

    assertEquals(state, stage.state(sub(1)));
    assertEquals(code == 6401 ? 1 : 0, stage.ups("topo/add").size());
    assertEquals(code == 6401 ? 1 : 0, stage.ups("combine/login").size());
  }

  @Test
  void doesNotLoopWhenTheTopologyIsRefusedForGood() {
    GatewayStage stage =
        new GatewayStage()
            .devices(true, subs(1))
            .platform(
                (at, up) -> at.reply(up, up.topic().startsWith(COMBINE) ? 6401 : 200, Map.of()))
            .start();
    stage.leap(Duration.ofMinutes(1));

    assertTrue(stage.ups("combine/login").size() <= 5);
    assertEquals(SubDeviceFault.NOT_BOUND, stage.status(sub(1)).lastError().orElseThrow().cause());
  }

  @Test
  void registersAnewOnceWhenAnIssuedSecretIsRefused() {
    int[] registrations = {0};
    GatewayStage stage =
        new GatewayStage()
            .devices(false, subs(1))
            .platform(
                (at, up) -> {
                  if (up.topic().endsWith("sub/register")) {
                    registrations[0]++;
                  }
                  at.reply(
                      up, up.topic().startsWith(COMBINE) ? 6287 : 200, GatewayStage.answer(up));
                })
            .start();
    stage.leap(Duration.ofMinutes(10));

    assertEquals(2, registrations[0]);
    assertEquals(SubDeviceState.REFUSED, stage.state(sub(1)));
  }

  @Test
  void triesAgainWithAnotherSecret() {
    GatewayStage stage =
        new GatewayStage()
            .devices(true, subs(1))
            .platform(
                (at, up) -> at.reply(up, up.topic().startsWith(COMBINE) ? 6287 : 200, Map.of()))
            .start();
    stage.leap(Duration.ofSeconds(5));
    assertEquals(SubDeviceState.REFUSED, stage.state(sub(1)));

    stage.platform(willing(NO_TIME));
    stage.with("device.secrets", "{\"a1Sub01/sub-01\":\"the right one\"}").configure();
    stage.leap(Duration.ofSeconds(5));

    assertEquals(SubDeviceState.ONLINE, stage.state(sub(1)));
  }

  @Test
  void reportsWhatIsFoundUnlessItMayJoin() throws Exception {
    GatewayStage stage = new GatewayStage().platform(willing(NO_TIME)).start();
    stage.request("thing.gateway.permit", "{\"productKey\":\"a1Sub01\",\"time\":60}");
    CompletionStage<List<FoundSubDevice>> first =
        stage.devices.requests().found(List.of(sub(1), new DeviceIdentity("a1Sub02", "sub-01")));
    stage.leap(Duration.ofSeconds(61));
    CompletionStage<List<FoundSubDevice>> second =
        stage.devices.requests().found(List.of(sub(2), new DeviceIdentity("a1Sub01", "süb1")));
    stage.leap(Duration.ofSeconds(1));

    assertEquals(
        List.of(FoundSubDevice.Outcome.JOINED, FoundSubDevice.Outcome.REPORTED), outcomes(first));
    assertEquals(
        List.of(FoundSubDevice.Outcome.REPORTED, FoundSubDevice.Outcome.REFUSED), outcomes(second));
    assertEquals(SubDeviceState.ONLINE, stage.state(sub(1)));
    assertNull(stage.state(sub(2)));
  }

  private static List<FoundSubDevice.Outcome> outcomes(CompletionStage<List<FoundSubDevice>> found)
      throws Exception {
    return found.toCompletableFuture().get(5, TimeUnit.SECONDS).stream()
        .map(FoundSubDevice::outcome)
        .toList();
  }

  @Test
  void leavesWhatOthersBoundAlone() throws Exception {
    GatewayStage stage =
        new GatewayStage()
            .devices(true, subs(3))
            .platform(
                (at, up) ->
                    at.reply(
                        up,
                        200,
                        up.topic().endsWith("topo/get")
                            ? List.of(
                                GatewaySession.name(sub(1)),
                                GatewaySession.name(sub(3)),
                                GatewaySession.name(sub(50)))
                            : Map.of()))
            .start();
    stage.leap(Duration.ofSeconds(1));
    stage.forget();
    CompletionStage<List<DeviceIdentity>> topology = stage.devices.requests().topology();
    stage.leap(Duration.ofSeconds(20));

    assertEquals(3, topology.toCompletableFuture().get(5, TimeUnit.SECONDS).size());
    assertEquals(SubDeviceState.BOUND_ONLY, stage.state(sub(50)));
    assertEquals(List.of(sub(2)), stage.ups("topo/add").get(0).devices());
    assertEquals(SubDeviceState.ONLINE, stage.state(sub(2)));
    assertTrue(stage.ups("topo/delete").isEmpty());
  }

  private static Map<DeviceIdentity, Integer> logins(GatewayStage stage) {
    Map<DeviceIdentity, Integer> logins = new HashMap<>();
    stage.ups().stream()
        .filter(up -> up.topic().startsWith(COMBINE) && up.topic().endsWith("login"))
        .flatMap(up -> up.devices().stream())
        .forEach(device -> logins.merge(device, 1, Integer::sum));
    return logins;
  }
}
