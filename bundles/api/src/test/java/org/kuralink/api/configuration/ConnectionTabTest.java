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

import java.util.Map;
import org.junit.jupiter.api.Test;

class ConnectionTabTest {

  private static final String PID = "kura.service.pid";

  @Test
  void aNameIsTakenAsItIs() {
    assertEquals("main", ConnectionTab.sessionOf(Map.of("connection", " main ", PID, "a.thing")));
    assertEquals(
        "main",
        ConnectionTab.sessionOf(
            Map.of("connection", "main", PID, "a.thing", ConnectionTab.PART, true)));
  }

  @Test
  void withoutANameATabUsesTheSessionOfItsConnection() {
    assertEquals(
        "a-1.connection",
        ConnectionTab.sessionOf(
            Map.of("connection", "", PID, "a-1.thing", ConnectionTab.PART, true)));
  }

  @Test
  void withoutANameOtherComponentsUseTheOnlySession() {
    assertEquals("", ConnectionTab.sessionOf(Map.of()));
    assertEquals("", ConnectionTab.sessionOf(Map.of(PID, "a.thing")));
    assertEquals("", ConnectionTab.sessionOf(Map.of(PID, "thing", ConnectionTab.PART, true)));
  }
}
