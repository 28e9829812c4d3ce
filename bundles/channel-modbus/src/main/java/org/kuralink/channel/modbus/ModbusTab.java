/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.channel.modbus;

import org.kuralink.api.configuration.ConnectionTab;
import org.osgi.service.component.annotations.Component;

/** Adds a Modbus channel tab to each cloud connection. */
@Component(property = ConnectionTab.FACTORY_PID + "=" + ModbusConfig.PID)
public final class ModbusTab implements ConnectionTab {}
