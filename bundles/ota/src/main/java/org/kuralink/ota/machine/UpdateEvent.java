/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.ota.machine;

/** What moves an update from one state to the next. */
public enum UpdateEvent {
  /** An order came that can be carried out. */
  ORDERED,
  /** An order came whose outcome is known at once. */
  DECIDED,
  /** The file is here and is the one that was ordered. */
  FETCHED,
  /** The server does not take the address any more. */
  ADDRESS_EXPIRED,
  /** The platform has sent the order again. */
  ADDRESS_RENEWED,
  /** The new version runs. */
  INSTALLED,
  /** The new version runs after a restart. */
  NEEDS_RESTART,
  /** A restart came in the middle, and the new version is not in place. */
  LOST,
  /** The new version has kept its health and the session. */
  PROVED,
  /** The new version is the lasting one. */
  COMMITTED,
  /** It cannot go on. */
  FAILED,
  /** A person gave up. */
  CANCELLED,
  /** The former version is back, or known to be lost. */
  ROLLED_BACK,
  /** The platform has the outcome. */
  ACKNOWLEDGED,
  /** The process was started again, or the component was. */
  RESUMED
}
