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

/** The state of one sub-device. Used on the gateway's thread only. */
final class KnownDevice {

  /** The batch size of a device that was in no refused batch. */
  static final int ANY_BATCH = Integer.MAX_VALUE;

  private static final long NONE = Long.MIN_VALUE;

  final DeviceIdentity identity;
  final Set<SubDeviceSource> sources = EnumSet.noneOf(SubDeviceSource.class);
  SubDeviceState state;
  Instant since;

  /** The secret from the configuration, an application or the operator. */
  @Nullable Secret given;

  /** The secret that the platform issued at the registration. */
  @Nullable Secret issued;

  /** Whether the issued secret is not stored yet. */
  boolean unsaved;

  /** Whether the issued secret is in the credential store of another bundle. */
  boolean lent;

  @Nullable Secret productSecret;

  /** Whether the device is in the topology, as far as is known. */
  boolean bound;

  /** False after a log-out that was requested here. */
  boolean wanted = true;

  /** Whether it was disabled here; kept across restarts. */
  boolean disabled;

  /** Whether it was added by {@code Gateway.add} or a permit; kept across restarts. */
  boolean kept;

  /** Whether it has to be removed from the topology. */
  boolean leaving;

  /** Whether a secret was requested that may have been issued and lost. */
  boolean asked;

  /** The largest batch for its next request. */
  int batch = ANY_BATCH;

  /** Whether a request for it waits for a reply. */
  boolean underWay;

  /** Whether it was added to the topology again, because the platform reported it missing. */
  boolean healed;

  /** Whether it was registered again, because the platform refused its issued secret. */
  boolean registeredAnew;

  /** Whether its log-in was requested, so that it is tried in spite of a full platform. */
  boolean insisted;

  /** How often in a row another client took over its session soon after its log-in. */
  int elsewhere;

  /** The number of failures in a row. */
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

  /** Returns the secret with which the device signs. */
  @Nullable Secret secret() {
    return given != null ? given : issued;
  }

  /** Sets the earliest time of the next attempt. */
  void pauseUntil(long nanos) {
    notBefore = nanos;
  }

  void noPause() {
    notBefore = NONE;
  }

  /** Returns the earliest time of the next attempt; empty for at once. */
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

  /** Returns the time for which it has been online. */
  long onlineFor(long now) {
    return onlineSince == NONE ? 0 : now - onlineSince;
  }

  /** Records the time of a log-in, also of one before a restart. */
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

  /** Returns the earliest time of the next log-in within a limit of log-ins per window. */
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
