/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.api.channel;

import java.time.Instant;
import java.util.Optional;
import org.kuralink.api.connection.DeviceIdentity;

/**
 * How a point stands.
 *
 * @param device whose point it is
 * @param identifier of the property
 * @param quality whether the value can be believed
 * @param value the last one that was read, after scaling
 * @param at when it was read
 * @param error why there is no newer one
 */
public record FieldPointStatus(
    DeviceIdentity device,
    String identifier,
    Quality quality,
    Optional<Object> value,
    Optional<Instant> at,
    Optional<String> error) {

  /** Whether a value can be believed. */
  public enum Quality {
    /** It was read at the last poll. */
    GOOD,
    /** It was read once; the last poll failed. */
    STALE,
    /** It was never read, or was out of range or no number when last read. */
    BAD
  }
}
