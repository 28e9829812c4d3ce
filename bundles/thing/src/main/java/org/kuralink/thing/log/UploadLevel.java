/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.thing.log;

/** Which lines of our own log the platform gets. */
public enum UploadLevel {
  /** None. */
  OFF,
  /** Warnings and errors. */
  WARN,
  /** The same and what is worth to know. */
  INFO;

  /** Whether it includes lines of a level, called as logging systems call it. */
  boolean includes(String level) {
    return switch (level) {
      case "ERROR", "WARN" -> this != OFF;
      case "INFO" -> this == INFO;
      default -> false;
    };
  }
}
