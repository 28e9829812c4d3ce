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
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.kuralink.api.ota.FirmwareInstaller;
import org.kuralink.api.ota.UpdateState;
import org.kuralink.download.FileServer;
import org.kuralink.ota.install.FakeKura;

/** Updates of deployment packages where Kura forgets bundles and its agent restores them. */
class UpdateOnKuraTest {

  private static final String APP = "org.example.app";

  @TempDir private Path directory;
  private FakeKura kura;
  private OtaFixture fixture;
  private FirmwareInstaller installer;

  @BeforeEach
  void onKura() throws Exception {
    kura = new FakeKura(directory.resolve("kura"), true);
    kura.installed(kura.dp(APP, "1.0.0"));
    fixture = new OtaFixture(Files.createDirectories(directory.resolve("ota")));
    fixture.configuration.put("module.versions", "app=1.0.0");
    Path fresh = kura.dp(APP, "1.1.0");
    fixture.downloads = (request, file, bytes) -> copy(fresh, file);
    newProcess();
    fixture.start();
  }

  @AfterEach
  void close() {
    fixture.close();
  }

  private static void copy(Path from, Path to) {
    try {
      Files.copy(from, to, java.nio.file.StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private void newProcess() {
    if (installer != null) {
      fixture.installers.remove(installer, Map.of());
    }
    installer = kura.installer(directory.resolve("ota-packages"));
    fixture.installers.add(installer, Map.of("file.type", "dp", "component.name", "packages"));
  }

  private void order(String version) {
    JsonObject order = OtaFixture.order(7, "module", "app");
    order.getAsJsonObject("data").addProperty("version", version);
    order.getAsJsonObject("data").addProperty("url", "https://localhost/app.dp");
    fixture.push(order);
  }

  /** The agent restores the former version late; the health check of the new one then continues. */
  @Test
  void aRestartWhileAPackageIsProvedDoesNotFailIt() throws Exception {
    order("1.1.0");
    for (int i = 0; i < 5; i++) {
      fixture.await(UpdateState.PROVING);
      fixture.stopInOrder();
      kura.cut();
      newProcess();
      DeviceUpdates updates = fixture.start();
      fixture.time.leap(java.time.Duration.ofMillis(100));
      assertEquals(UpdateState.PROVING, updates.status().state());
      kura.agentInstalls();
    }
    fixture.await(UpdateState.IDLE);
    assertEquals("100", fixture.step(), fixture.description());
    assertEquals("1.1.0", kura.version(APP));
    kura.restart();
    assertEquals("1.1.0", kura.version(APP));
  }

  @Test
  void aPowerCutWhileAPackageIsProvedDoesNotFailIt() throws Exception {
    order("1.1.0");
    fixture.await(UpdateState.PROVING);
    fixture.stop();
    kura.cut();
    newProcess();
    fixture.start();
    fixture.time.leap(java.time.Duration.ofMillis(100));
    kura.agentInstalls();
    fixture.await(UpdateState.IDLE);
    assertEquals("100", fixture.step(), fixture.description());
    assertEquals("1.1.0", kura.version(APP));
  }

  @Test
  void aBundleThatDoesNotStartIsToldAtOnceAndTakenBackAtTheDeadline() {
    kura.unwell(
        APP,
        () -> {
          throw new IllegalStateException("the license is missing");
        });
    order("1.1.0");
    fixture.await(() -> fixture.description().contains("the license is missing"));
    assertEquals("95", fixture.step());
    assertEquals("1.1.0", kura.version(APP));
    fixture.await(UpdateState.IDLE);
    assertEquals("-1", fixture.step());
    assertEquals(
        "the new version failed its health check: bundle "
            + APP
            + " does not run: the license is missing; the former version is restored",
        fixture.description());
    assertEquals("1.0.0", kura.version(APP));
  }

  @Test
  void theVersionThatIsReportedIsTheOneThatRuns() {
    order("9.102.0");
    fixture.await(UpdateState.IDLE);
    assertEquals("-3", fixture.step());
    assertTrue(fixture.description().contains("9.102.0"), fixture.description());
    assertTrue(fixture.description().contains("1.1.0"), fixture.description());
    assertTrue(fixture.description().endsWith("nothing was touched"), fixture.description());
    assertEquals("1.0.0", kura.version(APP));
    assertTrue(fixture.informed().contains("1.0.0"), fixture.informed()::toString);
    assertTrue(!fixture.informed().contains("9.102.0"), fixture.informed()::toString);
  }

  @Test
  void aPackageThatIsNotSignedIsNotTouchedWhereThatIsRequired() throws Exception {
    fixture.stopInOrder();
    fixture.configuration.put("package.signers", FileServer.pem());
    fixture.start();
    order("1.1.0");
    fixture.await(UpdateState.IDLE);
    assertEquals("-3", fixture.step());
    assertTrue(fixture.description().contains("the package is refused"), fixture.description());
    assertEquals("1.0.0", kura.version(APP));
  }
}
