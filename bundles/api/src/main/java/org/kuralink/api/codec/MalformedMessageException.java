/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.api.codec;

/**
 * Thrown when a payload is not a valid Alink envelope: invalid UTF-8, invalid JSON, a member of a
 * wrong type, nested too deeply, or too large. Expected with input from a network, so there is no
 * stack trace.
 */
public final class MalformedMessageException extends Exception {

  private static final long serialVersionUID = 1L;

  /** Creates an exception whose message says what is wrong, and where. */
  public MalformedMessageException(String message) {
    super(message, null, false, false);
  }
}
