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
 * What a line that is open can do.
 *
 * @param sessionPresent whether the platform still had the former session, with its subscriptions
 *     and the messages it keeps for us
 * @param maxPayload bytes of the largest payload
 * @param maxInFlight how many messages may be on their way at the same time
 * @param downlink whether messages come from the platform by themselves; without it nothing can be
 *     subscribed, and no request gets a reply but the confirmation of its message
 * @param calls whether the platform may call us synchronously on topics below {@code /ext/rrpc}
 * @param subscribes whether the platform subscribes by itself what sub-devices need, as they log in
 */
public record OpenLine(
    boolean sessionPresent,
    int maxPayload,
    int maxInFlight,
    boolean downlink,
    boolean calls,
    boolean subscribes) {}
