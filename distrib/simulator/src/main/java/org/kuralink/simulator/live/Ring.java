/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.simulator.live;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/** A bounded buffer of the newest elements, oldest first. Thread-safe. */
public final class Ring<T> {
  private final Deque<T> items = new ArrayDeque<>();
  private final int capacity;

  /** Room for so many. */
  public Ring(int capacity) {
    this.capacity = capacity;
  }

  /** Adds one, at the expense of the oldest if need be. */
  public synchronized void add(T item) {
    if (items.size() == capacity) {
      items.removeFirst();
    }
    items.addLast(item);
  }

  /** Returns the stored elements, oldest first. */
  public synchronized List<T> all() {
    return new ArrayList<>(items);
  }
}
