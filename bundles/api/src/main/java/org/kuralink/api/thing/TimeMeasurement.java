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
 * How far the platform's clock was ahead of the system clock.
 *
 * @param offset negative if the platform's clock was behind
 * @param accuracy half of the way to the platform and back: the offset is right within it
 * @param measured when, by the platform's clock
 */
public record TimeMeasurement(Duration offset, Duration accuracy, Instant measured) {}
