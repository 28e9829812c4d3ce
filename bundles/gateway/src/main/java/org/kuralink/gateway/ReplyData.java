/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.gateway;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.kuralink.api.codec.JsonText;
import org.kuralink.api.connection.DeviceIdentity;
import org.kuralink.json.Json;
import org.kuralink.json.JsonException;

/**
 * Reads the data of the platform's messages about sub-devices, in all forms in which it occurs: an
 * object, a list of objects, either of them as a string, an empty string, null, or nothing.
 */
final class ReplyData {

  private ReplyData() {}

  /** Reads a part of a message; null if it is not JSON. */
  static @Nullable Object value(JsonText text) {
    try {
      return unwrapped(Json.read(text));
    } catch (JsonException e) {
      return null;
    }
  }

  /** Returns the JSON value in a string, or the value itself. */
  static @Nullable Object unwrapped(@Nullable Object value) {
    if (value instanceof String text && !text.isBlank()) {
      try {
        return Json.read(text);
      } catch (JsonException e) {
        return value;
      }
    }
    return value;
  }

  /** Returns the objects in a value: the elements of a list, else the value itself. */
  static List<Map<?, ?>> objects(@Nullable Object value) {
    Object inner = unwrapped(value);
    List<Map<?, ?>> objects = new ArrayList<>();
    if (inner instanceof List<?> list) {
      for (Object each : list) {
        if (each instanceof Map<?, ?> object) {
          objects.add(object);
        }
      }
    } else if (inner instanceof Map<?, ?> object) {
      objects.add(object);
    }
    return objects;
  }

  /** Returns the devices that a value names with both product key and device name. */
  static List<DeviceIdentity> identities(@Nullable Object value) {
    return objects(value).stream().map(ReplyData::identity).flatMap(Optional::stream).toList();
  }

  /** Returns the device that an object names. */
  static Optional<DeviceIdentity> identity(Map<?, ?> object) {
    return text(object, "productKey")
        .flatMap(key -> text(object, "deviceName").map(name -> new DeviceIdentity(key, name)));
  }

  /** Returns a member that is a string and not empty. */
  static Optional<String> text(Map<?, ?> object, String name) {
    return object.get(name) instanceof String text && !text.isEmpty()
        ? Optional.of(text)
        : Optional.empty();
  }

  /** Returns an integer, which may also be a string of digits. */
  static Optional<Long> number(@Nullable Object value) {
    if (value instanceof Double number) {
      return number == Math.rint(number) ? Optional.of(number.longValue()) : Optional.empty();
    }
    if (value instanceof Number number) {
      return Optional.of(number.longValue());
    }
    if (value instanceof String text && text.strip().matches("-?[0-9]{1,18}")) {
      return Optional.of(Long.valueOf(text.strip()));
    }
    return Optional.empty();
  }
}
