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
 * The messages of each sub-device that cannot be sent yet, in order. Any thread adds; one thread
 * removes, and messages that are added meanwhile follow those it has removed.
 */
final class HeldMessages<T> {

  private final Map<DeviceIdentity, ArrayDeque<T>> byDevice = new HashMap<>();
  private final int deviceLimit;
  private final int limit;
  private int size;
  private volatile boolean some;

  HeldMessages(int deviceLimit, int limit) {
    this.deviceLimit = deviceLimit;
    this.limit = limit;
  }

  /** Returns whether there may be messages, without locking. */
  boolean hasSome() {
    return some;
  }

  /** Returns whether messages of a device are held or are being sent right now. */
  synchronized boolean holds(DeviceIdentity device) {
    return byDevice.containsKey(device);
  }

  /** Adds a message; false if there are too many. */
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

  /** Returns the first message of a device without removing it. */
  synchronized @Nullable T peek(DeviceIdentity device) {
    ArrayDeque<T> present = byDevice.get(device);
    return present == null ? null : present.peek();
  }

  /** Removes and returns the first message; a device without messages is not held any more. */
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

  /** Removes and returns all messages. */
  synchronized List<T> takeAll() {
    List<T> all = new ArrayList<>();
    byDevice.values().forEach(all::addAll);
    byDevice.clear();
    size = 0;
    some = false;
    return all;
  }
}
