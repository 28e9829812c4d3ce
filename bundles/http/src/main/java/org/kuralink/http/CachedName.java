/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.http;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.security.Security;
import java.time.Duration;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Tells whether Java's cache has the addresses of a host name, so that Java's client does not wait
 * for a name server. Java caches addresses for a time and returns the same objects: other objects
 * show that it has looked the name up again since the last call, after the time of the former ones.
 * Any thread may call.
 */
final class CachedName {

  /** Java's security property for the cache time in seconds, and its default. */
  private static final String KEPT = "networkaddress.cache.ttl";

  private static final long KEPT_SECONDS = 30;
  private static final long FOR_EVER = Duration.ofDays(1000).toNanos();

  private final Names names;
  private final long keptNanos;
  private final LongSupplier nanos;
  private @Nullable InetAddress found;
  private long looked;
  private volatile @Nullable Long until;

  /** Looks up the first address of the name. */
  interface Names {

    InetAddress find() throws UnknownHostException;
  }

  CachedName(Names names, long keptSeconds, LongSupplier nanos) {
    this.names = names;
    this.keptNanos = keptSeconds < 0 ? FOR_EVER : Duration.ofSeconds(keptSeconds).toNanos();
    this.nanos = nanos;
  }

  static CachedName of(String host) {
    return new CachedName(() -> InetAddress.getByName(host), keptSeconds(), System::nanoTime);
  }

  private static long keptSeconds() {
    String set = Security.getProperty(KEPT);
    try {
      return set == null
          ? Long.getLong("sun.net.inetaddr.ttl", KEPT_SECONDS)
          : Long.parseLong(set.strip());
    } catch (NumberFormatException e) {
      return 0;
    }
  }

  /** Returns whether a look-up does not block now. */
  boolean isKnown() {
    Long end = until;
    return end != null && nanos.getAsLong() - end < 0;
  }

  /** Looks the name up, which may block. */
  synchronized void look() {
    long before = nanos.getAsLong();
    InetAddress now;
    try {
      now = names.find();
    } catch (UnknownHostException e) {
      found = null;
      until = null;
      return;
    }
    if (found != null && now != found) {
      Long end = until;
      boolean keptUntilThen = end != null && end - looked > 0 && before - end >= 0;
      until = (keptUntilThen ? end : looked) + keptNanos;
    }
    found = now;
    looked = before;
  }
}
