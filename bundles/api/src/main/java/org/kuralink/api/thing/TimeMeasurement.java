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

/**
 * A measured difference between the platform's clock and the system clock.
 *
 * @param offset how far the platform's clock was ahead; negative if it was behind
 * @param accuracy half of the round-trip time; the error of the offset is at most this
 * @param measured the time of the measurement, by the platform's clock
 */
public record TimeMeasurement(Duration offset, Duration accuracy, Instant measured) {}
