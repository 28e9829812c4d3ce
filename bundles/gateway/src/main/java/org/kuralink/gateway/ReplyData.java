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
 * Reads what the platform says of sub-devices, in the forms in which it was seen: an object, a list
 * of objects, either of them as a text, an empty text, null, or nothing.
 */
final class ReplyData {

  private ReplyData() {}

  /** A part of a message as a value; null if it is no JSON. */
  static @Nullable Object value(JsonText text) {
    try {
      return unwrapped(Json.read(text));
    } catch (JsonException e) {
      return null;
    }
  }

  /** What stands in a text as JSON, or the value itself. */
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

  /** The objects in it: of a list its elements, else itself. */
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

  /** The devices that it names whole; half an identity is none. */
  static List<DeviceIdentity> identities(@Nullable Object value) {
    return objects(value).stream().map(ReplyData::identity).flatMap(Optional::stream).toList();
  }

  /** The device that an object names. */
  static Optional<DeviceIdentity> identity(Map<?, ?> object) {
    return text(object, "productKey")
        .flatMap(key -> text(object, "deviceName").map(name -> new DeviceIdentity(key, name)));
  }

  /** A text that is not empty. */
  static Optional<String> text(Map<?, ?> object, String name) {
    return object.get(name) instanceof String text && !text.isEmpty()
        ? Optional.of(text)
        : Optional.empty();
  }

  /** A whole number, which may stand there as a text of digits. */
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
