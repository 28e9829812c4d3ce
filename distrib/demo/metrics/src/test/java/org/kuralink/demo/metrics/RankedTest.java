/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.demo.metrics;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RankedTest {

  private final Ranked<String> services = new Ranked<>();

  @Test
  void theHighestRankingCountsAndThenTheOldest() {
    services.put("late", Map.of("connection", "main", "service.id", 9L));
    services.put("old", Map.of("connection", "main", "service.id", 2L));
    services.put("other", Map.of("connection", "spare", "service.ranking", 7));
    assertEquals(Optional.of("old"), services.of("main"));

    services.put("late", Map.of("connection", "main", "service.id", 9L, "service.ranking", 1));
    assertEquals(Optional.of("late"), services.of("main"));

    services.remove("late");
    assertEquals(Optional.of("old"), services.of("main"));
    assertEquals(Optional.empty(), services.of("nowhere"));
  }
}
