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
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.kuralink.gateway.GatewayStage.COMBINE;
import static org.kuralink.gateway.GatewayStage.sub;
import static org.kuralink.gateway.GatewayStage.subs;
import static org.kuralink.gateway.GatewayStage.willing;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.kuralink.api.connection.DeviceIdentity;
import org.kuralink.api.connection.Secret;
import org.kuralink.api.gateway.NewSubDevice;
import org.kuralink.api.gateway.SubDeviceError;
import org.kuralink.api.gateway.SubDeviceFault;
import org.kuralink.api.gateway.SubDeviceState;
import org.kuralink.api.gateway.SubDeviceStatus;

/**
 * The recorded messages about registration and topology. Messages with data (posts, sets,
 * synchronous calls, packs) go through the connection and are played there.
 */
class CasesTest extends CaseStage {

  @Test
  void firstDay() {
    stage.devices(false, sub(1)).start();
    player("sd-01-first-day", stage)
        .at(8, () -> assertEquals(SubDeviceState.ONLINE, stage.state(sub(1))))
        .play(1, 8);
    CasePlayer restarted = player("sd-01-first-day", stage);
    stage.forget();
    stage.restart();
    restarted.play(12, 13);
  }

  @Test
  void toldToAdd() {
    bound(true, sub(1));
    player("sd-12-topo-add-notify", stage)
        .at(
            3,
            () -> {
              assertEquals(SubDeviceState.ONLINE, stage.state(sub(1)));
              assertEquals(SubDeviceState.REGISTERING, stage.state(sub(9)));
            })
        .play();
    assertTrue(stage.ups().stream().noneMatch(up -> up.topic().contains("downlink")));
    assertTrue(
        stage.ups("topo/add").stream()
            .noneMatch(up -> up.devices().contains(GatewayStage.GATEWAY)));
  }

  @Test
  void toldToAddWithoutTheRightToRegister() {
    stage.with("dynamic.registration", false).start();
    player("sd-12-topo-add-notify", stage).play(1, 2);
    stage.leap(SECOND);
    assertEquals(SubDeviceState.FOUND, stage.state(sub(9)));
    assertEquals(SubDeviceFault.NO_SECRET, error(sub(9)).orElseThrow().cause());
    stage.platform(willing(Duration.ZERO));
    stage.devices.requests().add(new NewSubDevice(sub(9), CasePlayer.secret(sub(9))));
    stage.leap(SECOND);
    assertEquals(SubDeviceState.ONLINE, stage.state(sub(9)));
  }

  @Test
  void topologyChanges() {
    bound(true, sub(1), sub(2));
    stage.say(
        COMBINE + "logout_reply",
        "{\"id\":\"0\",\"code\":522,\"data\":{\"productKey\":\"a1Sub01\",\"deviceName\":\"sub-02\"}}");
    stage.leap(SECOND);
    stage.devices.requests().add(new NewSubDevice(sub(40), Secret.of("unused")));
    player("sd-13-topo-change", stage)
        .at(4, () -> assertEquals(SubDeviceState.REGISTERING, stage.state(sub(3))))
        .at(7, () -> assertEquals(SubDeviceState.DELETED, stage.state(sub(3))))
        .at(9, () -> assertEquals(SubDeviceState.DISABLED, stage.state(sub(1))))
        .play(1, 10);
    stage.leap(SECOND);
    assertEquals(SubDeviceState.LOGGING_IN, stage.state(sub(2)), "its log-in tells");
    player("sd-13-topo-change", stage).play(12, 13);
    assertTrue(
        stage.ups("topo/add").stream().noneMatch(up -> up.devices().contains(sub(3))),
        "the platform has bound it");
    assertTrue(stage.ups("topo/delete").isEmpty());
  }

