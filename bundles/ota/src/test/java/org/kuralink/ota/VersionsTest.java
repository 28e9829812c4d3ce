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

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.kuralink.api.ota.VersionSource;
import org.kuralink.ota.version.Versions;
import org.kuralink.ota.wire.UpdatedDevice;

/** Version sources that fail in all ways. */
class VersionsTest {

  private static final UpdatedDevice GATEWAY =
      new UpdatedDevice(Optional.empty(), "", Optional::empty);

  private final CountDownLatch end = new CountDownLatch(1);
  private final Versions versions = new Versions(Duration.ofSeconds(2), System::nanoTime);

  @AfterEach
  void end() {
    end.countDown();
  }

  @ParameterizedTest
  @EnumSource(Misbehaviour.class)
  void aFailingSourceDoesNotAffectTheOthers(Misbehaviour what) {
    VersionSource faulty =
        () -> {
          what.act(end);
          return null;
        };
    versions.put(faulty, Map.of("module", "faulty"));
    versions.put(() -> Optional.of("7"), Map.of("module", "mcu"));
    assertEquals(Map.of("mcu", "7"), versions.told(GATEWAY));
    assertEquals(
        Map.of("faulty", "1", "mcu", "7"), versions.all(GATEWAY, Map.of("faulty", "1"), Map.of()));
  }

  @Test
  void aHangingSourceIsNotCalledAgainBeforeItReturns() {
    AtomicInteger asked = new AtomicInteger();
    versions.put(
        () -> {
          asked.incrementAndGet();
          Misbehaviour.HANGS_AND_IS_DEAF.act(end);
          return Optional.of("3");
        },
        Map.of());
    for (int i = 0; i < 20; i++) {
      assertEquals(Map.of(), versions.told(GATEWAY));
    }
    assertEquals(1, asked.get());
    end.countDown();
    Awaitility.await().until(() -> versions.told(GATEWAY).equals(Map.of("default", "3")));
  }

  @Test
  void aVersionWithControlCharactersIsIgnored() {
    versions.put(() -> Optional.of("1.0\nERROR all is lost"), Map.of());
    versions.put(() -> Optional.of(" "), Map.of("module", "blank"));
    assertEquals(Map.of(), versions.told(GATEWAY));
  }

  @Test
  void aSourceThatChangesItsModuleIsAskedForTheNewOneAndTheHigherRankingIsBelieved() {
    VersionSource moving = () -> Optional.of("1");
    versions.put(moving, Map.of("module", "old"));
    versions.put(moving, Map.of("module", "mcu"));
    assertEquals(Map.of("mcu", "1"), versions.told(GATEWAY));
    VersionSource better = () -> Optional.of("2");
    versions.put(better, Map.of("module", "mcu", "service.ranking", 1));
    assertEquals(Map.of("mcu", "2"), versions.told(GATEWAY));
    versions.put(better, Map.of("module", "mcu", "service.ranking", -1));
    assertEquals(Map.of("mcu", "1"), versions.told(GATEWAY));
    versions.put(moving, Map.of("module", "mcu", "service.ranking", -2));
    assertEquals(Map.of("mcu", "2"), versions.told(GATEWAY));
    versions.remove(better, Map.of());
    assertEquals(Map.of("mcu", "1"), versions.told(GATEWAY));
  }

  @Test
  void aSourceThatIsRegisteredTwiceIsAskedForBothModules() {
    VersionSource both = () -> Optional.of("1");
    versions.put(both, Map.of("module", "mcu", "service.id", 1L));
    versions.put(both, Map.of("module", "app", "service.id", 2L));
    assertEquals(Map.of("mcu", "1", "app", "1"), versions.told(GATEWAY));
    versions.put(both, Map.of("module", "web", "service.id", 2L));
    assertEquals(Map.of("mcu", "1", "web", "1"), versions.told(GATEWAY));
    versions.remove(both, Map.of("service.id", 1L));
    assertEquals(Map.of("web", "1"), versions.told(GATEWAY));
  }
}
