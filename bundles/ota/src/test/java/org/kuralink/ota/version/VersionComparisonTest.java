/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.ota.version;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

/** Versions as people write them. */
class VersionComparisonTest {

  private static final List<String> RISING =
      List.of("0.9", "1.0-alpha", "1.0-beta", "1.0", "1.0.1", "v1.1", "1.9.9", "1.10", "2", "10.0");

  @Test
  void laterIsLater() {
    for (int i = 0; i < RISING.size(); i++) {
      for (int j = 0; j < RISING.size(); j++) {
        int expected = Integer.compare(i, j);
        assertEquals(
            expected,
            Integer.signum(Versions.compare(RISING.get(i), RISING.get(j))),
            RISING.get(i) + " " + RISING.get(j));
      }
    }
  }

  @Test
  void sameIsSame() {
    assertEquals(0, Versions.compare("1.0", "1.0.0"));
    assertEquals(0, Versions.compare("v2.1", "2.1"));
    assertEquals(0, Versions.compare("1_0", "1.0"));
    assertEquals(0, Versions.compare("", "..."));
  }
}
