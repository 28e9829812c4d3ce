/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.api.cota;

/** The outcome of an attempt to apply a configuration. */
public enum ConfigurationOutcome {
  /** The configuration is in force, and the platform was reached with it. */
  APPLIED,
  /** The configuration was already in force. */
  UNCHANGED,
  /**
   * The platform has no configuration (code 6710), or remote configuration is disabled for the
   * product (6713). Nothing changed.
   */
  NONE,
  /**
   * The configuration is stored and its trial is pending or running; also after a power failure
   * before anything was changed.
   */
  RECEIVED,
  /** The configuration was not applied. Nothing changed. */
  REFUSED,
  /** The configuration was applied and failed, and the former configuration was restored. */
  RESTORED,
  /**
   * The configuration was applied and failed, and the former configuration could not be restored;
   * the log contains the cause.
   */
  BROKEN;

  /** Returns whether the device has the configuration that the platform specifies. */
  public boolean isSuccess() {
    return this == APPLIED || this == UNCHANGED || this == NONE;
  }
}
