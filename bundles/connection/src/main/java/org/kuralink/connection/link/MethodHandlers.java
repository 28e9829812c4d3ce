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
 * The handlers of methods, for one device or for all devices, and the times at which handlers were
 * removed. Not thread-safe.
 */
final class MethodHandlers {

  /** How long after the start, or after the removal of a handler, a new handler is expected. */
  static final long REPLACING_SECONDS = 60;

  private final LongSupplier nanoTime;
  private final long started;
  private final Map<Key, Respondent> handlers = new HashMap<>();

  /** The removal times of handlers; bounded by the number of handlers that ever existed. */
  private final Map<Key, Long> gone = new HashMap<>();

  MethodHandlers(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
    started = nanoTime.getAsLong();
  }

  /** A method of one device or, without a link, of all devices. */
  private record Key(Optional<DeviceLink> link, String method) {}

  /**
   * A registered handler. Compared by identity, because the same handler may be registered again.
   */
  static final class Respondent {

    final String method;
    final DeviceRequestHandler handler;

    /** The object whose class names the handler in the log. */
    final Object named;

    Respondent(String method, DeviceRequestHandler handler, Object named) {
      this.method = method;
      this.handler = handler;
      this.named = named;
    }
  }

  /**
   * Registers a handler.
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

  /** Returns whether a handler is expected: its bundle may be starting or being replaced. */
  boolean isComing(DeviceLink link, String method) {
    long now = nanoTime.getAsLong();
    long limit = TimeUnit.SECONDS.toNanos(REPLACING_SECONDS);
    if (PlatformMethods.isAnswered(method) && now - started < limit) {
      return true;
    }
    Long left = find(gone, link, method);
    return left != null && now - left < limit;
  }

  /** Returns the most specific entry: a method before its family, one device before all devices. */
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
