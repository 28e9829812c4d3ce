/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.gateway;

import org.kuralink.api.configuration.ConnectionTab;
import org.osgi.service.component.annotations.Component;

/** Adds the tab for sub-devices to each cloud connection of Kura. */
@Component(property = ConnectionTab.FACTORY_PID + "=" + GatewayConfig.PID)
public final class GatewayTab implements ConnectionTab {}
