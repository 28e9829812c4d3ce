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
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class HostFiguresTest {

  @Test
  void theFiguresOfThisMachineFitTheThingModel() {
    Map<String, Object> figures = new HostFigures().get();

    assertEquals(
        Set.of(
            "cpuLoad",
            "memoryUsed",
            "memoryTotal",
            "diskUsed",
            "networkReceived",
            "networkSent",
            "uptime"),
        figures.keySet());
    for (String percentage : List.of("cpuLoad", "memoryUsed", "diskUsed")) {
      double value = (Double) figures.get(percentage);
      assertTrue(value >= 0 && value <= 100, percentage + " " + value);
    }
    assertTrue((Double) figures.get("memoryTotal") > 0);
    assertTrue((Double) figures.get("networkReceived") >= 0);
    assertTrue((Double) figures.get("networkSent") >= 0);
    assertTrue((Integer) figures.get("uptime") >= 0);
  }
}
