/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.api.line;

import java.time.Duration;

/**
 * How a line behaves.
 *
 * @param keepAlive after so long without a sign of life the line is dead; 30..1200 s, else the line
 *     does not open
 * @param cleanSession whether the platform forgets the former session at log-in
 * @param connect how long opening may take, from the first packet to the platform's answer
 * @param operation how long each publish, subscribe and unsubscribe may take
 * @param subDevices whether the platform is asked to subscribe by itself what sub-devices need
 * @param inFlight how many messages may be on their way; a line may take fewer
 */
public record LineLimits(
    Duration keepAlive,
    boolean cleanSession,
    boolean subDevices,
    Duration connect,
    Duration operation,
    int inFlight) {}
