/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.cota;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.kuralink.api.cota.ConfigurationApplier;
import org.kuralink.api.cota.ConfigurationFile;
import org.kuralink.api.cota.RemoteConfigurationListener;

/** Appliers and listeners that are registered, changed and removed. */
class CotaServicesTest {

  private final CotaServices services = new CotaServices();

  private static ConfigurationApplier applier() {
    return new ConfigurationApplier() {
      @Override
      public byte[] prepare(ConfigurationFile file) {
        return new byte[0];
      }

      @Override
      public void apply(ConfigurationFile file) {}

      @Override
      public void restore(byte[] snapshot) {}

      @Override
      public boolean isInForce(ConfigurationFile file) {
        return true;
      }
    };
  }

  private static Map<String, ?> named(String name, int ranking, long id) {
    return Map.of(ConfigurationApplier.NAME, name, "service.ranking", ranking, "service.id", id);
  }

  private List<RemoteConfigurationListener> listeners(String connection) {
    services.choose("test", CotaSettings.of(Map.of("connection", connection)));
    return services.listeners(Optional.empty());
  }

  @Test
  void anApplierThatChangesItsNameIsFoundUnderTheNewOneAndNoLongerUnderTheOld() {
    ConfigurationApplier applier = applier();
    services.put(applier, named("old", 0, 1));
    services.put(applier, named("new", 0, 1));
    assertTrue(services.applier("old").isEmpty());
    assertSame(applier, services.applier("new").orElseThrow());
    services.remove(applier, named("new", 0, 1));
    assertTrue(services.applier("new").isEmpty());
  }

  @Test
  void anApplierRegisteredTwiceIsFoundUnderBothNames() {
    ConfigurationApplier applier = applier();
    services.put(applier, named("one", 0, 1));
    services.put(applier, named("other", 0, 2));
    assertSame(applier, services.applier("one").orElseThrow());
    assertSame(applier, services.applier("other").orElseThrow());
    services.remove(applier, named("one", 0, 1));
    assertTrue(services.applier("one").isEmpty());
    assertSame(applier, services.applier("other").orElseThrow());
    RemoteConfigurationListener listener = file -> {};
    services.put(listener, Map.of("connection", "main", "service.id", 3L));
    services.put(listener, Map.of("connection", "second", "service.id", 4L));
    assertEquals(List.of(listener), listeners("main"));
    assertEquals(List.of(listener), listeners("second"));
    services.remove(listener, Map.of("service.id", 4L));
    assertEquals(List.of(listener), listeners("main"));
    assertEquals(List.of(), listeners("second"));
  }

  @Test
  void ofSeveralAppliersOfANameTheHigherRankingIsUsed() {
    ConfigurationApplier first = applier();
    ConfigurationApplier second = applier();
    services.put(first, named("own", 0, 1));
    services.put(second, named("own", 10, 2));
    assertSame(second, services.applier("own").orElseThrow());
    services.put(second, named("own", -10, 2));
    assertSame(first, services.applier("own").orElseThrow());
  }

  @Test
  void aListenerIsAskedForTheConnectionThatItNamesNow() {
    RemoteConfigurationListener early = file -> {};
    RemoteConfigurationListener late = file -> {};
    services.put(early, Map.of("connection", "main", "service.id", 1L));
    services.put(late, Map.of("service.ranking", 1, "service.id", 2L));
    assertEquals(List.of(late, early), listeners("main"));
    services.put(early, Map.of("connection", "other", "service.id", 1L));
    assertEquals(List.of(late), listeners("main"));
    assertEquals(List.of(late, early), listeners("other"));
  }
}
