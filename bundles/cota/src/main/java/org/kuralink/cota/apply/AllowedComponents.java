/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.cota.apply;

import java.util.List;

/**
 * The components that the platform may configure: PIDs, factory PIDs, or prefixes that end in
 * {@code *}.
 */
public record AllowedComponents(List<String> patterns) {

  /** Parses a list whose elements are separated by blanks, commas or semicolons. */
  public static AllowedComponents of(String text) {
    return new AllowedComponents(
        List.of(text.split("[\\s,;]+")).stream().filter(pattern -> !pattern.isEmpty()).toList());
  }

  /** Returns whether a PID, or a factory PID, {@code ~} and a name, is allowed. */
  public boolean allows(String key) {
    return patterns.stream().anyMatch(pattern -> matches(pattern, key));
  }

  private static boolean matches(String pattern, String key) {
    return pattern.endsWith("*")
        ? key.startsWith(pattern.substring(0, pattern.length() - 1))
        : key.equals(pattern) || key.startsWith(pattern + "~");
  }
}
