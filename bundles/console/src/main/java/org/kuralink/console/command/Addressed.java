/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.console.command;

import java.util.List;
import java.util.Optional;
import org.kuralink.api.connection.DeviceIdentity;

/**
 * The arguments of a command for a device.
 *
 * @param device the device given as {@code PRODUCTKEY/DEVICENAME} in the first argument; empty for
 *     the gateway itself
 * @param rest the remaining arguments
 */
public record Addressed(Optional<DeviceIdentity> device, List<String> rest) {

  /**
   * Parses the arguments; the first one is the device if it is written {@code
   * productKey/deviceName}.
   */
  public static Addressed of(List<String> words) {
    String first = words.isEmpty() ? "" : words.get(0);
    int slash = first.indexOf('/');
    if (slash < 1 || slash == first.length() - 1 || first.indexOf('=') >= 0) {
      return new Addressed(Optional.empty(), words);
    }
    try {
      return new Addressed(
          Optional.of(new DeviceIdentity(first.substring(0, slash), first.substring(slash + 1))),
          words.subList(1, words.size()));
    } catch (IllegalArgumentException e) {
      throw new CommandException(
          "\"" + first + "\" is not a device PRODUCTKEY/DEVICENAME: " + e.getMessage());
    }
  }
}
