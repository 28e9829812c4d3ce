/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.calls;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.kuralink.api.connection.HandlerProperties;

/** Registrations that are added, changed and removed. */
class RankedTest {

  private final Ranked<String> all = new Ranked<>();
  private final Object one = new Object();
  private final Object other = new Object();

  private static Map<String, Object> properties(long id, int ranking, String connection) {
    return Map.of("service.id", id, "service.ranking", ranking, "connection", connection);
  }

  private List<String> of(String connection) {
    return all.serving(served -> served.serves(connection)).toList();
  }

  @Test
  void theHigherRankingGoesFirstThenWhoCameEarlier() {
    all.put(one, properties(9, 0, "main"), "late");
    all.put(other, properties(3, 0, "main"), "early");
    all.put(one, properties(10, 1, "main"), "high");
    assertEquals(List.of("high", "early", "late"), of("main"));
  }

  @Test
  void aChangeTakesThePlaceOfWhatWasSaidBefore() {
    all.put(one, properties(1, 0, "main"), "before");
    all.put(one, properties(1, 0, "second"), "after");
    assertEquals(List.of(), of("main"));
    assertEquals(List.of("after"), of("second"));
  }

  @Test
  void aServiceThatIsRegisteredTwiceCountsTwice() {
    all.put(one, properties(1, 0, "main"), "first");
    all.put(one, properties(2, 0, "main"), "second");
    all.remove(one, properties(1, 0, "main"));
    assertEquals(List.of("second"), of("main"));
    all.remove(other, properties(2, 0, "main"));
    assertEquals(List.of("second"), of("main"));
  }

  @Test
  void whatIsAddedStandsBesideTheSameRegistration() {
    all.add(one, Map.of(), "module");
    all.add(one, Map.of(), "type");
    assertEquals(Set.of("module", "type"), Set.copyOf(all.serving(any -> true).toList()));
    all.remove(one, Map.of());
    assertEquals(0, all.serving((HandlerProperties any) -> true).count());
  }
}
