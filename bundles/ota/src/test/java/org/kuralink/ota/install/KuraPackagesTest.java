/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.ota.install;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.kuralink.api.codec.JsonText;
import org.kuralink.api.ota.Firmware;
import org.kuralink.api.ota.FirmwareOrder;
import org.kuralink.api.ota.InstallException;
import org.kuralink.api.ota.Installed;
import org.kuralink.api.ota.UpdateFault;

/** Deployment packages with Kura's agent, which restores them at each start. */
class KuraPackagesTest {

  private static final String APP = "org.example.app";

  @TempDir private Path directory;
  private FakeKura kura;
  private DeploymentPackages packages;
  private FormerPackages former;
  private Firmware firmware;

  @BeforeEach
  void onKura() throws Exception {
    start(true);
    kura.installed(kura.dp(APP, "1.0.0"));
    kura.installed(kura.dp("org.example.other", "7.0.0"));
    firmware = firmware(kura.dp(APP, "1.1.0"));
  }

  private void start(boolean agent) throws IOException {
    kura = new FakeKura(directory.resolve(agent ? "kura" : "plain"), agent);
    packages =
        new DeploymentPackages(
            kura.admin(),
            kura.context(),
            directory.resolve("ota-packages"),
            KuraPackages.of(
                name -> name.equals("dpa.configuration") ? kura.list.toString() : null));
    former = new FormerPackages(packages);
  }

  private Firmware firmware(Path file) throws IOException {
    FirmwareOrder order =
        new FirmwareOrder("app", "1.1", 3, "dp", Map.of(), false, JsonText.EMPTY_OBJECT);
    return new Firmware(
        order, "1.0", file, Files.createDirectories(directory.resolve("ota/firmware")));
  }

  @Test
  void aPackageThatHasProvedItselfSurvivesTheNextStart() throws Exception {
    assertEquals(Installed.NEW, packages.install(firmware));
    packages.commit(firmware);
    assertEquals(Installed.NEW, former.state(firmware));
    kura.restart();
    former.restore();
    assertEquals("1.1.0", kura.version(APP));
    assertEquals("7.0.0", kura.version("org.example.other"));
    assertFalse(Files.exists(kura.packages.resolve(APP + "_1.0.0.dp")));
    assertEquals(2, kura.listed().size());
  }

  @Test
  void whatTheAgentHasNotBroughtBackYetIsWaitedFor() throws Exception {
    packages.install(firmware);
    kura.cut();
    assertEquals(Installed.PENDING, former.state(firmware));
    kura.agentInstalls();
    assertEquals(Installed.FORMER, former.state(firmware));
    assertEquals(Installed.NEW, packages.install(firmware));
    packages.commit(firmware);
    kura.cut();
    assertEquals(Installed.PENDING, former.state(firmware));
    kura.agentInstalls();
    assertEquals(Installed.NEW, former.state(firmware));
    assertEquals("1.1.0", kura.version(APP));
  }

  @Test
  void whileAnotherPackageIsInstalledOneWaits() throws Exception {
    kura.busy(3);
    assertEquals(Installed.NEW, packages.install(firmware));
    kura.busy(1000);
    assertThrows(InstallException.class, () -> packages.install(firmware));
  }

  @Test
  void aBundleThatDoesNotStartIsNamedWithItsReason() throws Exception {
    packages.install(firmware);
    assertEquals(Optional.empty(), packages.fault(firmware));
    AtomicInteger starts = new AtomicInteger();
    kura.unwell(
        APP,
        () -> {
          starts.incrementAndGet();
          throw new IllegalStateException("activator", new IOException("port 80 is taken"));
        });
    for (int i = 0; i < 5; i++) {
      assertEquals(
          Optional.of(
              "bundle " + APP + " does not run: activator: java.io.IOException: port 80 is taken"),
          packages.fault(firmware));
    }
    assertEquals(1, starts.get());
    kura.unwell(
        APP,
        () -> {
          throw new NoClassDefFoundError("org/example/Gone");
        });
  }

