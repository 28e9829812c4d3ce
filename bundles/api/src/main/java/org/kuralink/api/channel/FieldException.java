/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.api.channel;

import java.io.IOException;

/** Thrown when a point could not be read or written, or a service could not be called. */
public final class FieldException extends IOException {

  private static final long serialVersionUID = 1L;

  /** The cause of the failure. */
  public enum Cause {
    /** The request is invalid: no such point, an unsuitable value, or the point is not writable. */
    REQUEST,
    /** The device answered with a refusal. */
    REFUSED,
    /**
     * No answer arrived, or one that does not match the request; or the line or connection is down.
     */
    UNREACHABLE,
    /** The operator's settings do not allow the port or address. */
    FORBIDDEN
  }

  private final Cause reason;

  /**
   * @param text for operators: the device, the point and what to do; without secrets
   */
  public FieldException(Cause reason, String text) {
    super(text);
    this.reason = reason;
  }

  /** Returns the cause of the failure. */
  public Cause reason() {
    return reason;
  }
}
