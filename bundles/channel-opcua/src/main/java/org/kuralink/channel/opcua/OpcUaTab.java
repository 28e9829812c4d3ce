/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.channel.opcua;

import org.kuralink.api.configuration.ConnectionTab;
import org.osgi.service.component.annotations.Component;

/** Adds an OPC UA channel tab to each cloud connection of Kura. */
@Component(property = ConnectionTab.FACTORY_PID + "=" + OpcUaConfig.PID)
public final class OpcUaTab implements ConnectionTab {}
