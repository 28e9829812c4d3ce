/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.api.ota;

/** The state of a firmware on the device. */
public enum Installed {
  /** The former version is in place and complete. */
  FORMER,
  /** The new version is in place and complete, and it runs or can be started. */
  NEW,
  /** The new version is in place and complete, and it runs after the next start of the gateway. */
  NEW_AFTER_RESTART,
  /**
   * The former version is in place and complete, because the new version was started and then
   * abandoned, for example by the boot loader.
   */
  FELL_BACK,
  /** Neither version is complete; a rollback or another installation is necessary. */
  BETWEEN,
  /**
   * The state is not known yet, because the start of the system is still in progress. The call is
   * repeated. Only for {@link FirmwareInstaller#state}.
   */
  PENDING
}
