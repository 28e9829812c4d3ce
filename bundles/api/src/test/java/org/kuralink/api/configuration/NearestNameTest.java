/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.api.configuration;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NearestNameTest {

  private static final List<String> KNOWN =
      List.of(
          "main",
          "cloud",
          "file",
          "none",
          "keep.alive.seconds",
          "org.kuralink.connection",
          "org.kuralink.cota",
          "org.kuralink.ota");

  @ParameterizedTest
  @CsvSource({
    "mian,main",
    "mai,main",
    "Main,main",
    "clod,cloud",
    "keep.alive.second,keep.alive.seconds",
    "keepalive.seconds,keep.alive.seconds",
    "KEEP.ALIVE.SECONDS,keep.alive.seconds",
    "org.kuralink.conection,org.kuralink.connection",
    "org.kuralink.conections,org.kuralink.connection",
    "org.kuralink.cotta,org.kuralink.cota"
  })
  void aSlipOfTheKeysIsSeen(String typed, String meant) {
    assertEquals(Optional.of(meant), NearestName.of(typed, KNOWN));
  }

  @ParameterizedTest
  @CsvSource({"second", "com.example.pump", "org.kuralink.modbus.channel", "boiler", "''"})
  void aDistantNameHasNoNearestName(String typed) {
    assertEquals(Optional.empty(), NearestName.of(typed, KNOWN));
  }

  @Test
  void ofTwoEquallyNearNamesTheFirstIsReturned() {
    assertEquals(Optional.of("pump-1"), NearestName.of("pump-3", List.of("pump-2", "pump-1")));
    assertEquals(Optional.empty(), NearestName.of("pump", List.of()));
  }

  @Test
  void aSmallerMaximumDistanceReturnsOnlyNearerNames() {
    String typed = "org.kuralink.conections";
    assertEquals(Optional.empty(), NearestName.of(typed, KNOWN, 1));
    assertEquals(Optional.of("org.kuralink.connection"), NearestName.of(typed, KNOWN, 2));
  }
}
