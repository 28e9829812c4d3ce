/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.api.ota;

/** What of a firmware is in place. */
public enum Installed {
  /** The former version, whole. */
  FORMER,
  /** The new version, whole, and it runs or may be started. */
  NEW,
  /** The new version, whole; it runs after the next start of the gateway. */
  NEW_AFTER_RESTART,
  /** The former version, whole: the new one was started and given up, by a boot loader perhaps. */
  FELL_BACK,
  /** Neither of them; only a roll-back or another installation helps. */
  BETWEEN,
  /**
   * Not to be said yet: what brings the system up after a start is still at work. Asked again; for
   * {@link FirmwareInstaller#state} only.
   */
  PENDING
}
