/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.connection.link;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.kuralink.api.connection.DeviceIdentity;

/**
 * What each sub-device has to say and cannot yet, in its order. Any thread adds; one thread takes
 * out, and what is added meanwhile goes behind what it has taken out.
 */
final class Held<T> {

  private final Map<DeviceIdentity, ArrayDeque<T>> byDevice = new HashMap<>();
  private final int deviceLimit;
  private final int limit;
  private int size;
  private volatile boolean some;

  Held(int deviceLimit, int limit) {
    this.deviceLimit = deviceLimit;
    this.limit = limit;
  }

  /** Whether there may be any; costs nothing. */
  boolean hasSome() {
    return some;
  }

  /** Whether something of a device is there, or is just being sent. */
  synchronized boolean holds(DeviceIdentity device) {
    return byDevice.containsKey(device);
  }

  /** Keeps one; false if there are too many. */
  synchronized boolean add(DeviceIdentity device, T one) {
    ArrayDeque<T> present = byDevice.get(device);
    if (size >= limit || present != null && present.size() >= deviceLimit) {
      return false;
    }
    byDevice.computeIfAbsent(device, absent -> new ArrayDeque<>()).add(one);
    size++;
    some = true;
    return true;
  }

  /** The first one of a device, which stays. */
  synchronized @Nullable T peek(DeviceIdentity device) {
    ArrayDeque<T> present = byDevice.get(device);
    return present == null ? null : present.peek();
  }

  /** Takes the first one of a device out; nothing of it is held any more once there is none. */
  synchronized @Nullable T poll(DeviceIdentity device) {
    ArrayDeque<T> present = byDevice.get(device);
    T first = present == null ? null : present.poll();
    if (first == null) {
      byDevice.remove(device);
      some = !byDevice.isEmpty();
    } else {
      size--;
    }
    return first;
  }

  /** Takes all out. */
  synchronized List<T> takeAll() {
    List<T> all = new ArrayList<>();
    byDevice.values().forEach(all::addAll);
    byDevice.clear();
    size = 0;
    some = false;
    return all;
  }
}
