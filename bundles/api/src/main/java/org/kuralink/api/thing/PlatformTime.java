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
 * What time the platform has, measured over the link ({@code /ext/ntp}). The system clock is never
 * set. A service with the properties {@code kura.service.pid} (that of the thing) and {@link
 * Thing#CONNECTION}; the time is the same for all devices of the session. Any thread may call.
 */
@ProviderType
public interface PlatformTime {

  /**
   * The platform's time, carried on by the machine's steady timer, so that nobody who sets the
   * system clock moves it; the system clock's time as long as nothing was measured.
   */
  Instant now();

  /** How far the platform is ahead of the system clock now; empty until it was measured. */
  Optional<Duration> offset();

  /** What was measured last; empty until then, and after the configuration was changed. */
  Optional<TimeMeasurement> measured();

  /**
   * Measures now.
   *
   * @return the best of a few samples; fails with {@link org.kuralink.api.connection.LinkException}
   *     if no answer is of use
   */
  CompletionStage<TimeMeasurement> measure();
}
