/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.api.gateway;

/** What was asked for a sub-device failed. Expected, hence without a stack trace. */
public final class SubDeviceException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final transient SubDeviceError error;

  /** Failed for this reason. */
  public SubDeviceException(SubDeviceError error) {
    super(error.message(), null, false, false);
    this.error = error;
  }

  /** Why, and what is done about it. */
  public SubDeviceError error() {
    return error;
  }
}
