/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.api.gateway;

import java.time.Instant;
import java.util.Optional;
import org.kuralink.api.codec.ErrorCategory;
import org.kuralink.api.codec.ResultCode;

/**
 * An error of a sub-device.
 *
 * @param cause the cause
 * @param code the platform's result code, also if {@link SubDeviceFault} does not know it; empty if
 *     the platform did not reply
 * @param message for operators: the attempted operation, the platform's message, and what to do
 * @param time when the error occurred
 */
public record SubDeviceError(
    SubDeviceFault cause, Optional<ResultCode> code, String message, Instant time) {

  /** Returns the category of the error. */
  public ErrorCategory category() {
    return cause.category();
  }

  /** Returns how the gateway reacts to the error. */
  public SubDeviceFault.Action action() {
    return cause.action();
  }
}
