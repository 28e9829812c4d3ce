/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.cota;

import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;
import org.kuralink.api.connection.DeviceIdentity;
import org.kuralink.api.connection.DeviceLink;
import org.kuralink.api.connection.DeviceTurns;
import org.kuralink.calls.ComponentThread;

/**
 * Where a remote configuration happens: what each of its steps needs.
 *
 * @param subDevice whose configuration it is; empty for the gateway itself
 * @param turn when there is something to do
 * @param thread on which everything is decided
 * @param startUp the time in which what a file names may still come
 * @param settings as they are at the moment
 * @param links the link of the device, while there is one
 */
record ConfigurationPlace(
    Optional<DeviceIdentity> subDevice,
    DeviceTurns.Turn turn,
    ComponentThread thread,
    StartUp startUp,
    Supplier<CotaSettings> settings,
    Supplier<Optional<DeviceLink>> links) {

  /** That of the component, and of the sub-device, for log lines. */
  String name() {
    return subDevice.map(one -> thread.name() + " " + one).orElse(thread.name());
  }

  /**
   * The time after a start in which components that a file names may still come. Measured by the
   * scheduler: a wall clock may leap while a gateway starts. Any thread may ask.
   */
  static final class StartUp {

    /** How often it is looked whether something has come. */
    static final Duration LOOK_AGAIN = Duration.ofSeconds(5);

    private volatile boolean over;

    /** Begins now. */
    void begin(ComponentThread thread, Duration patience) {
      over = patience.isZero();
      thread.later(patience, () -> over = true);
    }

    boolean isGoing() {
      return !over;
    }
  }
}
