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
 * The collaborators of the remote configuration of one device.
 *
 * @param subDevice the device; empty for the gateway itself
 * @param turn the permission to configure this device now
 * @param thread the thread of all decisions
 * @param startUp the time in which missing components may still appear
 * @param settings supplies the current settings
 * @param links supplies the link of the device, if there is one
 */
record CotaContext(
    Optional<DeviceIdentity> subDevice,
    DeviceTurns.Turn turn,
    ComponentThread thread,
    StartUp startUp,
    Supplier<CotaSettings> settings,
    Supplier<Optional<DeviceLink>> links) {

  /** Returns the name of the component and of the sub-device, for log lines. */
  String name() {
    return subDevice.map(one -> thread.name() + " " + one).orElse(thread.name());
  }

  /**
   * The time after a start in which components that a file names may still appear. The scheduler
   * measures it, because the system clock may change while a gateway starts. Any thread may call.
   */
  static final class StartUp {

    /** The interval between two checks for missing components. */
    static final Duration LOOK_AGAIN = Duration.ofSeconds(5);

    private volatile boolean over;

    /** Starts the time. */
    void begin(ComponentThread thread, Duration patience) {
      over = patience.isZero();
      thread.later(patience, () -> over = true);
    }

    boolean isGoing() {
      return !over;
    }
  }
}
