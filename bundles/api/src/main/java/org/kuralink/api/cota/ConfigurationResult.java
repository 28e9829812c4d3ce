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
 * How one attempt ended.
 *
 * @param outcome what became of it
 * @param version the version it was about; empty if none got as far as being kept
 * @param failedStep empty unless it failed
 * @param message words for a person, without values of the configuration; may be empty
 */
public record ConfigurationResult(
    ConfigurationOutcome outcome,
    Optional<Long> version,
    Optional<ConfigurationStep> failedStep,
    String message) {

  /** Whether the device has what the platform wants it to have. */
  public boolean isSuccess() {
    return outcome.isSuccess();
  }
}
