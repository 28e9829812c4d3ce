/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.api.cota;

/** What a remote configuration is doing. */
public enum RemoteConfigurationState {
  /** Nothing; hears what the platform pushes. */
  IDLE,
  /** Has asked the platform which configuration it has. */
  REQUESTING,
  /** Fetches the file and checks its size and its digest. */
  DOWNLOADING,
  /** The applier reads and checks the file; nothing has changed yet. */
  VALIDATING,
  /** The applier changes this device. */
  APPLYING,
  /** Everything is applied; the platform must now be reached again in time. */
  CONFIRMING,
  /** The former configuration is being put back. */
  RESTORING
}
