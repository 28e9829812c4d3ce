/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.gateway;

import java.time.Instant;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.kuralink.api.connection.DeviceIdentity;
import org.kuralink.api.connection.Secret;
import org.kuralink.api.gateway.SubDeviceError;
import org.kuralink.api.gateway.SubDeviceSource;
import org.kuralink.api.gateway.SubDeviceState;
import org.kuralink.api.gateway.SubDeviceStatus;

/** What the gateway knows of one sub-device. Only for the gateway's thread. */
final class KnownDevice {

  /** Not in any batch that was refused. */
  static final int ANY_BATCH = Integer.MAX_VALUE;

  private static final long NONE = Long.MIN_VALUE;

  final DeviceIdentity identity;
  final Set<SubDeviceSource> sources = EnumSet.noneOf(SubDeviceSource.class);
  SubDeviceState state;
  Instant since;

  /** From the configuration, an application or a person. */
  @Nullable Secret given;

  /** The secret that the platform gave when the device was registered. */
  @Nullable Secret issued;

  /** An issued secret that the disk has not taken yet. */
  boolean unsaved;

  /** The issued secret is kept by another bundle. */
  boolean lent;

  @Nullable Secret productSecret;

  /** Whether the topology has it, as far as is known. */
  boolean bound;

  /** Nobody logged it out here. */
  boolean wanted = true;

  /** A person keeps it out, across restarts. */
  boolean disabled;

  /** A person, or a permit, has added it for good. */
  boolean kept;

  /** It is to be taken out of the topology. */
  boolean leaving;

  /** A secret has been asked for that may have been issued and lost. */
  boolean asked;

  /** How many may be in its next message, for the step at hand. */
  int batch = ANY_BATCH;

  /** An answer is awaited for it. */
  boolean underWay;

  /** It was put into the topology once because the platform missed it there. */
  boolean healed;

  /** It was registered once because its secret was refused. */
  boolean registeredAnew;

  /** Somebody wants it tried now, room or not. */
  boolean insisted;

  /** How often it was lost to somebody else soon after its log-in, in a row. */
  int elsewhere;

  /** Failures in a row. */
  int setbacks;

  int logins;
  int losses;
  int failures;
  @Nullable SubDeviceError error;
  private long notBefore = NONE;
  private long onlineSince = NONE;
  private long @Nullable [] attempts;

  KnownDevice(DeviceIdentity identity, SubDeviceState state, Instant since) {
    this.identity = identity;
    this.state = state;
    this.since = since;
  }

  /** What it signs with. */
  @Nullable Secret secret() {
    return given != null ? given : issued;
  }

  /** It is tried again at this time at the earliest. */
  void pauseUntil(long nanos) {
    notBefore = nanos;
  }

  void noPause() {
    notBefore = NONE;
  }

  /** When it may be tried again; empty for at once. */
  Optional<Long> pause() {
    return notBefore == NONE ? Optional.empty() : Optional.of(notBefore);
  }

  void cameOnline(long now) {
    onlineSince = now;
    logins++;
    setbacks = 0;
    healed = false;
    registeredAnew = false;
    batch = ANY_BATCH;
    error = null;
    noPause();
  }

  /** How long it has been online. */
  long onlineFor(long now) {
    return onlineSince == NONE ? 0 : now - onlineSince;
  }

  /** A log-in leaves, or has left before a restart. */
  void attempted(long now, int limit) {
    long[] ring = attempts;
    if (ring == null || ring.length != limit) {
      long[] fresh = new long[limit];
      java.util.Arrays.fill(fresh, NONE);
      if (ring != null) {
        int kept = Math.min(limit, ring.length);
        System.arraycopy(ring, ring.length - kept, fresh, limit - kept, kept);
      }
      ring = fresh;
      attempts = ring;
    }
    System.arraycopy(ring, 1, ring, 0, limit - 1);
    ring[limit - 1] = now;
  }

  /** When it may log in, so that there are never more than so many in a time. */
  Optional<Long> nextAttempt(int limit, long window) {
    long[] ring = attempts;
    if (ring == null || ring.length < limit || ring[ring.length - limit] == NONE) {
      return Optional.empty();
    }
    return Optional.of(ring[ring.length - limit] + window);
  }

  SubDeviceStatus status(Optional<Instant> next) {
    return new SubDeviceStatus(
        identity,
        state,
        since,
        wanted && !disabled && !leaving,
        sources,
        Optional.ofNullable(error),
        next,
        logins,
        losses,
        failures);
  }

  @Override
  public String toString() {
    return identity + " " + state;
  }
}
