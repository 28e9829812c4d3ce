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
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.eclipse.kura.deployment.hook.DeploymentHook;
import org.eclipse.kura.deployment.hook.RequestContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.kuralink.api.ota.Firmware;
import org.kuralink.api.ota.FirmwareInstaller;
import org.kuralink.api.ota.FirmwareOrder;
import org.kuralink.api.ota.Installed;
import org.kuralink.api.ota.UpdateState;

/**
 * Installers and hooks that fail in all ways: the update has an outcome, and the next one works.
 */
class ForeignCodeTest {

  private static final String FILE = "https://localhost/firmware.";

  @TempDir private Path directory;
  private final CountDownLatch end = new CountDownLatch(1);
  private final Faulty faulty = new Faulty();
  private OtaFixture fixture;

  @BeforeEach
  void fixture() throws IOException {
    fixture = new OtaFixture(directory);
    fixture.configuration.put("health.window.seconds", 2);
    fixture.configuration.put("health.deadline.seconds", 3);
    fixture.installers.add(faulty, Map.of("file.type", "zip", "component.name", "faulty"));
  }

  @AfterEach
  void close() {
    end.countDown();
    fixture.close();
  }

  static Stream<Arguments> calls() {
    return Stream.of(
            "accept", "check", "install", "restart", "fault", "commit", "rollBack", "state")
        .flatMap(
            method -> Stream.of(Misbehaviour.values()).map(what -> Arguments.of(method, what)));
  }

  @ParameterizedTest
  @MethodSource("calls")
  void everyInstallerFailureHasAnOutcome(String method, Misbehaviour what) throws IOException {
    faulty.method = method;
    faulty.what = what;
    fixture.start();
    fixture.push(OtaFixture.order(7, "url", FILE + "zip"));
    if (method.equals("state")) {
      fixture.await(UpdateState.PROVING);
      fixture.stop();
      fixture.start();
    }
    fixture.await(UpdateState.IDLE);
    assertOutcome(method, what);
    assertTheNextUpdateWorks();
  }

  private void assertOutcome(String method, Misbehaviour what) {
    boolean returnsNothing = what == Misbehaviour.NOTHING;
    if (returnsNothing && !Stream.of("install", "fault", "state").toList().contains(method)) {
      // There is no restart in this test.
      String step = method.equals("rollBack") ? "-1" : method.equals("restart") ? "-4" : "100";
      assertEquals(step, fixture.step(), fixture.description());
      return;
    }
    boolean refused = method.equals("accept") || method.equals("check");
    boolean ill = method.equals("fault") || method.equals("rollBack");
    assertEquals(refused || ill ? "-1" : "-4", fixture.step(), fixture.description());
    String said = fixture.description();
    assertTrue(said.contains("the installer faulty "), said);
    assertTrue(said.contains(method), said);
    String how = what.hangs() ? "did not return" : returnsNothing ? "returned null" : "failed";
    assertTrue(said.contains(how), said);
    assertEquals(refused ? 0 : 1, Math.min(1, faulty.rollBacks), said);
    assertEquals(method.equals("rollBack"), said.contains("could not be restored"), said);
  }

  private void assertTheNextUpdateWorks() {
    fixture.carryOut(OtaFixture.order(8, "version", "1.2"));
    assertEquals("100", fixture.step(), fixture.description());
  }

  @Test
  void anInstallerMaySayThatItTakesLonger() throws IOException {
    fixture.installers.remove(faulty, Map.of());
    fixture.installers.add(
        faulty, Map.of("file.type", "zip", "component.name", "faulty", "time.limit.seconds", 300));
    faulty.method = "install";
    faulty.what = Misbehaviour.HANGS;
    DeviceUpdates updates = fixture.start();
    fixture.push(OtaFixture.order(7, "url", FILE + "zip"));
    fixture.await(UpdateState.INSTALLING);
    fixture.time.leap(java.time.Duration.ofSeconds(299));
    assertEquals(UpdateState.INSTALLING, updates.status().state());
    fixture.await(UpdateState.IDLE);
    assertTrue(fixture.description().contains("within 300 s"), fixture.description());
  }

