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
 * The limits and protocol options of a line.
 *
 * @param keepAlive the time without any packet after which the line counts as broken; 30 to 1200 s,
 *     otherwise the line does not open
 * @param cleanSession whether the platform discards the former session at log-in
 * @param subDevices whether the platform is asked to subscribe the topics of sub-devices
 *     automatically
 * @param connect the time limit for opening, from the first packet to the platform's response
 * @param operation the time limit for each publish, subscribe and unsubscribe
 * @param inFlight the maximum number of messages in flight; a line may allow fewer
 */
public record LineLimits(
    Duration keepAlive,
    boolean cleanSession,
    boolean subDevices,
    Duration connect,
    Duration operation,
    int inFlight) {}