  @Test
  void whatIsNotWhatWasOrderedIsNotTouched() throws Exception {
    Properties before = kura.listed();
    packages.check(firmware);
    assertUntouched("1.1.0", "9.102.0", "9.102.0", kura.dp(APP, "1.1.0"));
    assertUntouched("has no bundles", "1.1", "1.1", kura.emptyDp(APP, "1.1.0"));
    Path text = Files.writeString(directory.resolve("text"), "no package");
    assertUntouched("no deployment package", "no manifest", "1.1", text);
    Files.delete(kura.packages.resolve(APP + "_1.0.0.dp"));
    assertUntouched("a rollback would be impossible", APP, "1.1", kura.dp(APP, "1.1.0"));
    assertEquals("1.0.0", kura.version(APP));
    assertEquals(before, kura.listed());
  }

  private void assertUntouched(String words, String more, String ordered, Path file)
      throws IOException {
    FirmwareOrder order =
        new FirmwareOrder("app", ordered, 3, "dp", Map.of(), false, JsonText.EMPTY_OBJECT);
    Firmware wrong = new Firmware(order, "1.0", file, directory.resolve("ota/firmware"));
    InstallException refusal = assertThrows(InstallException.class, () -> packages.check(wrong));
    assertTrue(refusal.getMessage().contains(words), refusal.getMessage());
    assertTrue(refusal.getMessage().contains(more), refusal.getMessage());
    assertTrue(refusal.getMessage().endsWith("; nothing was touched"), refusal.getMessage());
    assertEquals(
        ordered.startsWith("9") ? UpdateFault.VERIFICATION : UpdateFault.INSTALLATION,
        refusal.fault().orElseThrow());
  }

  @Test
  void aDifferenceIsRefused() {
    FirmwareOrder order =
        new FirmwareOrder("app", "1.1", 3, "dp", Map.of(), true, JsonText.EMPTY_OBJECT);
    InstallException refusal = assertThrows(InstallException.class, () -> packages.accept(order));
    assertTrue(refusal.getMessage().contains("isDiff"), refusal.getMessage());
  }

  @Test
  void othersAreSparedOnlyWhileAnUpdateInstalls() throws Exception {
    kura.whileInstalling(
        () ->
            assertEquals(
                "false", System.getProperty(DeploymentPackages.STOPS_OTHERS), "while installing"));
    packages.install(firmware);
    assertNull(System.getProperty(DeploymentPackages.STOPS_OTHERS));
    System.setProperty(DeploymentPackages.STOPS_OTHERS, "true");
    try {
      kura.whileInstalling(
          () ->
              assertEquals(
                  "true", System.getProperty(DeploymentPackages.STOPS_OTHERS), "as it was set"));
      former.rollBack(firmware);
      assertEquals("true", System.getProperty(DeploymentPackages.STOPS_OTHERS));
    } finally {
      System.clearProperty(DeploymentPackages.STOPS_OTHERS);
    }
  }

  @Test
  void oneThatHasNotProvedItselfDoesNot() throws Exception {
    packages.install(firmware);
    kura.restart();
    former.restore();
    assertEquals("1.0.0", kura.version(APP));
    assertEquals(Installed.FORMER, former.state(firmware));
  }

  @Test
  void aCommitThatWasCutOffIsTakenAgain() throws Exception {
    packages.install(firmware);
    Files.writeString(kura.packages.resolve(APP + "_1.1.0.dp.new"), "half");
    Files.writeString(kura.packages.resolve("dpa.properties.new"), "half");
    kura.restart();
    packages.commit(firmware);
    assertEquals("1.1.0", kura.version(APP));
    kura.restart();
    assertEquals("1.1.0", kura.version(APP));
  }

