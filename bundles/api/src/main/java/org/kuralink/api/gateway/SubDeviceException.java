/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.api.gateway;

/**
 * Thrown when an operation on a sub-device failed. An expected condition, so there is no stack
 * trace.
 */
public final class SubDeviceException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final transient SubDeviceError error;

  /** Creates an exception with the message of an error. */
  public SubDeviceException(SubDeviceError error) {
    super(error.message(), null, false, false);
    this.error = error;
  }

  /** Returns the error, with its cause and the reaction of the gateway. */
  public SubDeviceError error() {
    return error;
  }
}
