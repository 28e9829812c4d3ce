/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.kura.metric;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.eclipse.kura.message.KuraPosition;
import org.jspecify.annotations.Nullable;
import org.kuralink.api.tsl.DataType;
import org.kuralink.api.tsl.Field;
import org.kuralink.api.tsl.UntypedValue;

/**
 * Converts the position of a message to a struct of the thing model: each part becomes the member
 * with its name, ignoring case.
 */
final class PositionForm {

  private PositionForm() {}

  /** Returns the parts that a position has, by their names. */
  static Map<String, Object> parts(KuraPosition position) {
    Map<String, Object> parts = new LinkedHashMap<>();
    put(parts, "Longitude", position.getLongitude());
    put(parts, "Latitude", position.getLatitude());
    put(parts, "Altitude", position.getAltitude());
    return parts;
  }

  private static void put(Map<String, Object> parts, String name, @Nullable Double value) {
    if (value != null && Double.isFinite(value)) {
      parts.put(name, value);
    }
  }

  /**
   * Returns the parts by the names of the members of a struct; the thing converts their types.
   *
   * @param type the type in the model
   * @throws IllegalArgumentException if the type is not a struct
   */
  static Object of(Map<?, ?> parts, Optional<DataType> type) {
    if (type.isEmpty()) {
      return parts;
    }
    if (!(type.get() instanceof DataType.StructType struct)) {
      throw new IllegalArgumentException("is a position, which needs a struct");
    }
    Map<String, Object> byName = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    parts.forEach((name, value) -> byName.put(String.valueOf(name), value));
    Map<String, Object> members = new LinkedHashMap<>();
    for (Field member : struct.members().values()) {
      Object part = byName.get(member.identifier());
      if (part != null) {
        members.put(member.identifier(), new UntypedValue(part));
      } else if (member.type() instanceof DataType.EnumType system) {
        coordinates(system).ifPresent(key -> members.put(member.identifier(), key));
      }
    }
    return members;
  }

  /**
   * Returns the enum key for WGS 84, the coordinate system of Kura's positions, if there is one.
   */
  private static Optional<Integer> coordinates(DataType.EnumType system) {
    return system.labels().entrySet().stream()
        .filter(label -> label.getValue().toUpperCase(Locale.ROOT).contains("WGS"))
        .map(Map.Entry::getKey)
        .findFirst();
  }
}
