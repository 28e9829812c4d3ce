/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.api.line;

/**
 * The capabilities of an open line.
 *
 * @param sessionPresent whether the platform still had the former session, with its subscriptions
 *     and stored messages
 * @param maxPayload the maximum size of a payload in bytes
 * @param maxInFlight the maximum number of messages in flight
 * @param downlink whether the platform can send messages; without downlink nothing can be
 *     subscribed, and a request gets no reply but the acknowledgement of its message
 * @param calls whether the platform can call synchronously on topics below {@code /ext/rrpc}
 * @param subscribes whether the platform subscribes the topics of sub-devices automatically at
 *     their log-in
 */
public record OpenLine(
    boolean sessionPresent,
    int maxPayload,
    int maxInFlight,
    boolean downlink,
    boolean calls,
    boolean subscribes) {}
