/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.api.ota;

import java.nio.file.Path;
import java.util.Optional;
import org.kuralink.api.connection.DeviceIdentity;

/**
 * A verified firmware file with the working directory of its installation.
 *
 * @param order the order that the file belongs to
 * @param formerVersion the version that ran before; empty if it is not known
 * @param file the file, read-only; it stays in place, with its directory, until commit or rollback
 *     has ended
 * @param directory a directory for the installer alone during this update; exists
 * @param subDevice the sub-device to update; empty for the gateway itself
 */
public record Firmware(
    FirmwareOrder order,
    String formerVersion,
    Path file,
    Path directory,
    Optional<DeviceIdentity> subDevice) {

  /** Creates the firmware of the gateway itself. */
  public Firmware(FirmwareOrder order, String formerVersion, Path file, Path directory) {
    this(order, formerVersion, file, directory, Optional.empty());
  }
}
