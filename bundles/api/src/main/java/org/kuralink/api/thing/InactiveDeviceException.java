/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.api.thing;

/**
 * Nothing was sent because the platform has disabled or deleted the device. Expected, hence without
 * a stack trace.
 */
public final class InactiveDeviceException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final LifeState state;

  /** Says what the device is, and who says so. */
  public InactiveDeviceException(String device, LifeState state) {
    super(
        state == LifeState.DELETED
            ? "the platform has deleted the device " + device + "; it reports nothing"
            : "the platform has disabled the device "
                + device
                + "; it reports nothing until"
                + " it is enabled",
        null,
        false,
        false);
    this.state = state;
  }

  /** Disabled or deleted. */
  public LifeState state() {
    return state;
  }
}
