/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.connection;

import org.kuralink.api.configuration.ConfigurationValues;

/**
 * The settings of the recovery by Kura's watchdog after long network failures.
 *
 * @param enabled false by default
 * @param maxFailures the number of consecutive network failures before the restart
 */
record RecoverySettings(boolean enabled, int maxFailures) {

  static final RecoverySettings OFF = new RecoverySettings(false, 10);

  static RecoverySettings read(ConfigurationValues reader) {
    return new RecoverySettings(
        reader.flag("enable.recovery.on.connection.failure", OFF.enabled),
        (int) reader.number("connection.recovery.max.failures", 1, 10_000, OFF.maxFailures));
  }
}
