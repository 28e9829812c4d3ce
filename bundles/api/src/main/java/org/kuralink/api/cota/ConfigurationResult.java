/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.api.cota;

import java.util.Optional;

/**
 * The result of an attempt to apply a configuration.
 *
 * @param outcome the outcome
 * @param version the number of the version; empty if no version was stored
 * @param failedStep the step that failed; empty if none did
 * @param message a message for operators, without values of the configuration; may be empty
 */
public record ConfigurationResult(
    ConfigurationOutcome outcome,
    Optional<Long> version,
    Optional<ConfigurationStep> failedStep,
    String message) {

  /** Returns whether the device has the configuration that the platform specifies. */
  public boolean isSuccess() {
    return outcome.isSuccess();
  }
}
