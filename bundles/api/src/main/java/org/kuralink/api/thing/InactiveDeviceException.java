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
 * Thrown when nothing was sent because the platform has disabled or deleted the device. An expected
 * condition, so there is no stack trace.
 */
public final class InactiveDeviceException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final LifeState state;

  /**
   * Creates an exception.
   *
   * @param device the device, as named in the message
   * @param state {@link LifeState#DISABLED} or {@link LifeState#DELETED}
   */
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

  /** Returns {@link LifeState#DISABLED} or {@link LifeState#DELETED}. */
  public LifeState state() {
    return state;
  }
}
