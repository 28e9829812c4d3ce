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
 * The result for a device that was found in the field.
 *
 * @param device the device
 * @param outcome what the gateway did with it
 * @param error why the device was refused, or why the report to the platform failed; empty
 *     otherwise
 */
public record FoundSubDevice(
    DeviceIdentity device, Outcome outcome, Optional<SubDeviceError> error) {

  /** The results for a found device. */
  public enum Outcome {
    /** The gateway already knew the device. */
    KNOWN,
    /** Joining is permitted for its product; the device is being added. */
    JOINED,
    /** The device was reported to the platform, which may ask to add it. */
    REPORTED,
    /** The device cannot be reported: its name, its product or the platform does not allow it. */
    REFUSED
  }
}