  @Test
  void whatWasCommittedCanBeTakenBackWithItsEntry() throws Exception {
    packages.install(firmware);
    packages.commit(firmware);
    former.rollBack(firmware);
    assertEquals("1.0.0", kura.version(APP));
    kura.restart();
    assertEquals("1.0.0", kura.version(APP));
    assertFalse(Files.exists(kura.packages.resolve(APP + "_1.1.0.dp")));
  }

  @Test
  void aPackageThatIsNewLeavesNothingWhenItIsTakenBack() throws Exception {
    Properties before = kura.listed();
    Firmware fresh = firmware(kura.dp("org.example.fresh", "1.0.0"));
    assertEquals(Installed.FORMER, former.state(fresh));
    packages.install(fresh);
    packages.commit(fresh);
    former.rollBack(fresh);
    assertEquals("none", kura.version("org.example.fresh"));
    assertEquals(before, kura.listed());
    assertFalse(Files.exists(kura.packages.resolve("org.example.fresh_1.0.0.dp")));
  }

  @Test
  void aPackageThatIsRefusedChangesNothing() throws Exception {
    Properties before = kura.listed();
    kura.refusing = true;
    assertThrows(InstallException.class, () -> packages.install(firmware));
    assertEquals(Installed.FORMER, former.state(firmware));
    former.rollBack(firmware);
    assertEquals("1.0.0", kura.version(APP));
    assertEquals(before, kura.listed());
  }

  @Test
  void withoutTheFormerFileThereIsNoUpdate() throws Exception {
    Files.delete(kura.packages.resolve(APP + "_1.0.0.dp"));
    InstallException refusal =
        assertThrows(InstallException.class, () -> packages.install(firmware));
    assertTrue(
        refusal.getMessage().contains("a rollback would be impossible"), refusal.getMessage());
    assertEquals("1.0.0", kura.version(APP));
  }

  @Test
  void aDamagedListFailsTheCommitAndStaysAsItIs() throws Exception {
    packages.install(firmware);
    Files.writeString(kura.list, "org.example.app=\\u00zz");
    assertThrows(InstallException.class, () -> packages.commit(firmware));
    former.rollBack(firmware);
    assertEquals("1.0.0", kura.version(APP));
    assertEquals("org.example.app=\\u00zz", Files.readString(kura.list));
  }

  @Test
  void aFileOfItsOwnThatKuraHasInstalledSinceIsLeftToKura() throws Exception {
    Path own = Files.createDirectories(directory.resolve("ota-packages")).resolve(APP + ".dp");
    Files.copy(kura.dp(APP, "1.5.0"), own);
    former.restore();
    assertEquals("1.0.0", kura.version(APP));
  }

  @Test
  void eachPackageIsBroughtBackWhateverBecomesOfAnother() throws Exception {
    start(false);
    Path own = Files.createDirectories(directory.resolve("ota-packages"));
    for (String name : List.of("org.example.a", "org.example.b")) {
      Files.copy(kura.dp(name, "1.0.0"), own.resolve(name + ".dp"));
    }
    AtomicBoolean first = new AtomicBoolean(true);
    kura.whileInstalling(
        () -> {
          if (first.getAndSet(false)) {
            throw new NoClassDefFoundError("org/example/Gone");
          }
        });
    former.restore();
    assertEquals("none", kura.version("org.example.a"));
    assertEquals("1.0.0", kura.version("org.example.b"));
  }

  @Test
  void withoutTheAgentTheListIsNotTouched() throws Exception {
    start(false);
    Firmware fresh = firmware(kura.dp("org.example.fresh", "1.0.0"));
    packages.install(fresh);
    packages.commit(fresh);
    assertFalse(Files.exists(kura.list));
    kura.restart();
    assertEquals("none", kura.version("org.example.fresh"));
    former.restore();
    assertEquals("1.0.0", kura.version("org.example.fresh"));
  }

  @Test
  void withoutAListThereIsNoKura() {
    assertEquals(Optional.empty(), KuraPackages.of(name -> null));
    assertEquals(Optional.empty(), KuraPackages.of(name -> " "));
  }
}
