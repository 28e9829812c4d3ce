/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.gateway;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import org.kuralink.api.codec.VisibleText;
import org.kuralink.api.configuration.ConfigurationValues;
import org.kuralink.api.connection.DeviceIdentity;
import org.kuralink.api.connection.Secret;
import org.kuralink.api.gateway.NewSubDevice;
import org.kuralink.json.Json;
import org.kuralink.json.JsonException;

/**
 * Reads the configured lists of sub-devices. Reports a wrong element with its position and leaves
 * it out; the others count. A text that is not a list gives no result.
 */
final class DeviceListReader {

  static final String LIST = "devices";
  static final String FILE = "devices.file";
  private static final int SHOWN = 60;

  /** The largest number of problems that are reported; further ones are counted. */
  private static final int TOLD = 20;

  private final BiConsumer<String, String> complaints;
  private int problems;

  /**
   * Creates a reader.
   *
   * @param complaints takes the property and its problem
   */
  DeviceListReader(BiConsumer<String, String> complaints) {
    this.complaints = complaints;
  }

  /**
   * Reads the devices of a list, each once.
   *
   * @param from the property of the list
   * @param secrets whether the list may contain secrets
   * @return empty if the text is not a list
   */
  Optional<Map<DeviceIdentity, NewSubDevice>> read(String from, String text, boolean secrets) {
    Map<DeviceIdentity, NewSubDevice> devices = new LinkedHashMap<>();
    if (text.isBlank()) {
      return Optional.of(devices);
    }
    Object value;
    try {
      value = Json.read(text);
    } catch (JsonException e) {
      String place = e.place().map(at -> " from " + at + " on").orElse("");
      complaints.accept(from, e.getMessage() + place + "; expected a JSON list of devices");
      return Optional.empty();
    }
    if (!(value instanceof List<?> list)) {
      complaints.accept(from, "is not a JSON list");
      return Optional.empty();
    }
    problems = 0;
    for (int i = 0; i < list.size(); i++) {
      element(from, i, list.get(i), secrets, devices);
    }
    if (problems > TOLD) {
      complaints.accept(from, "has " + (problems - TOLD) + " more wrong elements");
    }
    return Optional.of(devices);
  }

  private void element(
      String from,
      int place,
      @Nullable Object value,
      boolean secrets,
      Map<DeviceIdentity, NewSubDevice> devices) {
    Optional<DeviceIdentity> device =
        value instanceof Map<?, ?> object ? ReplyData.identity(object) : Optional.empty();
    if (!(value instanceof Map<?, ?> object) || device.isEmpty()) {
      wrong(from, place, "is not an object with productKey and deviceName");
      return;
    }
    Optional<String> problem = DeviceNames.problem(device.get());
    if (problem.isPresent()) {
      wrong(from, place, VisibleText.of(device.get().toString(), SHOWN) + " " + problem.get());
      return;
    }
    Optional<Secret> secret = ReplyData.text(object, "deviceSecret").map(Secret::of);
    Optional<Secret> product = ReplyData.text(object, "productSecret").map(Secret::of);
    if (!secrets && (secret.isPresent() || product.isPresent())) {
      wrong(from, place, "has an unprotected secret; move it to device.secrets or devices.file");
      return;
    }
    NewSubDevice fresh = new NewSubDevice(device.get(), secret, product);
    if (devices.putIfAbsent(device.get(), fresh) != null) {
      wrong(from, place, "repeats " + device.get());
    }
  }

  private void wrong(String from, int place, String what) {
    if (++problems <= TOLD) {
      complaints.accept(from, "element " + (place + 1) + " " + what);
    }
  }

  /** Reads a JSON object of secrets, by name. */
  static Map<String, Secret> secrets(ConfigurationValues values, String property) {
    Map<String, Secret> secrets = new LinkedHashMap<>();
    Optional<Secret> text = values.secret(property);
    if (text.isEmpty() || text.get().reveal().isBlank()) {
      return secrets;
    }
    try {
      Json.readObject(text.get().reveal().getBytes(StandardCharsets.UTF_8))
          .forEach(
              (name, value) -> {
                if (value instanceof String secret && !secret.isEmpty()) {
                  secrets.put(name, Secret.of(secret));
                } else {
                  values.problem(property, VisibleText.of(name, SHOWN) + " has no string value");
                }
              });
    } catch (JsonException e) {
      // The message of the exception might quote a secret.
      values.problem(property, "is not a JSON object of names and secrets");
    }
    return secrets;
  }
}
