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
 * A file that is what its order says, and where an installer may work on it.
 *
 * @param formerVersion what ran before; empty if that is not known
 * @param file read only; stays in place, with its directory, until commit or roll-back has ended
 * @param directory the installer's own for this update; exists
 * @param subDevice whose it is; empty for the gateway itself
 */
public record Firmware(
    FirmwareOrder order,
    String formerVersion,
    Path file,
    Path directory,
    Optional<DeviceIdentity> subDevice) {

  /** Of the gateway itself. */
  public Firmware(FirmwareOrder order, String formerVersion, Path file, Path directory) {
    this(order, formerVersion, file, directory, Optional.empty());
  }
}
