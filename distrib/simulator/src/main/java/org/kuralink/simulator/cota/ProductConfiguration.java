/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.simulator.cota;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.kuralink.simulator.Limits;
import org.kuralink.simulator.files.FileLinks.Scheme;
import org.kuralink.simulator.registry.RegistryException;
import org.kuralink.simulator.registry.RegistryException.Kind;

/** The remote configuration of one product, following the rules of the user guide. Thread-safe. */
public final class ProductConfiguration {
  /** How many former versions are kept. */
  public static final int FORMER_VERSIONS = 5;

  /** How long after a push no other is made. */
  public static final Duration BETWEEN_PUSHES = Duration.ofHours(1);

  private final Deque<Version> versions = new ArrayDeque<>();
  private final Map<String, DeviceConfiguration> devices = new TreeMap<>();
  private boolean enabled;
  private boolean hourly;
  private boolean hourlySwitched;
  private Scheme scheme = Scheme.HTTPS;
  private long lastPushAt;

  ProductConfiguration(Limits limits) {
    this.hourly = limits.hourlyPush();
  }

  /** Whether remote configuration is on. */
  public synchronized boolean enabled() {
    return enabled;
  }

  synchronized void enabled(boolean on) {
    enabled = on;
  }

  /** Whether there is one push an hour only, as on the platform. */
  public synchronized boolean hourly() {
    return hourly;
  }

  synchronized void hourly(boolean on) {
    hourly = on;
    hourlySwitched = true;
  }

  /** Returns the scheme of the file addresses. */
  public synchronized Scheme scheme() {
    return scheme;
  }

  synchronized void scheme(Scheme other) {
    scheme = other;
  }

  /** The version in force, if anything was saved. */
  public synchronized Optional<Version> current() {
    return Optional.ofNullable(versions.peekFirst());
  }

  /** The version in force and those before it, newest first. */
  public synchronized List<Version> versions() {
    return new ArrayList<>(versions);
  }

  /** A version that is still kept. */
  public synchronized Version version(String configId) throws RegistryException {
    for (Version version : versions) {
      if (version.configId().equals(configId)) {
        return version;
      }
    }
    throw new RegistryException(Kind.NOT_FOUND, "there is no version " + configId);
  }

  /** Puts a version in force; the one that is no longer kept. */
  synchronized Optional<Version> save(Version version) {
    versions.addFirst(version);
    return versions.size() > FORMER_VERSIONS + 1
        ? Optional.of(versions.removeLast())
        : Optional.empty();
  }

  /** The version that is pushed now, or why there can be no push. */
  synchronized Version push(long now) throws RegistryException {
    if (!enabled) {
      throw new RegistryException(Kind.CONFLICT, "remote configuration of the product is off");
    }
    Version version = versions.peekFirst();
    if (version == null) {
      throw new RegistryException(Kind.CONFLICT, "there is no configuration to push");
    }
    if (version.pushedAt() != 0) {
      throw new RegistryException(
          Kind.CONFLICT, "this configuration was pushed already: the same file is pushed once");
    }
    if (now < nextPushAt()) {
      long minutes = (nextPushAt() - now + 59_999) / 60_000;
      throw new RegistryException(
          Kind.CONFLICT, "one push an hour: the next is possible in " + minutes + " min");
    }
    versions.removeFirst();
    Version pushed = version.pushed(now);
    versions.addFirst(pushed);
    lastPushAt = now;
    return pushed;
  }

  /** When the next push is possible; 0 if it is now, as far as the hour is concerned. */
  public synchronized long nextPushAt() {
    return lastPushAt == 0 || !hourly ? 0 : lastPushAt + BETWEEN_PUSHES.toMillis();
  }

  /** Returns the state of a device. */
  public synchronized DeviceConfiguration device(String deviceName) {
    return devices.getOrDefault(deviceName, DeviceConfiguration.NONE);
  }

  synchronized void device(String deviceName, UnaryOperator<DeviceConfiguration> change) {
    devices.put(deviceName, change.apply(device(deviceName)));
  }

  synchronized void forget(String deviceName) {
    devices.remove(deviceName);
  }

  /** Returns the JSON for REST and for storage. */
  public synchronized JsonObject toJson() {
    JsonObject json = new JsonObject();
    json.addProperty("enabled", enabled);
    json.addProperty("hourly", hourly);
    json.addProperty("hourlySwitched", hourlySwitched);
    json.addProperty("scheme", scheme.toString());
    json.addProperty("lastPushAt", lastPushAt);
    json.addProperty("nextPushAt", nextPushAt());
    JsonArray all = new JsonArray();
    versions.forEach(version -> all.add(version.toJson()));
    json.add("versions", all);
    JsonObject known = new JsonObject();
    devices.forEach((name, device) -> known.add(name, device.toJson()));
    json.add("devices", known);
    json.add("current", versions.isEmpty() ? JsonNull.INSTANCE : all.get(0));
    return json;
  }

  static ProductConfiguration fromJson(JsonObject json, Limits limits) {
    ProductConfiguration product = new ProductConfiguration(limits);
    product.enabled = json.get("enabled").getAsBoolean();
    if (json.has("hourlySwitched") && json.get("hourlySwitched").getAsBoolean()) {
      product.hourly(json.get("hourly").getAsBoolean());
    }
    product.scheme = json.get("scheme").getAsString().equals("http") ? Scheme.HTTP : Scheme.HTTPS;
    product.lastPushAt = json.get("lastPushAt").getAsLong();
    for (JsonElement version : json.getAsJsonArray("versions")) {
      product.versions.addLast(Version.fromJson(version.getAsJsonObject()));
    }
    for (Map.Entry<String, JsonElement> entry : json.getAsJsonObject("devices").entrySet()) {
      product.devices.put(
          entry.getKey(), DeviceConfiguration.fromJson(entry.getValue().getAsJsonObject()));
    }
    return product;
  }
}
