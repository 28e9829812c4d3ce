/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.api.cota;

/** The state of a remote configuration. */
public enum RemoteConfigurationState {
  /** No configuration is in progress; the device waits for pushes. */
  IDLE,
  /** The configuration was requested from the platform. */
  REQUESTING,
  /** The file is being downloaded, and its size and digest are verified. */
  DOWNLOADING,
  /** The applier validates the file; nothing has changed yet. */
  VALIDATING,
  /** The applier changes this device. */
  APPLYING,
  /** The configuration is applied; the platform has to be reached again before the time limit. */
  CONFIRMING,
  /** The former configuration is being restored. */
  RESTORING
}
