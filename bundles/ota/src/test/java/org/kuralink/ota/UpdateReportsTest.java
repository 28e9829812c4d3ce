/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.ota;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import com.google.gson.JsonObject;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.kuralink.api.connection.Delivery;
import org.kuralink.api.connection.DeviceIdentity;
import org.kuralink.api.connection.FakeCloudSession;
import org.kuralink.api.connection.FakeDeviceLink;
import org.kuralink.api.ota.UpdateState;

/** The reports of updates to the platform, the log and the status. */
class UpdateReportsTest {

  @TempDir private Path directory;
  private OtaFixture fixture;

  @BeforeEach
  void fixture() throws IOException {
    fixture = new OtaFixture(directory);
  }

  @AfterEach
  void close() {
    fixture.close();
  }

  @Test
  void reportsTheVersionsOnceAStartEachModuleByItself() throws IOException {
    fixture.configuration.put("module.versions", "mcu=7; radio=2.1");
    fixture.link.online(false);
    fixture.start();
    assertEquals(List.of(), fixture.published("inform"));
    fixture.link.online(true);
    fixture.time.settle();
    Map<String, String> informed =
        fixture.published("inform").stream()
            .collect(
                Collectors.toMap(
                    p -> p.has("module") ? p.get("module").getAsString() : "-",
                    p -> p.get("version").getAsString()));
    assertEquals(Map.of("-", "1.0", "mcu", "7", "radio", "2.1"), informed);
    fixture.link.online(false);
    fixture.link.online(true);
    fixture.time.settle();
    assertEquals(3, fixture.published("inform").size());
  }

  /** A gateway that is set up as another device. */
  @Test
  void reportsTheVersionsOfAnotherDeviceAnew() throws IOException {
    fixture.start();
    fixture.time.settle();
    assertEquals(1, fixture.published("inform").size());
    FakeDeviceLink another = new FakeDeviceLink(new DeviceIdentity("pk", "real"));
    fixture.all.attach(new FakeCloudSession(another));
    fixture.time.settle();
    assertEquals(
        List.of("/ota/device/inform/pk/real"),
        another.published().stream().map(sent -> sent.message().topic()).toList());
    fixture.all.attach(fixture.session);
    fixture.time.settle();
    assertEquals(2, fixture.published("inform").size());
  }

  @Test
  void theOutcomeIsPublishedDurably() throws IOException {
    fixture.start();
    fixture.carryOut(OtaFixture.order(7));
    assertEquals(
        2,
        fixture.link.published().stream()
            .filter(sent -> sent.delivery() == Delivery.DURABLE)
            .filter(
                sent ->
                    sent.toString().contains("progress")
                        || new String(sent.message().payload()).contains("1.1"))
            .count());
  }

  @Test
  void theOutcomeWaitsForALink() throws IOException {
    DeviceUpdates updates = fixture.start();
    updates.addListener(
        status -> {
          if (status.state() == UpdateState.COMMITTING) {
            updates.through(Optional.empty());
          }
        });
    fixture.push(OtaFixture.order(7));
    fixture.await(UpdateState.REPORTING);
    fixture.time.leap(Duration.ofMinutes(10));
    assertEquals(UpdateState.REPORTING, updates.status().state());
    updates.through(Optional.of(fixture.link));
    fixture.await(UpdateState.IDLE);
    assertEquals("100", fixture.step());
  }

  @Test
  void aFaultIsReportedImmediately() throws IOException {
    fixture.installer.fault = Optional.of("bundle x does not run: no\nhost");
    DeviceUpdates updates = fixture.start();
    fixture.push(OtaFixture.order(7));
    fixture.await(() -> fixture.description().contains("unhealthy"));
    assertEquals("95", fixture.step());
    assertEquals(
        "checking the new version, which is unhealthy: bundle x does not run: no\\nhost",
        fixture.description());
    assertEquals("unhealthy: bundle x does not run: no\\nhost", updates.status().detail());
    assertEquals(UpdateState.PROVING, updates.status().state());
    int told = fixture.published("progress").size();
    fixture.time.leap(Duration.ofSeconds(30));
    assertEquals(told, fixture.published("progress").size());
    fixture.installer.fault = Optional.empty();
    fixture.await(() -> fixture.description().endsWith("which is healthy"));
    fixture.await(UpdateState.IDLE);
    assertEquals("100", fixture.step());
  }

  @Test
  void everyReportAboutAnOrderHasItsModule() throws IOException {
    fixture.configuration.put("module.versions", "app=1");
    fixture.start();
    fixture.carryOut(OtaFixture.order(1, "module", "app"));
    JsonObject malformed = OtaFixture.order(2, "module", "MCU");
    malformed.getAsJsonObject("data").addProperty("dProtocol", "mqtt");
    fixture.carryOut(malformed);
    malformed.getAsJsonObject("data").remove("version");
    fixture.carryOut(malformed);
    fixture.carryOut(OtaFixture.order(3, "module", "nobody"));
    List<String> modules =
        fixture.published("progress").stream()
            .map(p -> p.has("module") ? p.get("module").getAsString() : "-")
            .distinct()
            .toList();
    assertEquals(List.of("app", "MCU", "nobody"), modules);
  }

  @Test
  void aMalformedOrderForAnotherModuleIsReportedWhileOneGoesOn() throws IOException {
    fixture.start();
    fixture.push(OtaFixture.order(7));
    fixture.await(UpdateState.PROVING);
    JsonObject malformed = OtaFixture.order(2, "module", "MCU");
    malformed.getAsJsonObject("data").addProperty("dProtocol", "mqtt");
    fixture.push(malformed);
    assertEquals("-1", fixture.step());
    fixture.push(OtaFixture.order(3, "signMethod", "Crc32"));
    assertEquals(1, fixture.published("progress").stream().filter(p -> p.has("module")).count());
    assertEquals("-1", fixture.step());
    fixture.await(UpdateState.IDLE);
    assertEquals("100", fixture.step());
  }

  @Test
  void showsNoAddress() throws IOException {
    DeviceUpdates updates = fixture.start();
    fixture.carryOut(OtaFixture.order(7));
    assertFalse(updates.journal().toString().contains("secret"));
    assertFalse(fixture.link.published().toString().contains("secret"));
  }
}
