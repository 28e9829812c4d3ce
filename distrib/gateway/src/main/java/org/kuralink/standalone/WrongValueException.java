/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.standalone;

/** Thrown for an invalid value of a configuration; the message never contains the value. */
final class WrongValueException extends Exception {

  private static final long serialVersionUID = 1L;

  WrongValueException(String message) {
    super(message, null, false, false);
  }
}
