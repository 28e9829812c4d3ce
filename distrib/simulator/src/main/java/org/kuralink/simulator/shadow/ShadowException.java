/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.simulator.shadow;

/** Thrown when a shadow rejects a change; contains the code of spec table 7-3. */
public class ShadowException extends Exception {
  private static final long serialVersionUID = 1L;

  private final int code;

  ShadowException(int code, String message) {
    super(message);
    this.code = code;
  }

  static ShadowException notJson() {
    return new ShadowException(400, "Incorrect JSON file.");
  }

  static ShadowException noState() {
    return new ShadowException(402, "the state field is not found.");
  }

  static ShadowException badVersion() {
    return new ShadowException(403, "Invalid version field.");
  }

  static ShadowException noReported() {
    return new ShadowException(404, "The reported field is not found.");
  }

  static ShadowException emptyReported() {
    return new ShadowException(405, "The reported field is empty.");
  }

  static ShadowException tooMany() {
    return new ShadowException(408, "The reported field contains more than 128 attributes.");
  }

  static ShadowException conflict() {
    return new ShadowException(409, "Version conflict.");
  }

  public int code() {
    return code;
  }

  @Override
  public String getMessage() {
    return String.valueOf(super.getMessage());
  }
}
