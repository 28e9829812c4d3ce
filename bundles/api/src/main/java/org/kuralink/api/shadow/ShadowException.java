/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.api.shadow;

/**
 * Thrown when an operation on a shadow was refused. An expected condition, so there is no stack
 * trace.
 */
public final class ShadowException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final ShadowError error;
  private final int code;

  /**
   * Creates an exception for an operation that the local check refused.
   *
   * @param details what is wrong, for the caller
   */
  public ShadowException(ShadowError error, String details) {
    this(error, error.code(), details);
  }

  /**
   * Creates an exception for an operation that the platform refused.
   *
   * @param code the platform's code, also if {@link ShadowError} does not know it
   * @param details the platform's message
   */
  public ShadowException(ShadowError error, int code, String details) {
    super("code " + code + ", " + details + ": " + error.advice(), null, false, false);
    this.error = error;
    this.code = code;
  }

  /** Returns the reason of the refusal. */
  public ShadowError error() {
    return error;
  }

  /** Returns the platform's result code. */
  public int code() {
    return code;
  }
}
