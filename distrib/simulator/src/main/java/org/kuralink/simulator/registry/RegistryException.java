/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.simulator.registry;

/** Thrown when the registry rejects a change; the message contains the reason. */
public class RegistryException extends Exception {
  private static final long serialVersionUID = 1L;

  /** The kind of the rejection. */
  public enum Kind {
    /** A name or value is not allowed. */
    INVALID,
    /** There is no such product or device. */
    NOT_FOUND,
    /** There is one already. */
    CONFLICT
  }

  private final Kind kind;

  /** A refusal with its reason. */
  public RegistryException(Kind kind, String message) {
    super(message);
    this.kind = kind;
  }

  /** Returns the kind of the rejection. */
  public Kind kind() {
    return kind;
  }

  @Override
  public String getMessage() {
    return String.valueOf(super.getMessage());
  }
}
