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
import java.util.function.Supplier;
import org.kuralink.api.cota.ConfigurationResult;
import org.kuralink.api.cota.ConfigurationStep;
import org.kuralink.calls.ComponentThread;

/**
 * Decides when the platform is asked without a person's order. For the thread of the remote
 * configuration.
 */
final class OwnRequests {

  private static final Duration FIRST_PAUSE = Duration.ofSeconds(10);
  private static final Duration LONGEST_PAUSE = Duration.ofMinutes(10);

  private final ComponentThread thread;
  private final Supplier<CotaSettings> settings;
  private final Runnable again;
  private boolean done;
  private Duration pause = FIRST_PAUSE;

  /**
   * Nothing was asked yet.
   *
   * @param again called when a request that failed is due once more
   */
  OwnRequests(ComponentThread thread, Supplier<CotaSettings> settings, Runnable again) {
    this.thread = thread;
    this.settings = settings;
    this.again = again;
  }

  /** Whether the platform is to be asked now that the link is up. */
  boolean areDue() {
    return !done && settings.get().when() != CotaSettings.When.DEMAND;
  }

  /** The link was down and is up again. */
  void reconnected() {
    if (settings.get().when() == CotaSettings.When.RECONNECT) {
      done = false;
    }
  }

  /** What did not even get as far as a file is tried again, less and less often. */
  void ended(ConfigurationResult result) {
    done = true;
    boolean repeat =
        result
            .failedStep()
            .filter(s -> s == ConfigurationStep.REQUEST || s == ConfigurationStep.DOWNLOAD)
            .isPresent();
    if (!repeat) {
      pause = FIRST_PAUSE;
      return;
    }
    Duration now = pause;
    Duration twice = pause.multipliedBy(2);
    pause = twice.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : twice;
    thread.later(
        now,
        () -> {
          done = false;
          again.run();
        });
  }
}
