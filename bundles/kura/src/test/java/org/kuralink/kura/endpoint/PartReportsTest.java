/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.kura.endpoint;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.kuralink.api.configuration.ConfigurationReport;

class PartReportsTest {

  private final PartReports reports = new PartReports();

  @Test
  void aConnectionTellsOfItsOwnPartsAndOnlyWhatIsWrong() {
    ConfigurationReport thing = () -> List.of("a is missing", "b is 7; allowed is 1..5");
    reports.add(thing, Map.of("kura.service.pid", "x.thing"));
    reports.add(List::of, Map.of("kura.service.pid", "x.ota"));
    reports.add(() -> List.of("c is missing"), Map.of("kura.service.pid", "x-2.thing"));
    reports.add(() -> List.of("d is missing"), Map.of());
    reports.add(() -> List.of("x-2.thing: e is missing", "y.thing: f is missing"), Map.of());
    reports.add(() -> List.of("x.gateway: channels.file is /a, and is missing"), Map.of());
    assertEquals(
        Map.of(
            "Configuration of thing",
            "a is missing; b is 7; allowed is 1..5",
            "Configuration of gateway",
            "channels.file is /a, and is missing"),
        reports.of("x"));
    reports.remove(thing);
    assertEquals(
        Map.of("Configuration of gateway", "channels.file is /a, and is missing"), reports.of("x"));
  }

  @Test
  void whatSeveralSayOfOnePartStandsTogether() {
    reports.add(() -> List.of("a is missing"), Map.of("kura.service.pid", "x.thing"));
    reports.add(() -> Map.of("Configuration of thing", "b is unknown", "Publisher p", "c"));
    assertEquals(
        Map.of("Configuration of thing", "a is missing; b is unknown", "Publisher p", "c"),
        reports.of("x"));
  }
}
