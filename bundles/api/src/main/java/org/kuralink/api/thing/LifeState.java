/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.api.thing;

/** The life-cycle state of a device on the platform (developer guide 9.7). */
public enum LifeState {
  /** The device is enabled and reports. */
  ACTIVE,
  /** The platform has disabled the device. It does not report until it is enabled again. */
  DISABLED,
  /**
   * The platform has deleted the device. It does not report, and its stored state was discarded.
   */
  DELETED
}
