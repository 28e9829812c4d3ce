/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.simulator.gateway;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.util.List;
import org.kuralink.simulator.registry.DeviceKey;

/**
 * Thrown when a request of a gateway is refused: contains a code of the platform, and the
 * sub-device concerned if it is known.
 */
final class RefusedException extends Exception {
  private static final long serialVersionUID = 1L;

  private final int code;
  private final String words;
  private final transient List<DeviceKey> guilty;

  RefusedException(int code, String words, List<DeviceKey> guilty) {
    super(words);
    this.code = code;
    this.words = words;
    this.guilty = guilty;
  }

  static RefusedException badParameters(String why) {
    return new RefusedException(460, "request parameter error: " + why, List.of());
  }

  static RefusedException of(DeviceKey device, int code, String words) {
    return new RefusedException(code, words, List.of(device));
  }

  int code() {
    return code;
  }

  String words() {
    return words;
  }

  List<DeviceKey> guilty() {
    return guilty;
  }

  /** Devices by name, as messages carry them. */
  static JsonArray names(List<DeviceKey> devices) {
    JsonArray names = new JsonArray();
    devices.forEach(device -> names.add(name(device)));
    return names;
  }

  static JsonObject name(DeviceKey device) {
    JsonObject name = new JsonObject();
    name.addProperty("productKey", device.productKey());
    name.addProperty("deviceName", device.deviceName());
    return name;
  }

  /** The data of an answer that concerns one device: its name, else an empty object. */
  static JsonElement nameOf(List<DeviceKey> devices) {
    return devices.isEmpty() ? new JsonObject() : name(devices.get(0));
  }
}
