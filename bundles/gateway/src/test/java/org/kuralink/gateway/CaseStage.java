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
import static org.kuralink.gateway.GatewayStage.willing;

import java.time.Duration;
import java.util.Optional;
import org.kuralink.api.connection.DeviceIdentity;
import org.kuralink.api.gateway.SubDeviceError;
import org.kuralink.api.gateway.SubDeviceState;

/** The common start of the tests with recorded messages. */
abstract class CaseStage {

  static final Duration SECOND = Duration.ofSeconds(1);
  final GatewayStage stage = new GatewayStage();

  static CasePlayer player(String name, GatewayStage stage) {
    return new CasePlayer(name, stage);
  }

  /** Brings sub-devices into the topology and, on request, online before the case begins. */
  GatewayStage bound(boolean online, DeviceIdentity... devices) {
    stage.devices(false, devices).with("device.secrets", CasePlayer.secrets(devices));
    stage.platform(willing(Duration.ZERO)).start().leap(Duration.ofMinutes(2));
    assertEquals(devices.length, stage.count(SubDeviceState.ONLINE));
    stage.platform((at, up) -> {});
    if (!online) {
      for (DeviceIdentity each : devices) {
        stage.platform(willing(Duration.ZERO));
        stage.devices.requests().logout(each);
      }
      stage.leap(Duration.ofMinutes(2));
      stage.platform((at, up) -> {});
    }
    stage.forget();
    return stage;
  }

  Optional<SubDeviceError> error(DeviceIdentity device) {
    return stage.status(device).lastError();
  }
}
