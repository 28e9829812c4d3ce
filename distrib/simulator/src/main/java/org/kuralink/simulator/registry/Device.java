/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.simulator.registry;

import com.google.gson.JsonElement;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/** A registered device with its state on the platform. Thread-safe. */
public final class Device {
  private static final int MAX_IGNORED = 100;

  private final DeviceKey key;
  private final String iotId;
  private final long createdAt;
  private final Map<String, Reported> properties = new ConcurrentHashMap<>();
  private final Map<String, Ignored> ignored = new ConcurrentHashMap<>();
  private volatile String secret;
  private volatile boolean enabled = true;
  private volatile boolean secretIssued;
  private volatile long activatedAt;
  private volatile long lastOnlineAt;

  /** The last value of a property and its time. */
  public record Reported(JsonElement value, long time) {}

  /** The reason and the time of the last rejected report of a property. */
  public record Ignored(String reason, long time) {}

  Device(DeviceKey key, String secret, String iotId, long createdAt) {
    this.key = key;
    this.secret = secret;
    this.iotId = iotId;
    this.createdAt = createdAt;
  }

  /** Its name. */
  public DeviceKey key() {
    return key;
  }

  /** The secret it signs with. */
  public String secret() {
    return secret;
  }

  /** The user name it gets from HTTPS authentication. */
  public String iotId() {
    return iotId;
  }

  /** When it was registered. */
  public long createdAt() {
    return createdAt;
  }

  /** When it first came in, or 0. */
  public long activatedAt() {
    return activatedAt;
  }

  /** When it was last seen, or 0. */
  public long lastOnlineAt() {
    return lastOnlineAt;
  }

  /** Whether it may come in. */
  public boolean enabled() {
    return enabled;
  }

  /** Whether dynamic registration has given its secret away. */
  public boolean secretIssued() {
    return secretIssued;
  }

  /** Returns the last reported values, sorted by name. */
  public Map<String, Reported> properties() {
    return new TreeMap<>(properties);
  }

  /** Keeps a reported value. */
  public void report(String property, JsonElement value, long time) {
    properties.put(property, new Reported(value, time));
    ignored.remove(property);
  }

  /** Keeps a value that may be older than the one that is known. */
  public void reportPast(String property, JsonElement value, long time) {
    properties.merge(
        property, new Reported(value, time), (old, fresh) -> fresh.time < old.time ? old : fresh);
  }

  /** Properties whose last report was not taken, by name in order; of many only some. */
  public Map<String, Ignored> ignored() {
    return new TreeMap<>(ignored);
  }

  /** Notes that a report was not taken. */
  public void ignore(String property, String reason, long time) {
    if (ignored.size() < MAX_IGNORED || ignored.containsKey(property)) {
      ignored.put(property, new Ignored(reason, time));
    }
  }

  /** Notes that it is, or was, there at this time. */
  public void seen(long time) {
    lastOnlineAt = time;
  }

  void secret(String other) {
    secret = other;
  }

  void enabled(boolean value) {
    enabled = value;
  }

  void secretIssued(boolean value) {
    secretIssued = value;
  }

  void activatedAt(long time) {
    activatedAt = time;
  }

  @Override
  public String toString() {
    return "Device " + key;
  }
}
