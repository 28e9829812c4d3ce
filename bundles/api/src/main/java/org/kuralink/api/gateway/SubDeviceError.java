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
 * What went wrong with a sub-device.
 *
 * @param cause why
 * @param code the platform's number, also where {@link SubDeviceFault} does not know it; empty if
 *     the platform said nothing
 * @param message words for a person: what was tried, the platform's own words, what to do
 * @param time when
 */
public record SubDeviceError(
    SubDeviceFault cause, Optional<ResultCode> code, String message, Instant time) {

  /** Where the failure has its cause. */
  public ErrorCategory category() {
    return cause.category();
  }

  /** What the gateway does about it. */
  public SubDeviceFault.Action action() {
    return cause.action();
  }
}
