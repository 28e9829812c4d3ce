/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.shadow;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.kuralink.api.connection.DeviceIdentity;

/** The bundle is stopped, updated or killed, and started again. */
class RestartTest {

  private static final String RED = "{\"reported\":{\"color\":\"red\"}}";
  private static final String WANTS_BLACK = "{\"desired\":{\"color\":\"black\"}}";

  @TempDir private Path directory;

  private ShadowFixture start() {
    ShadowFixture fixture = new ShadowFixture(directory);
    fixture.obedient();
    fixture.attach();
    return fixture;
  }

  private Path file() {
    return directory.resolve("shadow-version.json");
  }

  @Test
  void aControlFromBeforeTheRestartIsStaleBeforeTheShadowHasBeenRead() {
    ShadowFixture before = start();
    before.answerGet(9_007_199_254_740_993L, RED);
    before.close();
    ShadowFixture after = start();
    after.control(9_007_199_254_740_993L, WANTS_BLACK);
    after.control(9_007_199_254_740_992L, WANTS_BLACK);
    assertEquals(List.of(), after.delivered);
    after.control(9_007_199_254_740_994L, WANTS_BLACK);
    assertEquals(1, after.delivered.size());
  }

  @Test
  void theVersionFileIsReadableForItsOwnerOnly() throws IOException {
    Path own = directory.resolve("kuralink").resolve("own");
    ShadowFixture fixture = new ShadowFixture(own);
    fixture.obedient();
    fixture.attach();
    fixture.answerGet(4, RED);
    fixture.close();
    assertTrue(Files.exists(own.resolve("shadow-version.json")));
    assertEquals("rwx------", PosixFilePermissions.toString(Files.getPosixFilePermissions(own)));
  }

  @Test
  void asksForTheShadowAndCarriesOutWhatWasDesiredMeanwhile() {
    ShadowFixture before = start();
    before.answerGet(4, RED);
    before.close();
    ShadowFixture after = start();
    assertEquals("get", after.last().get("method").getAsString());
    after.answerGet(6, "{\"reported\":{\"color\":\"red\"},\"desired\":{\"color\":\"blue\"}}");
    assertEquals(1, after.delivered.size());
    assertEquals(7, after.last().get("version").getAsLong());
  }

  @Test
  void aValueReportedBeforeTheRestartIsClearedAndNotAppliedAgain() {
    ShadowFixture before = start();
    before.answerGet(4, WANTS_BLACK);
    before.confirm(5);
    before.close();
    ShadowFixture after = start();
    after.answerGet(5, "{\"reported\":{\"color\":\"black\"},\"desired\":{\"color\":\"black\"}}");
    assertEquals(List.of(), after.delivered);
    assertEquals("{\"desired\":\"null\"}", after.last().get("state").toString());
  }

  @Test
  void aKilledProcessHasLostNoMoreThanTheLastSeconds() {
    ShadowFixture killed = start();
    killed.answerGet(20, RED);
    killed.time.leap(Duration.ofSeconds(VersionFile.PAUSE_SECONDS));
    ShadowFixture after = start();
    after.control(20, WANTS_BLACK);
    assertEquals(List.of(), after.delivered);
  }

  @Test
  void thePlatformMayBeginAgainWithASmallerVersion() {
    ShadowFixture before = start();
    before.answerGet(90, RED);
    before.close();
    ShadowFixture after = start();
    after.answerGet(0, "{}");
    after.control(1, WANTS_BLACK);
    assertEquals(1, after.delivered.size());
    after.close();
    ShadowFixture again = start();
    again.control(2, WANTS_BLACK);
    assertEquals(1, again.delivered.size());
  }

  @Test
  void manyChangesAreWrittenTogether() throws IOException {
    ShadowFixture fixture = start();
    fixture.answerGet(1, RED);
    for (int i = 2; i < 100; i++) {
      fixture.control(i, RED);
    }
    assertFalse(Files.exists(file()));
    fixture.time.leap(Duration.ofSeconds(VersionFile.PAUSE_SECONDS));
    assertEquals("{\"device\":\"pk/dn\",\"version\":99}", Files.readString(file()));
    assertFalse(Files.exists(directory.resolve("shadow-version.json.new")));
  }

  @Test
  void theVersionOfAnotherDeviceIsNotMine() {
    ShadowFixture before = start();
    before.answerGet(90, RED);
    before.close();
    VersionFile versions = new VersionFile(Optional.of(directory), before.time.scheduler());
    assertEquals(-1, versions.of(new DeviceIdentity("pk", "another")));
    assertEquals(90, versions.of(new DeviceIdentity("pk", "dn")));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "{",
        "[]",
        "{\"device\":\"pk/dn\"}",
        "{\"device\":\"pk/dn\",\"version\":-1}",
        "{\"device\":\"pk/dn\",\"version\":\"9\"}",
        "{\"device\":7,\"version\":9}",
        "{\"device\":\"pk/dn\",\"version\":1e30}"
      })
  void aFileThatCannotBeReadIsIgnoredAndReplaced(String content) throws IOException {
    Files.writeString(file(), content);
    ShadowFixture fixture = start();
    fixture.control(1, WANTS_BLACK);
    assertEquals(1, fixture.delivered.size());
    fixture.close();
    assertEquals("{\"device\":\"pk/dn\",\"version\":1}", Files.readString(file()));
  }

  @Test
  void anUnwritableDirectoryDoesNotStopTheShadow() throws IOException {
    Path blocked = Files.writeString(directory.resolve("blocked"), "");
    ShadowFixture fixture = new ShadowFixture(blocked.resolve("below"));
    fixture.obedient();
    fixture.attach();
    fixture.answerGet(1, RED);
    fixture.time.leap(Duration.ofSeconds(VersionFile.PAUSE_SECONDS));
    fixture.control(2, WANTS_BLACK);
    assertEquals(1, fixture.delivered.size());
  }
}
