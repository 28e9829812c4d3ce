/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.cota.store;

import java.io.IOException;
import java.time.DateTimeException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.kuralink.api.connection.DeviceIdentity;
import org.kuralink.json.Json;
import org.kuralink.json.JsonException;

/**
 * Typed access to the JSON of stored files. A missing member or one of another type means that the
 * file is damaged.
 */
final class StoredJson {

  private StoredJson() {}

  /** Converts the parsed content of a file. */
  @FunctionalInterface
  interface Reading<T> {
    T of(@Nullable Object json);
  }

  /**
   * Reads the content of a file.
   *
   * @throws IOException if it is damaged
   */
  static <T> T read(byte[] text, Reading<T> reading) throws IOException {
    try {
      return reading.of(Json.read(text));
    } catch (JsonException | IllegalArgumentException | DateTimeException e) {
      throw new IOException("the journal is damaged");
    }
  }

  static List<Map<?, ?>> lines(@Nullable Object json) {
    if (!(json instanceof List<?> list)) {
      throw new IllegalArgumentException("no list");
    }
    List<Map<?, ?>> lines = new ArrayList<>();
    list.forEach(line -> lines.add(members(line)));
    return lines;
  }

  static Map<?, ?> members(@Nullable Object json) {
    if (json instanceof Map<?, ?> members) {
      return members;
    }
    throw new IllegalArgumentException("no object");
  }

  static String text(Map<?, ?> members, String name) {
    if (members.get(name) instanceof String text) {
      return text;
    }
    throw new IllegalArgumentException(name);
  }

  static long number(Map<?, ?> members, String name) {
    if (members.get(name) instanceof Long number) {
      return number;
    }
    throw new IllegalArgumentException(name);
  }

  static Map<String, Object> ofDevice(DeviceIdentity device) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("productKey", device.productKey());
    json.put("deviceName", device.deviceName());
    return json;
  }

  static DeviceIdentity device(@Nullable Object json) {
    Map<?, ?> device = members(json);
    return new DeviceIdentity(text(device, "productKey"), text(device, "deviceName"));
  }
}
