/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.simulator.registry;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;
import java.util.function.Supplier;

/** A value per device that is removed when the device is deleted. Thread-safe. */
public final class PerDevice<T> implements RegistryListener {
  private final Map<DeviceKey, T> kept = new ConcurrentHashMap<>();
  private final Registry registry;
  private final Supplier<T> fresh;

  private PerDevice(Registry registry, Supplier<T> fresh) {
    this.registry = registry;
    this.fresh = fresh;
  }

  /** Starts with a fresh one for each device. */
  public static <T> PerDevice<T> of(Registry registry, Supplier<T> fresh) {
    PerDevice<T> perDevice = new PerDevice<>(registry, fresh);
    registry.listen(perDevice);
    return perDevice;
  }

  /** Returns the value of the device; for an unregistered device a value that is not stored. */
  public T of(DeviceKey key) {
    return registry.device(key).isPresent()
        ? kept.computeIfAbsent(key, k -> fresh.get())
        : fresh.get();
  }

  void put(DeviceKey key, T state) {
    kept.put(key, state);
  }

  /** Visits what has been used so far. */
  public void forEach(BiConsumer<DeviceKey, T> visitor) {
    kept.forEach(visitor);
  }

  @Override
  public void productChanged(String productKey, String change) {
    // Its devices are told of one by one.
  }

  @Override
  public void deviceChanged(DeviceKey key, String change) {
    if (change.equals("deleted")) {
      kept.remove(key);
    }
  }
}
