/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.api.thing;

/** What the platform has made of a device (developer guide 9.7). */
public enum LifeState {
  /** The device reports. */
  ACTIVE,
  /** The platform has disabled the device: it reports nothing until it is enabled again. */
  DISABLED,
  /** The platform has deleted the device: it has forgotten what it knew, and reports nothing. */
  DELETED
}
