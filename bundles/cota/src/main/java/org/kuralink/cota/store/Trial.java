/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.cota.store;

import java.time.Instant;
import java.util.Optional;
import org.kuralink.api.connection.DeviceIdentity;
import org.kuralink.api.cota.ConfigurationStep;

/**
 * A version that is being tried, as the journal has it.
 *
 * @param phase how far it is
 * @param version its number
 * @param device for whom it came
 * @param applier the name of the one who applies it, and who alone can put back
 * @param deadline until when the platform must be reached
 * @param starts how often the component has started since it was applied
 * @param order the push that it came from, where there is one
 * @param failedStep why it is being put back; empty before {@link Phase#RESTORING}
 * @param message the same in words
 */
public record Trial(
    Phase phase,
    long version,
    DeviceIdentity device,
    String applier,
    Instant deadline,
    int starts,
    Optional<PushOrder> order,
    Optional<ConfigurationStep> failedStep,
    String message) {

  /** How far a trial is; each is written before what it names is done. */
  public enum Phase {
    /** Being applied: after a crash the former configuration comes back. */
    APPLYING,
    /** Applied: until the deadline the platform may be reached, then the former comes back. */
    CONFIRMING,
    /** The platform was reached: only the paper work is left. */
    COMMITTING,
    /** The former configuration is being put back. */
    RESTORING
  }

  /** The same in another phase. */
  public Trial in(Phase next) {
    return new Trial(next, version, device, applier, deadline, starts, order, failedStep, message);
  }

  /** The same, applied. */
  public Trial confirmUntil(Instant until) {
    return new Trial(
        Phase.CONFIRMING, version, device, applier, until, starts, order, failedStep, message);
  }

  /** The same, after one more start of the component. */
  public Trial startedAgain() {
    return new Trial(
        phase, version, device, applier, deadline, starts + 1, order, failedStep, message);
  }

  /** The same, failed. */
  public Trial failed(ConfigurationStep step, String why) {
    return new Trial(
        Phase.RESTORING, version, device, applier, deadline, starts, order, Optional.of(step), why);
  }
}
