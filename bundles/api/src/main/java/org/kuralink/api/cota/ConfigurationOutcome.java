/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.api.cota;

/** What became of a configuration. */
public enum ConfigurationOutcome {
  /** It is in force, and the platform was reached with it. */
  APPLIED,
  /** It was in force already. */
  UNCHANGED,
  /** The platform has none (code 6710), or the product's switch is off (6713). Nothing changed. */
  NONE,
  /** It is kept, and being tried; also after a power cut that came before anything was changed. */
  RECEIVED,
  /** It was not applied. Nothing changed. */
  REFUSED,
  /** It was applied, failed, and the former configuration is back. */
  RESTORED,
  /** It was applied, failed, and the former configuration could not be put back: see the log. */
  BROKEN;

  /** Whether the device has what the platform wants it to have. */
  public boolean isSuccess() {
    return this == APPLIED || this == UNCHANGED || this == NONE;
  }
}
