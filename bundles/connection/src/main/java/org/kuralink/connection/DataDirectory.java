/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.connection;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.kuralink.api.connection.DeviceIdentity;

/** What a component is called, and where its files lie. */
final class DataDirectory {

  private static final String KURA_PID = "kura.service.pid";
  private static final String SERVICE_PID = "service.pid";

  private DataDirectory() {}

  /**
   * The name that stays the same across restarts: Kura's, or else what the configuration's own name
   * says behind the tilde.
   */
  static String nameOf(Map<String, Object> properties) {
    Object kura = properties.get(KURA_PID);
    if (kura != null && !kura.toString().isBlank()) {
      return kura.toString();
    }
    Object service = properties.get(SERVICE_PID);
    String pid = service == null ? ConnectionConfig.PID : service.toString();
    return pid.substring(pid.indexOf('~') + 1);
  }

  /** The component's own directory below Kura's or the framework's; empty if there is neither. */
  static Optional<Path> of(
      @Nullable String kuraDirectory, @Nullable String frameworkProperty, String name) {
    if (kuraDirectory != null && !kuraDirectory.isBlank()) {
      return Optional.of(Path.of(kuraDirectory, "kuralink", fileName(name)));
    }
    return frameworkProperty == null || frameworkProperty.isBlank()
        ? Optional.empty()
        : Optional.of(Path.of(frameworkProperty, fileName(name)));
  }

  /** Each identity has a queue of its own: no device may send what another one has queued. */
  static Path queueOf(Path queues, DeviceIdentity identity) {
    return queues.resolve(fileName(identity.productKey())).resolve(fileName(identity.deviceName()));
  }

  private static String fileName(String name) {
    StringBuilder file = new StringBuilder();
    name.codePoints()
        .forEach(
            c -> {
              if (Character.isLetterOrDigit(c) || c == '-' || c == '_') {
                file.appendCodePoint(c);
              } else {
                file.append('%').append(Integer.toHexString(c));
              }
            });
    return file.toString();
  }
}
