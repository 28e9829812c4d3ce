/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.standalone;

/** Thrown for an invalid configuration file; the message names the file, the line and the error. */
final class MalformedFileException extends Exception {

  private static final long serialVersionUID = 1L;

  MalformedFileException(String message) {
    super(message, null, false, false);
  }
}
