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

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.kuralink.api.ota.Firmware;
import org.kuralink.api.ota.FirmwareInstaller;
import org.kuralink.api.ota.InstallException;
import org.kuralink.api.ota.Installed;
import org.kuralink.api.ota.UpdateState;

/** An update over restarts of the process, of the component, and into another system. */
class UpdateRecoveryTest {

  @TempDir private Path directory;
  private OtaFixture fixture;
  private final System system = new System();

  @BeforeEach
  void fixture() throws IOException {
    fixture = new OtaFixture(directory);
    fixture.installers.add(system, Map.of("file.type", "img", "component.name", "system"));
  }

  @AfterEach
  void close() {
    fixture.close();
  }

  @Test
  void aRestartLeadsIntoTheNewSystem() throws IOException {
    fixture.start();
    fixture.push(OtaFixture.order(7, "url", "https://localhost/system.img"));
    fixture.await(() -> system.restarts == 1);
    fixture.stop();
    system.state = Installed.NEW;
    fixture.start();
    fixture.await(UpdateState.IDLE);
    assertEquals("100", fixture.step());
    assertTrue(system.committed);
  }

  @Test
  void aSystemThatFallsBackIsReported() throws IOException {
    fixture.start();
    fixture.push(OtaFixture.order(7, "url", "https://localhost/system.img"));
    fixture.await(() -> system.restarts == 1);
    fixture.stop();
    system.state = Installed.FELL_BACK;
    fixture.start();
    fixture.await(UpdateState.IDLE);
    assertEquals("-1", fixture.step());
    assertTrue(fixture.description().contains("restarted with the former"), fixture.description());
  }

  @Test
  void restartsThatLeadNowhereAreGivenUp() throws IOException {
    fixture.start();
    fixture.push(OtaFixture.order(7, "url", "https://localhost/system.img"));
    for (int restarts = 1; restarts <= 3; restarts++) {
      int expected = restarts;
      fixture.await(() -> system.restarts == expected);
      fixture.stop();
      fixture.start();
    }
    fixture.await(UpdateState.IDLE);
    assertEquals("-4", fixture.step());
    assertEquals(3, system.restarts);
    assertEquals(1, system.rollBacks);
  }

  @Test
  void aRestartThatNobodyMakesIsGivenUp() throws IOException {
    fixture.start();
    fixture.carryOut(OtaFixture.order(7, "url", "https://localhost/system.img"));
    assertEquals("-4", fixture.step());
    assertTrue(fixture.description().contains("was not restarted in time"), fixture.description());
  }

  @Test
  void aRollBackThatFailsIsTriedAgainAndReportedAsItIs() throws IOException {
    system.noWayBack = Optional.of("the old slot is gone");
    fixture.start();
    fixture.carryOut(OtaFixture.order(7, "url", "https://localhost/system.img"));
    assertEquals(3, system.rollBacks);
    assertTrue(
        fixture.description().endsWith("could not be restored: the old slot is gone"),
        fixture.description());
  }

  @Test
  void anotherConfigurationInTheMiddleCountsForNothing() throws IOException {
    fixture.start("same");
    fixture.push(OtaFixture.order(7));
    for (int i = 0; i < 5; i++) {
      fixture.await(UpdateState.PROVING);
      fixture.stop();
      fixture.start("same");
    }
    fixture.await(UpdateState.IDLE);
    assertEquals("100", fixture.step());
  }

  @Test
  void anInstallerThatComesLaterIsWaitedFor() throws IOException {
    fixture.start();
    fixture.push(OtaFixture.order(7));
    fixture.await(UpdateState.PROVING);
    fixture.stop();
    fixture.installers.remove(fixture.installer, Map.of());
    DeviceUpdates updates = fixture.start();
    fixture.time.leap(Duration.ofSeconds(30));
    assertEquals(UpdateState.PROVING, updates.status().state());
    fixture.installers.add(fixture.installer, Map.of("file.type", "bin"));
    fixture.await(UpdateState.IDLE);
    assertEquals("100", fixture.step());
  }

  @Test
  void anInstallerThatNeverComesIsReported() throws IOException {
    fixture.start();
    fixture.push(OtaFixture.order(7));
    fixture.await(UpdateState.PROVING);
    fixture.stop();
    fixture.installers.remove(fixture.installer, Map.of());
    fixture.start();
    fixture.await(UpdateState.IDLE);
    assertEquals("-4", fixture.step());
    assertTrue(fixture.description().contains("could not be restored"), fixture.description());
  }

  @Test
  void aSystemThatStillComesUpIsWaitedFor() throws IOException {
    fixture.start();
    fixture.push(OtaFixture.order(7, "url", "https://localhost/system.img"));
    fixture.await(() -> system.restarts == 1);
    fixture.stop();
    system.state = Installed.PENDING;
    DeviceUpdates updates = fixture.start();
    fixture.await(() -> system.asked > 20);
    assertEquals(UpdateState.RESTARTING, updates.status().state());
    system.state = Installed.NEW;
    fixture.await(UpdateState.IDLE);
    assertEquals("100", fixture.step());
  }

  @Test
  void oneThatNeverComesUpIsGivenUp() throws IOException {
    fixture.start();
    fixture.push(OtaFixture.order(7, "url", "https://localhost/system.img"));
    fixture.await(() -> system.restarts == 1);
    fixture.stop();
    system.state = Installed.PENDING;
    fixture.start();
    fixture.await(UpdateState.IDLE);
    assertEquals("-4", fixture.step());
  }

  /** An orderly restart says nothing about the new version. */
  @Test
  void restartsInOrderCountForNothing() throws IOException {
    fixture.start();
    fixture.push(OtaFixture.order(7));
    for (int i = 0; i < 6; i++) {
      fixture.await(UpdateState.PROVING);
      fixture.stopInOrder();
      fixture.start();
    }
    fixture.await(UpdateState.IDLE);
    assertEquals("100", fixture.step());
  }

  @Test
  void aVersionThatNeverStaysIsTakenBackHoweverItEnds() throws IOException {
    fixture.start();
    fixture.push(OtaFixture.order(7));
    DeviceUpdates updates = null;
    for (int i = 0; i < 10; i++) {
      fixture.await(UpdateState.PROVING);
      fixture.stopInOrder();
      updates = fixture.start();
    }
    fixture.await(UpdateState.IDLE);
    assertEquals(Map.of("default", "1.0"), updates.versions());
    assertEquals("-1", fixture.step());
    assertEquals(OtaFixture.OLD, fixture.program());
  }

  /** An installer that writes the inactive system. */
  private static final class System implements FirmwareInstaller {

    private volatile Installed state = Installed.NEW_AFTER_RESTART;
    private volatile int restarts;
    private volatile int asked;
    private volatile int rollBacks;
    private volatile boolean committed;
    private volatile Optional<String> noWayBack = Optional.empty();

    @Override
    public Installed install(Firmware firmware) {
      return Installed.NEW_AFTER_RESTART;
    }

    @Override
    public Installed state(Firmware firmware) {
      asked++;
      return state;
    }

    @Override
    public void restart(Firmware firmware) {
      restarts++;
    }

    @Override
    public void commit(Firmware firmware) {
      committed = true;
    }

    @Override
    public void rollBack(Firmware firmware) throws InstallException {
      rollBacks++;
      if (noWayBack.isPresent()) {
        throw new InstallException(noWayBack.get());
      }
    }
  }
}
