/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.api.ota;

/** Where an update stands. Each is written to the journal before what it names is begun. */
public enum UpdateState {
  /** There is nothing to do. */
  IDLE,
  /** The file of an order is being fetched and its digest computed. */
  DOWNLOADING,
  /** The order's address has expired, and the platform has been asked for the order again. */
  AWAITING_ADDRESS,
  /** The installer is at work; the file has the size and the digests of its order. */
  INSTALLING,
  /** The new version is in place and starts with the next start of the gateway. */
  RESTARTING,
  /** The new version runs and has to keep the session and its health for a while. */
  PROVING,
  /** The new version has proved itself and is made the lasting one. */
  COMMITTING,
  /** The former version is being put back. */
  ROLLING_BACK,
  /** The outcome is known and waits for the platform's acknowledgement. */
  REPORTING;

  /** Whether a person may still cancel. */
  public boolean isCancellable() {
    return this == DOWNLOADING || this == AWAITING_ADDRESS || this == INSTALLING || this == PROVING;
  }
}
