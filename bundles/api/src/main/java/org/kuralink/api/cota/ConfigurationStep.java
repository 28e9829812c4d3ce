/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.api.cota;

/** The steps of a configuration, to say which one failed. */
public enum ConfigurationStep {
  /** Asking the platform, or reading what it offers. */
  REQUEST,
  /** Fetching the file, and keeping it. */
  DOWNLOAD,
  /** Comparing size and digest with what was offered. */
  CHECK,
  /** The applier's look at the file before anything is changed. */
  VALIDATE,
  /** Changing this device. */
  APPLY,
  /** Reaching the platform again. */
  CONFIRM,
  /** Putting the former configuration back. */
  RESTORE
}
