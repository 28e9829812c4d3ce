/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.thing.property;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.kuralink.api.connection.DeviceIdentity;

/**
 * The values that devices have posted, or that were set on them, last. They belong to the device: a
 * connection that becomes another one brings other values. Any thread may call.
 */
public final class LastValues {

  /** More properties than any model has; beyond it new ones are not remembered. */
  public static final int MAX = 2000;

  /** How many values there may be of all devices. */
  static final int MAX_OF_ALL = 20_000;

  private final Map<DeviceIdentity, Map<String, Object>> devices = new ConcurrentHashMap<>();

  public void remember(DeviceIdentity device, Map<String, Object> posted) {
    Map<String, Object> values = devices.computeIfAbsent(device, each -> new ConcurrentHashMap<>());
    int others = devices.values().stream().mapToInt(Map::size).sum() - values.size();
    int most = Math.min(MAX, MAX_OF_ALL - others);
    posted.forEach(
        (identifier, value) -> {
          if (values.size() < most || values.containsKey(identifier)) {
            values.put(identifier, value);
          }
        });
  }

  public void forget(DeviceIdentity device) {
    devices.remove(device);
  }

  public Optional<Object> of(DeviceIdentity device, String identifier) {
    return Optional.ofNullable(devices.getOrDefault(device, Map.of()).get(identifier));
  }
}
