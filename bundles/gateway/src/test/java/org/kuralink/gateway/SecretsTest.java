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
import static org.kuralink.gateway.GatewayStage.sub;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.kuralink.api.connection.DeviceIdentity;
import org.kuralink.api.connection.Secret;
import org.kuralink.api.gateway.NewSubDevice;
import org.kuralink.api.gateway.SubDeviceFilter;
import org.kuralink.api.gateway.SubDeviceState;
import org.kuralink.api.log.LoggedLines;
import org.kuralink.gateway.GatewayStage.Up;
import org.kuralink.login.credentials.ExternalCredentials;
import org.kuralink.store.Medium;

/** Secrets of sub-devices from any source appear in no log, status or message. */
class SecretsTest {

  private static final DeviceIdentity SIGNED = new DeviceIdentity("a1Sub02", "sub-01");

  private final GatewayStage stage = new GatewayStage();

  /** Registers all devices and refuses the log-in of the third one, to cause a log line. */
  private static void platform(GatewayStage at, Up up) {
    Object data = GatewayStage.answer(up);
    if (up.topic().endsWith("product_register")) {
      Map<String, Object> issued = GatewaySession.name(SIGNED);
      issued.put("deviceSecret", "issued-to-signed");
      data = Map.of("successes", List.of(issued), "failures", List.of());
    }
    boolean refused = up.topic().endsWith("login") && up.devices().contains(sub(3));
    at.reply(up, refused ? 6287 : 200, data);
  }

  @Test
  void areShownNowhereAndSentNowhere() {
    DeviceIdentity[] all = {sub(1), sub(2), sub(3), SIGNED};
    stage
        .devices(false, all)
        .with("device.secrets", "{\"a1Sub01/sub-01\":\"hush-1\",\"a1Sub01/sub-03\":\"hush-3\"}")
        .with("product.secrets", "{\"a1Sub02\":\"hush-product\"}")
        .platform(SecretsTest::platform);
    NewSubDevice added =
        new NewSubDevice(
            sub(4), Optional.of(Secret.of("hush-4")), Optional.of(Secret.of("hush-5")));
    List<Object> shown = new ArrayList<>();
    try (LoggedLines log = new LoggedLines()) {
      stage.start();
      stage.devices.requests().add(added);
      stage.leap(Duration.ofMinutes(1));
      stage.restart().leap(Duration.ofMinutes(1));
      shown.addAll(log.with(""));
    }
    assertEquals(4, stage.count(SubDeviceState.ONLINE));
    assertEquals(SubDeviceState.REFUSED, stage.state(sub(3)));
    shown.addAll(stage.devices.roster().all());
    shown.add(stage.devices.roster().page(SubDeviceFilter.ALL, 0, 100));
    shown.add(stage.devices.status());
    shown.add(stage.settings());
    shown.add(added);
    shown.add(new Batch(Step.LOGIN, List.copyOf(stage.devices.roster().all())));
    stage.ups().forEach(up -> shown.add(up.payload()));
    for (Object each : shown) {
      String text = each.toString();
      assertFalse(Stream.of("hush", "issued-to").anyMatch(text::contains), text);
    }
  }

  @Test
  void arePasswordsThatMayBeEncrypted() {
    GatewaySettings settings =
        GatewaySettings.of(
                Map.of(
                    "devices", "[{\"productKey\":\"a1Sub01\",\"deviceName\":\"sub-01\"}]",
                    "device.secrets", "encrypted-1",
                    "product.secrets", "encrypted-2"),
                stored ->
                    stored.equals("encrypted-1")
                        ? "{\"a1Sub01/sub-01\":\"hush-1\"}"
                        : "{\"a1Sub01\":\"hush-2\"}",
                Map.of())
            .with(ActiveSettings.NOTHING);
    assertEquals(List.of(), settings.problems());
    assertEquals(Secret.of("hush-1"), settings.devices().get(sub(1)).deviceSecret().orElseThrow());
    assertEquals(Map.of("a1Sub01", Secret.of("hush-2")), settings.productSecrets());
  }

  /** Issued secrets are in a file that only its owner can read. */
  @Test
  void areKeptForTheOwnerAlone(@TempDir Path directory) throws Exception {
    Assumptions.assumeTrue(Files.getFileStore(directory).supportsFileAttributeView("posix"));
    SubDeviceFile file =
        new SubDeviceFile(Medium.disk(), Optional.of(directory), new ExternalCredentials());
    file.read();
    KnownDevice device =
        new KnownDevice(sub(1), SubDeviceState.UNREGISTERED, stage.time.clock().instant());
    device.issued = Secret.of("hush-1");
    device.unsaved = true;
    file.keep(List.of(device));
    file.close();
    Path records = directory.resolve("sub-devices.records");
    assertEquals(
        "rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(records)));
  }
}
