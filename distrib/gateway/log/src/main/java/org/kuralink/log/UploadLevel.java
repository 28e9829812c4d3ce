/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.log;

/** The minimum level of the lines that are sent. */
enum UploadLevel {
  /** Warnings and errors. */
  WARN,
  /** Information, warnings and errors. */
  INFO;

  /** Returns whether lines of this Logback level are sent. */
  boolean includes(String level) {
    return switch (level) {
      case "ERROR", "WARN" -> true;
      case "INFO" -> this == INFO;
      default -> false;
    };
  }
}
