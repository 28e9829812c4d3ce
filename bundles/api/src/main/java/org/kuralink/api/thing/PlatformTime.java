/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.api.thing;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.osgi.annotation.versioning.ProviderType;

/**
 * The platform's time, measured over the link ({@code /ext/ntp}). The system clock is never
 * changed. A service with the properties {@code kura.service.pid} (that of the thing) and {@link
 * Thing#CONNECTION}; the time is the same for all devices of the session. Any thread may call.
 */
@ProviderType
public interface PlatformTime {

  /**
   * Returns the platform's time. It advances with the machine's monotonic timer, so changes of the
   * system clock do not affect it. Before the first measurement this is the time of the system
   * clock.
   */
  Instant now();

  /**
   * Returns how far the platform's time is currently ahead of the system clock; empty before the
   * first measurement.
   */
  Optional<Duration> offset();

  /**
   * Returns the last measurement; empty before the first one, and after a change of the
   * configuration.
   */
  Optional<TimeMeasurement> measured();

  /**
   * Starts a measurement.
   *
   * @return the best of a few samples; fails with {@link org.kuralink.api.connection.LinkException}
   *     if no sample is usable
   */
  CompletionStage<TimeMeasurement> measure();
}
