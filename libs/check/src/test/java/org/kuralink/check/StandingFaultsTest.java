/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.check;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class StandingFaultsTest {

  private final StandingFaults standing = new StandingFaults();
  private final List<String> told = new ArrayList<>();

  private void renew(Map<String, List<String>> found) {
    standing.renew(found, (pid, line) -> told.add(pid + " " + line));
  }

  @Test
  void eachIsToldOnceAsLongAsItLastsAndAgainWhenItComesBack() {
    renew(Map.of("a", List.of("x is unknown")));
    renew(Map.of("a", List.of("x is unknown", "y is unknown")));
    assertEquals(List.of("a x is unknown", "a y is unknown"), told);
    assertEquals(Map.of("a", List.of("x is unknown", "y is unknown")), standing.all());
    renew(Map.of());
    assertEquals(Map.of(), standing.all());
    renew(Map.of("a", List.of("x is unknown")));
    assertEquals(List.of("a x is unknown", "a y is unknown", "a x is unknown"), told);
  }
}
