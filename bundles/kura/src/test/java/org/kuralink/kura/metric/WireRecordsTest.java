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
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Random;
import java.util.Set;
import org.eclipse.kura.message.KuraPayload;
import org.eclipse.kura.message.KuraPosition;
import org.eclipse.kura.type.DataType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.kuralink.api.tsl.DataType.DateType;
import org.kuralink.api.tsl.DataType.EnumType;
import org.kuralink.api.tsl.DataType.StructType;
import org.kuralink.api.tsl.DataType.TextType;
import org.kuralink.api.tsl.Field;
import org.kuralink.api.tsl.UntypedValue;

/** Messages of Kura's wires with all types of metrics. */
class WireRecordsTest {

  private static final long NOW = 1_700_000_000_000L;

  private static ChannelValues channels(KuraPayload payload, String... named) {
    return ChannelValues.of(payload, Set.of(named)::contains, NOW);
  }

  private static KuraPayload record(Map<String, ?> metrics) {
    KuraPayload payload = new KuraPayload();
    metrics.forEach(payload::addMetric);
    return payload;
  }

  @Test
  void aFailedChannelIsNoneWhetherErrorsAreEmittedOrNot() {
    ChannelValues silent =
        channels(record(Map.of("assetName", "b", "a", 1, "a_timestamp", 5L, "x_timestamp", 6L)));
    assertEquals(Set.of("a"), silent.values().keySet());
    ChannelValues told =
        channels(record(Map.of("assetName", "b", "a", 1, "a_error", "", "x_error", "no answer")));
    assertEquals(Set.of("a"), told.values().keySet());
    assertEquals(Map.of("x", "no answer"), told.errors());
  }

  @Test
  void aChannelThatTheAssetSpeaksOfIsOneWhateverItIsCalled() {
    ChannelValues channels =
        channels(
            record(Map.of("assetName", "b", "last_timestamp", 3L, "last_timestamp_timestamp", 5L)));
    assertEquals(
        Map.of("last_timestamp", new ChannelValues.Value(3L, OptionalLong.of(5))),
        channels.values());
  }

  @Test
  void aNamedChannelIsOneWhateverItIsCalled() {
    ChannelValues channels =
        channels(
            record(Map.of("motor", 1, "motor_error", "E12", "assetName", "b")),
            "motor_error",
            "assetName");
    assertEquals(Set.of("motor", "motor_error", "assetName"), channels.values().keySet());
    assertEquals(Map.of(), channels.errors());
  }

  @Test
  void whatOthersThanAssetsEmitIsTakenAsItIs() {
    ChannelValues channels = channels(record(Map.of("TIMER", 7L, "unit", "C", "_error", "x")));
    assertEquals(Set.of("TIMER", "unit", "_error"), channels.values().keySet());
    assertEquals(OptionalLong.of(NOW), channels.values().get("TIMER").time());
  }

  @Test
  void nothingComesOfNothing() {
    assertEquals(
        new ChannelValues(Map.of(), Map.of(), Optional.empty()), channels(new KuraPayload()));
    Map<String, Object> nothing = new HashMap<>();
    nothing.put("a", null);
    nothing.put(null, 1);
    assertEquals(
        new ChannelValues(Map.of(), Map.of(), Optional.empty()), channels(record(nothing)));
    assertEquals("{}", new String(MetricsJson.of(nothing), StandardCharsets.UTF_8));
  }

  @Test
  void aTimeThatCannotBeIsNone() {
    KuraPayload payload = record(Map.of("a", 1, "a_timestamp", 0L, "b", 2, "b_timestamp", -1L));
    payload.setTimestamp(new Date(0));
    ChannelValues channels = channels(payload);
    assertEquals(OptionalLong.of(NOW), channels.values().get("a").time());
    assertEquals(Set.of("a", "b"), channels.values().keySet());
  }

