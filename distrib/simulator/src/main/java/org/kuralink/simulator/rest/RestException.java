/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.simulator.rest;

/**
 * Thrown for a rejected request: HTTP status, an error code for programs, and an error message for
 * users.
 */
class RestException extends Exception {
  private static final long serialVersionUID = 1L;

  private final int status;
  private final String word;

  RestException(int status, String word, String message) {
    super(message);
    this.status = status;
    this.word = word;
  }

  static RestException bad(String message) {
    return new RestException(400, "bad-request", message);
  }

  int status() {
    return status;
  }

  String word() {
    return word;
  }

  @Override
  public String getMessage() {
    return String.valueOf(super.getMessage());
  }
}
