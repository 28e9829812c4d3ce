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
 * The server of a line.
 *
 * @param transport the configured transport, in lower case
 * @param host a name or an address; empty for the platform's own endpoint, which follows from
 *     region, instance and product
 * @param port 1 to 65535; 0 for the platform's own
 * @param region such as {@code cn-shanghai}
 * @param instanceId such as {@code iot-06z00abcd}; empty for a public instance created before July
 *     2021
 */
public record LineServer(
    String transport, String host, int port, String region, String instanceId) {}
