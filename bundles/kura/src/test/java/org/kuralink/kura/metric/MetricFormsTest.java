/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.kura.metric;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.eclipse.kura.message.KuraPayload;
import org.eclipse.kura.type.DataType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The conversion between metrics, channels, identifiers and values. */
class MetricFormsTest {

  @Test
  void metricsAreWhatJsonCanSay() {
    assertEquals(21.3f, ChannelValues.plain(21.3f));
    assertEquals(7.0, ChannelValues.plain(7.0));
    assertEquals(true, ChannelValues.plain(true));
    assertEquals(12L, ChannelValues.plain(12L));
    assertEquals("AQI=", ChannelValues.plain(new byte[] {1, 2}));
    assertEquals(5, ChannelValues.plain(5));
    assertEquals(
        "{\"a\":21.3}", new String(MetricsJson.of(Map.of("a", 21.3f)), StandardCharsets.UTF_8));
  }

  @Test
  void whatJsonCannotSayIsNamed() {
    for (Object metric : List.of(Double.NaN, Float.POSITIVE_INFINITY, new Date(0))) {
      assertThrows(IllegalArgumentException.class, () -> ChannelValues.plain(metric));
    }
  }

  @Test
  void valuesTakeExactlyTheTypeOfTheChannel() {
    assertEquals(5, ChannelForm.of(5L, Optional.of(DataType.INTEGER)));
    assertEquals(5L, ChannelForm.of(5, Optional.of(DataType.LONG)));
    assertEquals(5.0, ChannelForm.of(5, Optional.of(DataType.DOUBLE)));
    assertEquals(5.5f, ChannelForm.of("5.5", Optional.of(DataType.FLOAT)));
    assertEquals(true, ChannelForm.of(1, Optional.of(DataType.BOOLEAN)));
    assertEquals("5", ChannelForm.of(5, Optional.of(DataType.STRING)));
    assertArrayEquals(
        new byte[] {1, 2}, (byte[]) ChannelForm.of("AQI=", Optional.of(DataType.BYTE_ARRAY)));
    assertEquals("{\"a\":1}", ChannelForm.of(Map.of("a", 1), Optional.empty()));
    assertEquals(2.5, ChannelForm.of(new BigDecimal("2.5"), Optional.empty()));
    assertEquals(7L, ChannelForm.of(7L, Optional.empty()));
  }

  @Test
  void valuesThatDoNotFitTheChannelAreNamed() {
    assertThrows(
        IllegalArgumentException.class, () -> ChannelForm.of(5.5, Optional.of(DataType.INTEGER)));
    assertThrows(
        IllegalArgumentException.class,
        () -> ChannelForm.of(1L << 40, Optional.of(DataType.INTEGER)));
    assertThrows(
        IllegalArgumentException.class, () -> ChannelForm.of(2, Optional.of(DataType.BOOLEAN)));
    assertThrows(
        IllegalArgumentException.class, () -> ChannelForm.of("x", Optional.of(DataType.DOUBLE)));
  }

  @Test
  void whatAWireAssetPutsBesideAChannelIsNoChannel() {
    KuraPayload payload = new KuraPayload();
    payload.setTimestamp(new Date(9));
    payload.addMetric("assetName", "boiler");
    payload.addMetric("temperature", 21.5);
    payload.addMetric("temperature_timestamp", 5L);
    payload.addMetric("temperature_unit", "C");
    payload.addMetric("temperature_error", "");
    payload.addMetric("pressure_timestamp", 6L);
    payload.addMetric("pressure_error", "no answer");
    payload.addMetric("plain", 1);
    payload.addMetric("last_error", "a channel of its own");
    payload.addMetric("last_error_error", "");
    payload.addMetric("count_timestamp", 7);
    ChannelValues channels = ChannelValues.of(payload, name -> false, 77);
    assertEquals(
        Set.of("temperature", "plain", "last_error", "count_timestamp"),
        channels.values().keySet());
    assertEquals(OptionalLong.of(5), channels.values().get("temperature").time());
    assertEquals(OptionalLong.of(9), channels.values().get("plain").time());
    assertEquals(Map.of("pressure", "no answer"), channels.errors());
  }

  @Test
  void theTimeOfTheAssetGoesBeforeThatOfTheMessage() {
    KuraPayload payload = new KuraPayload();
    payload.setTimestamp(new Date(9));
    payload.addMetric("assetTimestamp", 4L);
    payload.addMetric("a", 1);
    assertEquals(
        OptionalLong.of(4), ChannelValues.of(payload, name -> false, 77).values().get("a").time());
    assertEquals(Set.of("a"), ChannelValues.of(payload, name -> false, 77).values().keySet());
  }

  @Test
  void whatBelongsToACustomModuleIsNamedWithIt() {
    NameMapping mapping = new NameMapping("t1:FLOAT=EnvMod:Temp", false);
    assertEquals(List.of(), mapping.problems());
    assertEquals(Optional.of("EnvMod:Temp"), mapping.identifierOf("t1"));
    assertEquals(Optional.of("t1"), mapping.channelOf("EnvMod:Temp"));
    assertEquals(Optional.of(DataType.FLOAT), mapping.typeOf("t1"));
    assertEquals(Optional.of("EnvMod:Flow"), mapping.identifierOf("EnvMod:Flow"));
    for (String none : List.of("a:b:c", ":b", "a:", "a b:c", "a.b:c")) {
      assertFalse(NameMapping.isIdentifier(none), none);
    }
  }

  @Test
  void channelsAndIdentifiersAreMappedBothWays() {
    NameMapping mapping = new NameMapping("tank-1.level = level\n\nvalve:LONG=valve\n", false);
    assertEquals(List.of(), mapping.problems());
    assertEquals(Optional.of("level"), mapping.identifierOf("tank-1.level"));
    assertEquals(Optional.of("tank-1.level"), mapping.channelOf("level"));
    assertEquals(Optional.of(DataType.LONG), mapping.typeOf("valve"));
    assertEquals(Optional.of("other"), mapping.identifierOf("other"));
    assertEquals(Optional.empty(), mapping.identifierOf("no identifier-at.all"));
    NameMapping only = new NameMapping("a=b", true);
    assertEquals(Optional.empty(), only.identifierOf("other"));
    assertEquals(Set.of("b"), only.onlyIdentifiers());
  }

  @ParameterizedTest
  @ValueSource(strings = {"a", "=b", "a=", "a=b-c", "a=b\na=c", "a=b\nc=b", "a:LONG"})
  void wrongLinesAreTold(String text) {
    assertEquals(1, new NameMapping(text, false).problems().size());
  }

  @Test
  void metricsAreJsonAndBack() {
    byte[] json = MetricsJson.of(Map.of("a", 1, "b", "x", "c", Double.NaN, "d", true));
    assertEquals("{\"a\":1,\"b\":\"x\",\"d\":true}", new String(json, StandardCharsets.UTF_8));
    assertEquals(Map.of("a", 1L, "b", "x", "d", true), MetricsJson.read(json));
    assertEquals(
        Map.of("a", 1.5, "o", "{\"b\":1}"),
        MetricsJson.read(
            "{\"a\":1.5,\"o\":{\"b\":1},\"n\":null}".getBytes(StandardCharsets.UTF_8)));
    assertEquals(Map.of(), MetricsJson.read("[1".getBytes(StandardCharsets.UTF_8)));
    assertEquals(Map.of(), MetricsJson.read(new byte[] {(byte) 0xff, 0}));
  }
}