  @Test
  void theTopologyDiffers() {
    bound(true, sub(1), sub(2), sub(3));
    stage.platform(willing(Duration.ZERO));
    stage.devices.requests().logout(sub(3));
    stage.leap(SECOND);
    stage.platform((at, up) -> {});
    stage.forget();
    stage.devices.requests().topology();
    player("sd-14-topo-get-differs", stage)
        .at(
            4,
            () -> {
              assertTrue(stage.ups("topo/add").get(0).devices().contains(sub(2)));
              assertEquals(SubDeviceState.BINDING, stage.state(sub(2)));
              assertEquals(SubDeviceState.UNBOUND, stage.state(sub(3)), "when it is its turn");
            })
        .at(
            5,
            () -> {
              assertEquals(SubDeviceState.BOUND_ONLY, stage.state(sub(50)));
              assertEquals(
                  SubDeviceState.BOUND_ONLY, stage.state(new DeviceIdentity("a1SubXx", "sub-51")));
            })
        .play();
    assertEquals(SubDeviceState.BOUND_ONLY, stage.state(sub(50)), "the second reply is ignored");
  }

  @Test
  void permitToJoin() {
    stage.platform((at, up) -> {}).start();
    CasePlayer player = player("sd-15-permit-window", stage);
    DeviceIdentity other = new DeviceIdentity("a1Sub02", "sub-20");
    player.at(
        4,
        () -> {
          stage.time.stepClock(Duration.ofHours(1));
          stage.leap(Duration.ofSeconds(10));
          stage.devices.requests().found(List.of(sub(20), other));
          stage.leap(Duration.ofSeconds(51));
          stage.devices.requests().found(List.of(sub(21)));
          stage.leap(SECOND);
          assertEquals(SubDeviceState.REGISTERING, stage.state(sub(20)));
          assertNull(stage.state(other));
          assertNull(stage.state(sub(21)));
        });
    player.at(8, () -> assertEquals(Map.of(), stage.devices.status().permits()));
    player.play();
  }

  @Test
  void disabledAndDeletedOnItsOwnTopic() {
    bound(true, sub(1));
    // The bundle thing answers the message; this bundle only listens to it.
    stage.session.link(sub(1)).deliver("/sys/a1Sub01/sub-01/thing/disable", new byte[0]);
    stage.leap(SECOND);
    assertEquals(SubDeviceState.DISABLED, stage.state(sub(1)));
    SubDeviceStatus first = stage.status(sub(1));
    CasePlayer player = player("sd-16-disable-enable-delete", stage);
    player.play(8, 8);
    assertEquals(first.since(), stage.status(sub(1)).since(), "no second transition");
    player.play(10, 12);
    assertEquals(SubDeviceState.ONLINE, stage.state(sub(1)));
    stage.session.link(sub(1)).deliver("/sys/a1Sub01/sub-01/thing/delete", new byte[0]);
    stage.forget();
    stage.leap(Duration.ofHours(2));
    assertEquals(SubDeviceState.DELETED, stage.state(sub(1)));
    assertTrue(stage.ups().isEmpty());
    stage.restart().leap(Duration.ofHours(2));
    assertTrue(stage.ups().isEmpty(), "not even after a restart");
  }

  @Test
  void registrationAnswersWithLess() {
    stage.devices(false, subs(4)).start();
    CasePlayer player = player("sd-23-register-reply-forms", stage);
    int[] subscribed = {stage.link.subscribed().size()};
    player.play(1, 3);
    assertEquals(SubDeviceFault.MALFORMED_REPLY, error(sub(2)).orElseThrow().cause());
    assertEquals(SubDeviceState.REFUSED, stage.state(sub(2)));
    assertEquals(SubDeviceState.REFUSED, stage.state(sub(3)));
    assertEquals(SubDeviceState.BINDING, stage.state(sub(1)));
    assertEquals(SubDeviceState.BINDING, stage.state(sub(4)));
    assertNull(stage.state(sub(9)));
    player.at(5, () -> stage.devices.requests().register(sub(2)));
    player.at(
        7,
        () -> {
          SubDeviceError why = error(sub(2)).orElseThrow();
          assertEquals(SubDeviceFault.UNKNOWN_CODE, why.cause());
          assertEquals(6619, why.code().orElseThrow().value());
          stage.leap(Duration.ofMinutes(10));
          assertEquals(SubDeviceState.REFUSED, stage.state(sub(2)));
        });
    player.at(8, () -> stage.devices.requests().register(sub(2)));
    player.at(10, () -> assertEquals(SubDeviceState.BINDING, stage.state(sub(2))));
    player.play(4, 11);
    assertEquals(subscribed[0], stage.link.subscribed().size());
  }

