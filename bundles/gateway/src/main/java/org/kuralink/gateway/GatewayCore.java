/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.gateway;

import java.util.function.Supplier;
import org.kuralink.api.connection.DeviceIdentity;

/**
 * What all parts of a gateway share. Used on the gateway's thread.
 *
 * @param name the name of the component, for the log
 * @param settings returns the current settings
 * @param gateway returns the identity of the gateway; its names are empty without a session
 */
record GatewayCore(
    String name,
    Supplier<GatewaySettings> settings,
    Supplier<DeviceIdentity> gateway,
    GatewayTime time,
    Roster roster,
    SubDeviceFile file) {}
