/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.api.shadow;

/** An operation on a shadow was refused. Expected, hence without a stack trace. */
public final class ShadowException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final ShadowError error;
  private final int code;

  /** Refused before it was sent, with details for the person who asked. */
  public ShadowException(ShadowError error, String details) {
    this(error, error.code(), details);
  }

  /**
   * Refused.
   *
   * @param code as the platform gave it, also where {@link ShadowError} does not know it
   * @param details the platform's words
   */
  public ShadowException(ShadowError error, int code, String details) {
    super("code " + code + ", " + details + ": " + error.advice(), null, false, false);
    this.error = error;
    this.code = code;
  }

  /** Which of the platform's refusals it is. */
  public ShadowError error() {
    return error;
  }

  /** The number on the wire. */
  public int code() {
    return code;
  }
}
