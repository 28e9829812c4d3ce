/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.thing;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.kuralink.thing.model.ProductModels;
import org.kuralink.thing.model.ProductModels.Validation;

/** Configurations with wrong values, as they arrive unchecked. */
class ThingSettingsTest {

  @Test
  void readsWhatIsThere() {
    ThingSettings settings =
        ThingSettings.of(
            Map.of(
                "connection", " main ",
                "model.source", "FILE",
                "model.file", "/etc/model.json",
                "validation", "warn",
                "service.timeout.seconds", "7",
                "data.format", "raw",
                "time.interval.hours", 6));
    assertEquals(
        new ThingSettings(
            "main",
            ProductModels.Source.FILE,
            "/etc/model.json",
            Validation.WARN,
            Duration.ofSeconds(7),
            ThingSettings.DataFormat.RAW,
            Duration.ofHours(6),
            List.of()),
        settings);
  }

  @Test
  void fillsInWhatIsAbsentOrEmpty() {
    ThingSettings expected =
        new ThingSettings(
            "main",
            ProductModels.Source.CLOUD,
            "",
            Validation.REJECT,
            Duration.ofSeconds(15),
            ThingSettings.DataFormat.ALINK,
            Duration.ofHours(24),
            List.of());
    assertEquals(expected, ThingSettings.of(Map.of("connection", "main")));
    assertEquals(
        expected,
        ThingSettings.of(
            Map.of("connection", "main", "model.source", "", "model.file", " ", "validation", "")));
    assertEquals(expected, ThingSettings.of(Map.of("connection", new String[] {"main"})));
  }

  @Test
  void namesPropertyAndRangeOfWhatIsWrong() {
    Map<String, Object> properties = new HashMap<>();
    properties.put("connection", null);
    properties.put("model.source", 7);
    properties.put("validation", "maybe");
    properties.put("service.timeout.seconds", 20);
    properties.put("data.format", "xml");
    properties.put("time.interval.hours", -1);
    assertEquals(
        List.of(
            "model.source is '7'; allowed is one of cloud file none",
            "validation is 'maybe'; allowed is one of reject warn off",
            "service.timeout.seconds is 20; allowed is 1..19",
            "data.format is 'xml'; allowed is one of alink raw",
            "time.interval.hours is -1; allowed is 0..168"),
        ThingSettings.of(properties).problems());
    assertEquals(
        List.of("model.file is missing: enter the path of a TSL file, or change model.source"),
        ThingSettings.of(Map.of("connection", "main", "model.source", "file")).problems());
  }

  /** Kura keeps properties of earlier forms; most of these mean that nothing is sent. */
  @Test
  void saysWhereAPropertyOfEarlierWent() {
    for (Object sending : new Object[] {"warn", "INFO", "all", 7}) {
      assertEquals(
          List.of(
              "log.upload is no property of a thing any more: on the standalone gateway configure"
                  + " org.kuralink.log instead; a gateway with Kura uploads no log"),
          ThingSettings.of(Map.of("connection", "main", "log.upload", sending)).problems());
    }
    for (String silent : List.of("off", "OFF", " ")) {
      assertEquals(
          List.of(),
          ThingSettings.of(Map.of("connection", "main", "log.upload", silent)).problems());
    }
  }
}
