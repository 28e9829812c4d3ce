/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.gateway;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.kuralink.api.codec.VisibleText;
import org.kuralink.api.configuration.ConfigurationValues;
import org.kuralink.api.connection.DeviceIdentity;
import org.kuralink.api.connection.Secret;
import org.kuralink.api.gateway.NewSubDevice;
import org.kuralink.json.Json;
import org.kuralink.json.JsonException;
import org.kuralink.store.Medium;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the lists of sub-devices that a person has written. An element that is wrong is named with
 * its place and left out; the others stay.
 */
final class DeviceListing {

  private static final Logger LOG = LoggerFactory.getLogger(DeviceListing.class);
  private static final String LIST = "devices";
  private static final String FILE = "devices.file";
  private static final long MOST_BYTES = 8L << 20;
  private static final int SHOWN = 60;

  /** More problems than these are counted only. */
  private static final int TOLD = 20;

  private final ConfigurationValues values;
  private int problems;

  DeviceListing(ConfigurationValues values) {
    this.values = values;
  }

  /** Those of the list in the form. */
  void list(Map<DeviceIdentity, NewSubDevice> devices) {
    read(LIST, values.text(LIST), false, devices);
  }

  /** Those of the file. */
  void file(Map<DeviceIdentity, NewSubDevice> devices) {
    String name = values.text(FILE);
    if (name.isEmpty()) {
      return;
    }
    try {
      Path file = Path.of(name);
      Optional<byte[]> bytes = Medium.disk().read(file, MOST_BYTES);
      if (bytes.isEmpty()) {
        values.problem(FILE, "is " + name + ", and there is no such file");
        return;
      }
      Medium.disk()
          .keepToOwner(file)
          .ifPresent(before -> LOG.warn("{} could be read by others ({})", file, before));
      read(FILE, new String(bytes.get(), StandardCharsets.UTF_8), true, devices);
    } catch (IOException | InvalidPathException e) {
      values.problem(FILE, "is " + name + ", which cannot be read: " + e.getMessage());
    }
  }

  private void read(
      String from, String text, boolean secrets, Map<DeviceIdentity, NewSubDevice> devices) {
    if (text.isBlank()) {
      return;
    }
    Object value;
    try {
      value = Json.read(text);
    } catch (JsonException e) {
      values.problem(from, e.getMessage() + "; it is to be a list of devices");
      return;
    }
    if (!(value instanceof List<?> list)) {
      values.problem(from, "is no JSON list");
      return;
    }
    problems = 0;
    for (int i = 0; i < list.size(); i++) {
      element(from, i, list.get(i), secrets, devices);
    }
    if (problems > TOLD) {
      values.problem(from, "has " + (problems - TOLD) + " more elements that are wrong");
    }
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
      values.problem(from, "element " + (place + 1) + " " + what);
    }
  }

  /** An object of secrets, by name. */
  Map<String, Secret> secrets(String property) {
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
