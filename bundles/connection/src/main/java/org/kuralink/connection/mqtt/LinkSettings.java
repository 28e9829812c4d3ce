/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.connection.mqtt;

import java.time.Duration;
import org.kuralink.api.connection.ServerTrust;

/**
 * How a link behaves.
 *
 * @param keepAlive 30..1200 seconds, else {@code open} fails with CONFIGURATION
 * @param cleanSession whether the platform forgets the former session
 * @param connectTimeout limit from the first packet to CONNACK
 * @param operationTimeout limit of each publish, subscribe and unsubscribe
 * @param maxInFlight how many publishes may wait at the same time; one more fails as busy
 * @param trust whom TLS trusts
 */
public record LinkSettings(
    Duration keepAlive,
    boolean cleanSession,
    Duration connectTimeout,
    Duration operationTimeout,
    int maxInFlight,
    ServerTrust trust) {}
