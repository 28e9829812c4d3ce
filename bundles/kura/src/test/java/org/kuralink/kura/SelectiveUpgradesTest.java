/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.kura;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SelectiveUpgradesTest {

  private final SelectiveUpgrades upgrades = new SelectiveUpgrades();

  @BeforeEach
  @AfterEach
  void nothingIsSet() {
    System.clearProperty(SelectiveUpgrades.PROPERTY);
  }

  @Test
  void upgradesAreSparingWhileTheComponentLives() {
    upgrades.activate();
    assertEquals("false", System.getProperty(SelectiveUpgrades.PROPERTY));
    upgrades.deactivate();
    assertNull(System.getProperty(SelectiveUpgrades.PROPERTY));
  }

  @Test
  void whatTheOperatorHasSetStays() {
    for (String set : new String[] {"true", "false", ""}) {
      System.setProperty(SelectiveUpgrades.PROPERTY, set);
      upgrades.activate();
      assertEquals(set, System.getProperty(SelectiveUpgrades.PROPERTY));
      upgrades.deactivate();
      assertEquals(set, System.getProperty(SelectiveUpgrades.PROPERTY));
    }
  }

  @Test
  void whatTheOperatorSetsMeanwhileStaysToo() {
    upgrades.activate();
    System.setProperty(SelectiveUpgrades.PROPERTY, "true");
    upgrades.deactivate();
    assertEquals("true", System.getProperty(SelectiveUpgrades.PROPERTY));
  }
}
