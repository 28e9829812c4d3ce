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
 * Reads the lists of sub-devices that a person has written. An element that is wrong is named with
 * its place and left out; the others stay. A list that is none at all says nothing of devices.
 */
final class DeviceListing {

  static final String LIST = "devices";
  static final String FILE = "devices.file";
  private static final int SHOWN = 60;

  /** More problems than these are counted only. */
  private static final int TOLD = 20;

  private final BiConsumer<String, String> complaints;
  private int problems;

  /**
   * A reader of lists.
   *
   * @param complaints hears the property and what is wrong with it
   */
  DeviceListing(BiConsumer<String, String> complaints) {
    this.complaints = complaints;
  }

  /**
   * The devices of a list, each once.
   *
   * @param from the property that it comes from
   * @param secrets whether it may hold secrets
   * @return empty if it is no list
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
      complaints.accept(from, e.getMessage() + place + "; it is to be a list of devices");
      return Optional.empty();
    }
    if (!(value instanceof List<?> list)) {
      complaints.accept(from, "is no JSON list");
      return Optional.empty();
    }
    problems = 0;
    for (int i = 0; i < list.size(); i++) {
      element(from, i, list.get(i), secrets, devices);
    }
    if (problems > TOLD) {
      complaints.accept(from, "has " + (problems - TOLD) + " more elements that are wrong");
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
      wrong(from, place, "is no object with productKey and deviceName");
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
      wrong(from, place, "holds a secret in the open; move it to device.secrets or devices.file");
      return;
    }
    NewSubDevice fresh = new NewSubDevice(device.get(), secret, product);
    if (devices.putIfAbsent(device.get(), fresh) != null) {
      wrong(from, place, "names " + device.get() + " once more");
    }
  }

  private void wrong(String from, int place, String what) {
    if (++problems <= TOLD) {
      complaints.accept(from, "element " + (place + 1) + " " + what);
    }
  }

  /** An object of secrets, by name. */
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
                  values.problem(property, VisibleText.of(name, SHOWN) + " has no text");
                }
              });
    } catch (JsonException e) {
      // its own words might quote a secret
      values.problem(property, "is no JSON object of names and secrets");
    }
    return secrets;
  }
}