  @Test
  void aResultThatMakesNoSenseIsAFailure() throws IOException {
    faulty.result = Installed.FORMER;
    fixture.start();
    fixture.carryOut(OtaFixture.order(7, "url", FILE + "zip"));
    assertEquals("-4", fixture.step());
    assertTrue(
        fixture.description().startsWith("the installer faulty returned FORMER"),
        fixture.description());
  }

  @Test
  void aCancellationDuringAHangingCallHasAnOutcome() throws IOException {
    faulty.method = "install";
    faulty.what = Misbehaviour.HANGS_AND_IS_DEAF;
    DeviceUpdates updates = fixture.start();
    fixture.push(OtaFixture.order(7, "url", FILE + "zip"));
    fixture.await(UpdateState.INSTALLING);
    assertTrue(updates.cancel("enough"));
    fixture.await(UpdateState.IDLE);
    assertEquals("cancelled: enough; the former version is restored", fixture.description());
  }

  @ParameterizedTest
  @EnumSource(value = Misbehaviour.class, mode = EnumSource.Mode.EXCLUDE, names = "NOTHING")
  void everyHookFailureHasAnOutcome(Misbehaviour what) throws IOException {
    for (String method : new String[] {"preDownload", "postDownload", "postInstall"}) {
      DeploymentHook hook = new FaultyHook(method, what);
      fixture.hooks.put(hook, Map.of("kura.service.pid", "my.hook"));
      fixture.configuration.put("hook.associations", "hooked=my.hook");
      fixture.start();
      fixture.carryOut(OtaFixture.order(7, "url", FILE + "hooked"));
      boolean installed = method.equals("postInstall");
      assertEquals(installed ? "-4" : "-1", fixture.step(), fixture.description());
      String said = fixture.description();
      assertTrue(said.contains("the deployment hook 'my.hook' in " + method), said);
      assertEquals(installed, said.contains("could not be restored"), said);
      assertTheNextUpdateWorks();
      // The files of an update are deleted a moment later, but not while the next one is fetched.
      fixture.await(() -> Files.notExists(directory.resolve("update").resolve("firmware")));
      fixture.stop();
      fixture.hooks.remove(hook, Map.of());
      Files.deleteIfExists(directory.resolve("journal"));
    }
  }

  /** Misbehaves in one of its methods. */
  private final class Faulty implements FirmwareInstaller {

    private volatile String method = "";
    private volatile Misbehaviour what = Misbehaviour.NOTHING;
    private volatile Installed result = Installed.NEW;
    private volatile int rollBacks;

    private void act(String called) {
      if (called.equals(method)) {
        what.act(end);
      }
    }

    private boolean isNothing(String called) {
      return called.equals(method) && what == Misbehaviour.NOTHING;
    }

    @Override
    public void accept(FirmwareOrder order) {
      act("accept");
    }

    @Override
    public void check(Firmware firmware) {
      act("check");
    }

    @Override
    public Installed install(Firmware firmware) {
      act("install");
      return isNothing("install")
          ? null
          : method.equals("restart") ? Installed.NEW_AFTER_RESTART : result;
    }

    @Override
    public Installed state(Firmware firmware) {
      act("state");
      return isNothing("state") ? null : Installed.NEW;
    }

    @Override
    public void restart(Firmware firmware) {
      act("restart");
    }

    @Override
    public Optional<String> fault(Firmware firmware) {
      act("fault");
      if (isNothing("fault")) {
        return null;
      }
      return method.equals("rollBack") ? Optional.of("unwell") : Optional.empty();
    }

    @Override
    public void commit(Firmware firmware) {
      act("commit");
    }

    @Override
    public void rollBack(Firmware firmware) {
      rollBacks++;
      act("rollBack");
    }
  }

  private final class FaultyHook implements DeploymentHook {

    private final String method;
    private final Misbehaviour what;

    FaultyHook(String method, Misbehaviour what) {
      this.method = method;
      this.what = what;
    }

    private void act(String called) {
      if (called.equals(method)) {
        what.act(end);
      }
    }

    @Override
    public void preDownload(RequestContext context, Map<String, Object> properties) {
      act("preDownload");
    }

    @Override
    public void postDownload(RequestContext context, Map<String, Object> properties) {
      act("postDownload");
    }

    @Override
    public void postInstall(RequestContext context, Map<String, Object> properties) {
      act("postInstall");
    }
  }
}
