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
 * The status of a point.
 *
 * @param device the device
 * @param identifier the identifier of the property
 * @param quality the quality of the value
 * @param value the value that was last read, after scaling
 * @param at when the value was read
 * @param error why there is no newer value
 */
public record FieldPointStatus(
    DeviceIdentity device,
    String identifier,
    Quality quality,
    Optional<Object> value,
    Optional<Instant> at,
    Optional<String> error) {

  /** The quality of a value. */
  public enum Quality {
    /** The last poll read the value. */
    GOOD,
    /** The value was read earlier; the last poll failed. */
    STALE,
    /** The point was never read, or the last value was out of range or not a number. */
    BAD
  }
}
