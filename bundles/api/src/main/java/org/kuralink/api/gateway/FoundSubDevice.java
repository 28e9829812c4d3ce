/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.api.gateway;

import java.util.Optional;
import org.kuralink.api.connection.DeviceIdentity;

/**
 * What became of a device that was found.
 *
 * @param device who it is
 * @param outcome what was done
 * @param error why it was refused, or why the report failed; empty otherwise
 */
public record FoundSubDevice(
    DeviceIdentity device, Outcome outcome, Optional<SubDeviceError> error) {

  /** What can be done with a device that was found. */
  public enum Outcome {
    /** It was known before. */
    KNOWN,
    /** Joining is permitted for its product: it is added. */
    JOINED,
    /** It was reported to the platform, which may ask to add it. */
    REPORTED,
    /** It cannot be reported: its name, its product, or the platform does not allow it. */
    REFUSED
  }
}
