/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.kura.stack;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.eclipse.kura.KuraErrorCode;
import org.eclipse.kura.KuraException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.kuralink.kura.stack.Configurations.Entry;

class StacksTest {

  private static final String PID = "org.kuralink.AlibabaCloudIot-1";
  private static final List<String> TABS = List.of("org.kuralink.thing", "org.kuralink.ota");

  private final FakeConfigurations configurations = new FakeConfigurations();
  private final Stacks stacks = new Stacks(configurations, TABS);

  @Test
  void aConnectionIsEndpointSessionAndOneOfEachCapabilitySavedOnce() throws Exception {
    stacks.create(PID);
    assertEquals(
        List.of(
            "create " + PID,
            "create " + PID + ".connection",
            "create " + PID + ".ota",
            "create " + PID + ".thing and save"),
        configurations.log);
    assertEquals(
        Map.of(
            "kura.cloud.connection.factory.pid",
            "org.kuralink.kura.ConnectionFactory",
            "connection",
            PID + ".connection"),
        configurations.all.get(new Entry(PID, "org.kuralink.kura.AlibabaCloudIotPlatform")));
    assertEquals(
        Map.of("connection", PID + ".connection", "kura.ui.service.hide", true),
        configurations.all.get(new Entry(PID + ".thing", "org.kuralink.thing")));
    assertEquals(Set.of(PID), stacks.connections());
  }

  @Test
  void tabsAreTheSessionAndTheCapabilitiesThatAreInstalled() {
    assertEquals(
        List.of(PID + ".connection", PID + ".ota", PID + ".thing"), Stacks.parts(PID, TABS));
  }

  @Test
  void aCapabilityThatComesLaterJoinsConnectionsThatExist() throws Exception {
    stacks.create(PID);
    stacks.create(PID + "-2");
    configurations.log.clear();
    new Stacks(configurations, List.of("org.kuralink.thing", "org.kuralink.shadow")).complete();
    assertEquals(
        List.of("create " + PID + ".shadow", "create " + PID + "-2.shadow and save"),
        configurations.log);
    configurations.log.clear();
    stacks.complete();
    assertEquals(List.of(), configurations.log);
  }

  @Test
  void onlyPartsOfConnectionsAreHiddenAndSavedOnce() throws Exception {
    stacks.create(PID);
    stacks.create(PID + "-2");
    configurations.all.put(new Entry(PID + "-mine", "org.kuralink.thing"), Map.of());
    configurations.log.clear();
    stacks.hide(
        Set.of(PID, PID + ".thing", PID + "-2.connection", PID + "-mine", PID + ".unknown"));
    assertEquals(
        List.of(
            "update " + PID + ".thing {kura.ui.service.hide=true}",
            "update " + PID + "-2.connection {kura.ui.service.hide=true} and save"),
        configurations.log);
    configurations.log.clear();
    stacks.hide(Set.of());
    assertEquals(List.of(), configurations.log);
  }

  @Test
  void deletingTakesPartsOfAbsentCapabilitiesAlongAndNothingElse() throws Exception {
    stacks.create(PID);
    stacks.create(PID + "-2");
    Entry stranger = new Entry(PID + ".thing2", "org.example.thing2");
    configurations.all.put(stranger, Map.of());
    configurations.log.clear();
    new Stacks(configurations, List.of()).delete(PID);
    assertEquals(
        List.of(
            "delete " + PID,
            "delete " + PID + ".connection",
            "delete " + PID + ".ota",
            "delete " + PID + ".thing and save"),
        configurations.log);
    assertEquals(Set.of(PID + "-2"), stacks.connections());
    assertTrue(configurations.all.containsKey(stranger));
  }

  @Test
  void deletingWhatIsNotThereDoesNothing() throws Exception {
    stacks.delete(PID);
    assertEquals(List.of(), configurations.log);
  }

  @Test
  void leftoversOfAFormerConnectionAreTakenOver() throws Exception {
    configurations.all.put(new Entry(PID + ".thing", "org.kuralink.thing"), Map.of("a", "b"));
    stacks.create(PID);
    assertEquals(4, configurations.all.size());
    assertEquals(
        Map.of("a", "b"), configurations.all.get(new Entry(PID + ".thing", "org.kuralink.thing")));
  }

  @Test
  void whatWasMadeIsTakenBackWhenAPartIsRefused() {
    configurations.refused = "org.kuralink.thing";
    assertThrows(KuraException.class, () -> stacks.create(PID));
    assertEquals(Map.of(), configurations.all);
  }

  @Test
  void aSecondConnectionOfTheSameNameIsRefused() throws Exception {
    stacks.create(PID);
    KuraException refusal = assertThrows(KuraException.class, () -> stacks.create(PID));
    assertEquals(KuraErrorCode.INVALID_PARAMETER, refusal.getCode());
    assertTrue(refusal.getMessage().contains("already exists"), refusal.getMessage());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "alibaba",
        "org.kuralink.AlibabaCloudIot-",
        "org.kuralink.AlibabaCloudIot-a.b",
        "x.org.kuralink.AlibabaCloudIot",
        "org.kuralink.AlibabaCloudIot-1 "
      })
  void otherNamesAreRefused(String pid) {
    KuraException refusal = assertThrows(KuraException.class, () -> stacks.create(pid));
    assertEquals(KuraErrorCode.INVALID_PARAMETER, refusal.getCode());
    assertEquals(List.of(), configurations.log);
  }

  /** Kura's buttons compare the ends of names. */
  @Test
  void noAllowedNameEndsInAnotherOne() {
    List<String> names =
        Stream.of("", "-1", "-1-1", "-11", "-AlibabaCloudIot", "-org_kuralink")
            .map(end -> StackNames.DEFAULT_PID + end)
            .toList();
    for (String one : names) {
      assertTrue(StackNames.isConnection(one), one);
      for (String other : names) {
        assertFalse(!one.equals(other) && one.endsWith(other), one + " ends in " + other);
      }
    }
  }
}
