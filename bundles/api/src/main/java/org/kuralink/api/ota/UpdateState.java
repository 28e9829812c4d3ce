/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.api.ota;

/** The state of an update. Each state is written to the journal before its work starts. */
public enum UpdateState {
  /** No update is in progress. */
  IDLE,
  /** The file is being downloaded and its digest computed. */
  DOWNLOADING,
  /** The address of the file has expired, and the platform was asked for the order again. */
  AWAITING_ADDRESS,
  /** The installer is running; the size and digests of the file match the order. */
  INSTALLING,
  /** The new version is in place and starts with the next start of the gateway. */
  RESTARTING,
  /**
   * The new version runs. It has to keep the session online and stay healthy for the proving time.
   */
  PROVING,
  /** The new version has proved itself and is being made permanent. */
  COMMITTING,
  /** The former version is being restored. */
  ROLLING_BACK,
  /** The result is known and waits for the platform's acknowledgement. */
  REPORTING;

  /** Returns whether the operator can cancel the update in this state. */
  public boolean isCancellable() {
    return this == DOWNLOADING || this == AWAITING_ADDRESS || this == INSTALLING || this == PROVING;
  }
}
