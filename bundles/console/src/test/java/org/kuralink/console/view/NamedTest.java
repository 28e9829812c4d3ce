/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.console.view;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.kuralink.api.connection.CloudSession;

class NamedTest {

  private final Named<String> services = new Named<>();

  @Test
  void prefersTheHigherRankingForEqualNames() {
    services.add("early", Map.of(CloudSession.PID, "main", "service.id", 1L));
    services.add("late", Map.of(CloudSession.PID, "main", "service.id", 2L));
    assertEquals(Map.of("main", "early"), services.all());
    services.add("late", Map.of(CloudSession.PID, "main", "service.id", 2L, "service.ranking", 1));
    assertEquals(Map.of("main", "late"), services.all());
    services.remove("late");
    assertEquals(Map.of("main", "early"), services.all());
  }

  @Test
  void findsARenamedServiceOnlyUnderItsNewName() {
    services.add("one", Map.of(CloudSession.PID, "main"));
    services.add("one", Map.of(CloudSession.PID, "other"));
    assertEquals(Map.of("other", "one"), services.all());
  }
}
