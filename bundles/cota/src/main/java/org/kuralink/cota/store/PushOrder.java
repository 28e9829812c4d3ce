/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.cota.store;

import org.kuralink.api.codec.MessageId;
import org.kuralink.api.connection.DeviceIdentity;

/**
 * A push of the platform that must get a truthful answer, whatever happens in between.
 *
 * @param device who was addressed
 * @param id to be echoed
 */
public record PushOrder(DeviceIdentity device, MessageId id) {}
