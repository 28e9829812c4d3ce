/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.thing;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What a component is called, and where its files lie. */
final class DataDirectory {

  static final String FRAMEWORK_PROPERTY = "org.kuralink.data";

  private static final String KURA_PID = "kura.service.pid";
  private static final String SERVICE_PID = "service.pid";

  private DataDirectory() {}

  /**
   * The name that stays the same across restarts: Kura's, or else what the configuration's own name
   * says behind the tilde.
   */
  static String nameOf(Map<String, ?> properties) {
    Object kura = properties.get(KURA_PID);
    if (kura != null && !kura.toString().isBlank()) {
      return kura.toString();
    }
    Object service = properties.get(SERVICE_PID);
    String pid = service == null ? ThingConfig.PID : service.toString();
    return pid.substring(pid.indexOf('~') + 1);
  }

  /** The component's own directory below Kura's or the framework's; empty if there is neither. */
  static Optional<Path> of(@Nullable String kura, @Nullable String framework, String name) {
    if (kura != null && !kura.isBlank()) {
      return Optional.of(Path.of(kura, "kuralink", fileName(name)));
    }
    return framework == null || framework.isBlank()
        ? Optional.empty()
        : Optional.of(Path.of(framework, fileName(name)));
  }

  /** A name as a file may have it on any system. */
  static String fileName(String name) {
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