  @Test
  void thePositionIsAChannelIfItIsNamed() {
    KuraPayload payload = record(Map.of("a", 1));
    KuraPosition position = new KuraPosition();
    position.setLongitude(120.1);
    position.setLatitude(30.2);
    position.setAltitude(Double.NaN);
    payload.setPosition(position);
    assertEquals(Set.of("a"), channels(payload).values().keySet());
    Object value = channels(payload, "position").values().get("position").value();
    Map<String, Double> parts = Map.of("Longitude", 120.1, "Latitude", 30.2);
    assertEquals(parts, value);
    assertEquals(parts, PositionForm.of(parts, Optional.empty()));
    StructType place =
        new StructType(
            Map.of(
                "longitude", field("longitude", new TextType(OptionalInt.empty())),
                "system", field("system", new EnumType(Map.of(1, "WGS_84", 2, "GCJ_02")))));
    assertEquals(
        Map.of("longitude", new UntypedValue(120.1), "system", 1),
        PositionForm.of(parts, Optional.of(place)));
    assertThrows(
        IllegalArgumentException.class, () -> PositionForm.of(parts, Optional.of(new DateType())));
  }

  private static Field field(String name, org.kuralink.api.tsl.DataType type) {
    return new Field(name, name, true, type);
  }

  @Test
  void nothingThatThePlatformSendsGoesBeyondAChannel() {
    assertThrows(
        IllegalArgumentException.class, () -> ChannelForm.of(1e300, Optional.of(DataType.FLOAT)));
    assertThrows(
        IllegalArgumentException.class,
        () -> ChannelForm.of("9".repeat(500), Optional.of(DataType.DOUBLE)));
    assertThrows(
        IllegalArgumentException.class, () -> ChannelForm.of(null, Optional.of(DataType.STRING)));
    assertThrows(
        IllegalArgumentException.class,
        () -> ChannelForm.of("open!", Optional.of(DataType.BYTE_ARRAY)));
    assertArrayEquals(
        new byte[] {7}, (byte[]) ChannelForm.of(new byte[] {7}, Optional.of(DataType.BYTE_ARRAY)));
    assertEquals("{\"a\":\"<b>\"}", ChannelForm.of(Map.of("a", "<b>"), Optional.empty()));
  }

  @Test
  void onlyTheSevenTypesComeOutWhateverGoesIn() {
    Set<Class<?>> seven =
        Set.of(
            Boolean.class,
            byte[].class,
            Double.class,
            Float.class,
            Integer.class,
            Long.class,
            String.class);
    Random random = new Random(17);
    Object[] values = {
      true, 1, 2L, 3.5f, 4.5, "5", "x", "true", (short) 6, Map.of("a", 1), List.of(7), new byte[1]
    };
    for (int i = 0; i < 2000; i++) {
      Object value = values[random.nextInt(values.length)];
      int which = random.nextInt(DataType.values().length + 1);
      Optional<DataType> type =
          which == DataType.values().length
              ? Optional.empty()
              : Optional.of(DataType.values()[which]);
      try {
        assertTrue(seven.contains(ChannelForm.of(value, type).getClass()));
      } catch (IllegalArgumentException e) {
        assertTrue(type.isPresent(), value + " " + e.getMessage());
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"储罐.液位-1=level", "ns=2;s=Tank.Level=level", "a:b=level", "  x y  =  level "})
  void channelsMayBeCalledInAnyWay(String line) {
    NameMapping mapping = new NameMapping(line + "\r\n", false);
    assertEquals(List.of(), mapping.problems());
    String channel = line.substring(0, line.lastIndexOf('=')).strip();
    assertEquals(Optional.of("level"), mapping.identifierOf(channel));
    assertEquals(Optional.of(channel), mapping.channelOf("level"));
  }

  @Test
  void aNameThatIsTakenIsNoOtherChannelsOwn() {
    NameMapping mapping = new NameMapping("tank=level\nvalve=main", false);
    assertEquals(Optional.empty(), mapping.identifierOf("level"));
    assertEquals(Optional.empty(), mapping.channelOf("valve"));
  }

  @Test
  void aDeepMessageOfATopicIsABodyAndNothingElse() {
    byte[] deep = ("{\"a\":" + "[".repeat(200_000)).getBytes(StandardCharsets.UTF_8);
    assertEquals(Map.of(), MetricsJson.read(deep));
    assertEquals(
        Map.of("big", 1e30, "list", "[1,null]"),
        MetricsJson.read("{\"big\":1e30,\"list\":[1,null]}".getBytes(StandardCharsets.UTF_8)));
  }
}