  @Test
  void numbersAndTextsAsIds() {
    bound(false, sub(1), sub(5));
    stage.devices.requests().login(sub(1));
    CasePlayer player = player("sd-24-ids", stage);
    player.at(
        3,
        () -> {
          assertEquals(SubDeviceState.ONLINE, stage.state(sub(1)));
          stage.devices.requests().topology();
        });
    player.play(1, 6);
    // The platform has an empty topology: the named devices are added again.
    assertEquals(SubDeviceState.BINDING, stage.state(sub(1)));
    stage.platform(willing(Duration.ZERO));
    stage.leap(Duration.ofSeconds(11));
    player.play(9, 12);
  }

  @Test
  void registrationByProductSecret() {
    stage
        .devices(false, sub(1), sub(2))
        .with("product.secrets", CasePlayer.productSecrets())
        .start();
    player("sd-27-product-register", stage)
        .at(
            3,
            () -> {
              assertEquals(SubDeviceState.BINDING, stage.state(sub(2)));
              assertEquals(SubDeviceFault.NO_REGISTRATION, error(sub(1)).orElseThrow().cause());
            })
        .play();
    List<?> proxieds =
        (List<?>)
            ((Map<?, ?>) stage.ups("product_register").get(0).payload().get("params"))
                .get("proxieds");
    assertEquals(
        2, proxieds.stream().map(each -> ((Map<?, ?>) each).get("random")).distinct().count());
  }

  @Test
  void addingRelationsPartly() {
    stage.devices(true, sub(1), sub(2), sub(3)).start();
    CasePlayer player = player("sd-28-topo-add-partial", stage);
    player.play(1, 6);
    assertEquals(SubDeviceState.LOGGING_IN, stage.state(sub(1)));
    assertEquals(SubDeviceState.REFUSED, stage.state(sub(2)));
    assertEquals(SubDeviceFault.SIGNATURE, error(sub(2)).orElseThrow().cause());
    stage.forget();
    stage.devices.requests().add(new NewSubDevice(sub(4), Secret.of("one")));
    stage.devices.requests().add(new NewSubDevice(sub(5), Secret.of("two")));
    CasePlayer split = player("sd-28-topo-add-partial", stage);
    split.play(9, 10);
    stage.leap(SECOND);
    assertTrue(
        stage.ups("topo/add").stream().skip(1).allMatch(up -> up.devices().size() == 1),
        "each alone");
  }

  @Test
  void namesOfTheRule() {
    Map<?, ?> names = GatewayStage.object(CasePlayer.resource("/cases/sd-37-names/names.json"));
    for (Object good : (List<?>) names.get("good")) {
      assertTrue(
          DeviceNames.problem(new DeviceIdentity("a1Sub01", good.toString())).isEmpty(),
          good.toString());
    }
    for (Object bad : (List<?>) names.get("bad")) {
      assertTrue(
          DeviceNames.problem(new DeviceIdentity("a1Sub01", bad.toString())).isPresent(),
          bad.toString());
    }
    stage.start();
    stage.devices.requests().found(List.of(sub(1)));
    CasePlayer player = player("sd-37-names", stage);
    player.at(
        7, () -> stage.devices.requests().found(List.of(new DeviceIdentity("a1SubXx", "sub-01"))));
    player.play(4, 8);
  }
}
