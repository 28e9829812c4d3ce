/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.connection.link;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.kuralink.api.codec.PlatformMethods;
import org.kuralink.api.connection.DeviceLink;
import org.kuralink.api.connection.DeviceRequestHandler;

/**
 * Who answers which method, for one device or for all of them, and whose handler may be on its way.
 * Not safe for several threads.
 */
final class AnsweredMethods {

  /** How long after its start, or after a handler went, the next handler may be on its way. */
  static final long REPLACING_SECONDS = 60;

  private final LongSupplier nanoTime;
  private final long started;
  private final Map<Key, Respondent> handlers = new HashMap<>();

  /** When handlers went; as many as there ever were. */
  private final Map<Key, Long> gone = new HashMap<>();

  AnsweredMethods(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
    started = nanoTime.getAsLong();
  }

  /** A method, as one device is asked or, without a link, all are. */
  private record Key(Optional<DeviceLink> link, String method) {}

  /** Who answers; told apart by what it is, for the same handler may come again. */
  static final class Respondent {

    final String method;
    final DeviceRequestHandler handler;

    /** Whose class a person knows. */
    final Object named;

    Respondent(String method, DeviceRequestHandler handler, Object named) {
      this.method = method;
      this.handler = handler;
      this.named = named;
    }
  }

  /**
   * Somebody answers from now on.
   *
   * @throws IllegalStateException if the method has a handler already
   */
  void put(@Nullable DeviceLink link, Respondent own) {
    Key key = new Key(Optional.ofNullable(link), own.method);
    if (handlers.putIfAbsent(key, own) != null) {
      throw new IllegalStateException(own.method + " has a handler already");
    }
    gone.remove(key);
  }

  void remove(@Nullable DeviceLink link, Respondent own) {
    Key key = new Key(Optional.ofNullable(link), own.method);
    if (handlers.remove(key, own)) {
      gone.put(key, nanoTime.getAsLong());
    }
  }

  @Nullable Respondent find(DeviceLink link, String method) {
    return find(handlers, link, method);
  }

  /** Whether a handler may be on its way: its bundle is still starting, or is being replaced. */
  boolean isComing(DeviceLink link, String method) {
    long now = nanoTime.getAsLong();
    long limit = TimeUnit.SECONDS.toNanos(REPLACING_SECONDS);
    if (PlatformMethods.isAnswered(method) && now - started < limit) {
      return true;
    }
    Long left = find(gone, link, method);
    return left != null && now - left < limit;
  }

  /** The most special one: for the method itself before a family, for the device before all. */
  private static <T> @Nullable T find(Map<Key, T> table, DeviceLink link, String method) {
    T found = exact(table, link, method);
    for (int dot = method.lastIndexOf('.');
        found == null && dot > 0;
        dot = method.lastIndexOf('.', dot - 1)) {
      found = exact(table, link, method.substring(0, dot) + ".*");
    }
    return found;
  }

  private static <T> @Nullable T exact(Map<Key, T> table, DeviceLink link, String method) {
    T found = table.get(new Key(Optional.of(link), method));
    return found == null ? table.get(new Key(Optional.empty(), method)) : found;
  }
}
