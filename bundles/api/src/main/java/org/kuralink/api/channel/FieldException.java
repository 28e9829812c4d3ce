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

/** A point could not be read, written or called. */
public final class FieldException extends IOException {

  private static final long serialVersionUID = 1L;

  /** Whose fault it is. */
  public enum Cause {
    /** The request cannot be right: no such point, a value that does not fit, not writable. */
    REQUEST,
    /** The device answered and refused. */
    REFUSED,
    /** No answer came, or one that is not for this request; the line or connection is down. */
    UNREACHABLE,
    /** The operator does not allow the port or address. */
    FORBIDDEN
  }

  private final Cause reason;

  /**
   * @param text for people, naming device, point and what to do; never a secret
   */
  public FieldException(Cause reason, String text) {
    super(text);
    this.reason = reason;
  }

  /** Whose fault it is. */
  public Cause reason() {
    return reason;
  }
}
