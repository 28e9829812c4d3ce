/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.api.cota;

/** The steps of applying a configuration, to identify the one that failed. */
public enum ConfigurationStep {
  /** Requesting the configuration from the platform, or reading its offer. */
  REQUEST,
  /** Downloading and storing the file. */
  DOWNLOAD,
  /** Comparing size and digest with the offer. */
  CHECK,
  /** Validation by the applier, before anything is changed. */
  VALIDATE,
  /** Applying the file to this device. */
  APPLY,
  /** Reaching the platform with the new configuration. */
  CONFIRM,
  /** Restoring the former configuration. */
  RESTORE
}
