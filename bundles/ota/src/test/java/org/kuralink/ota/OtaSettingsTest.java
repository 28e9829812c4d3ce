/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.ota;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Valid and invalid configurations. */
class OtaSettingsTest {

  @Test
  void defaultsHold() {
    OtaSettings settings = OtaSettings.of(Map.of("connection", "main"));
    assertEquals("[]", settings.problems().toString());
    assertEquals(Map.of(), settings.versions());
    assertEquals(Duration.ofSeconds(60), settings.healthWindow());
    assertEquals(2048L << 20, settings.limits().maxBytes());
    assertEquals(false, settings.allowDowngrade());
    assertEquals(false, settings.limits().allowHttp());
    assertEquals(false, settings.command().isConfigured());
  }

  @Test
  void hooksReceiveTheConfiguredProperties() {
    OtaSettings settings =
        OtaSettings.of(
            Map.of(
                "connection",
                "main",
                "hook.properties",
                "plc:destination=/opt/plc;plc:mode = MOVE\nbin:a=b=c; x=1; :y=2; z:=3"));
    assertEquals(
        Map.of("plc", Map.of("destination", "/opt/plc", "mode", "MOVE"), "bin", Map.of("a", "b=c")),
        settings.hookProperties());
    assertEquals(3, settings.problems().size(), settings.problems()::toString);
    assertTrue(
        settings.problems().stream().allMatch(problem -> problem.startsWith("hook.properties has")),
        settings.problems()::toString);
  }

  @Test
  void everyProblemIsNamed() {
    Map<String, Object> properties = new HashMap<>();
    properties.put("connection", "");
    properties.put("firmware.version", "1".repeat(65));
    properties.put("module.versions", "a=1; =2;b; c = 3");
    properties.put("allow.downgrade", "perhaps");
    properties.put("download.retries", 101);
    properties.put("health.window.seconds", "0");
    properties.put("progress.interval.seconds", null);
    properties.put("hook.associations", "plc");
    OtaSettings settings = OtaSettings.of(properties);
    assertEquals(Map.of("a", "1", "c", "3"), settings.versions());
    assertEquals(7, settings.problems().size(), settings.problems()::toString);
    assertTrue(
        settings.problems().contains("health.window.seconds is 0; allowed is 1..3600"),
        settings.problems()::toString);
  }
}
