/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.api.connection;

import org.osgi.annotation.versioning.ConsumerType;

/**
 * A listener for raw messages. Called on an executor of the connection, in the order of arrival.
 * The call must return quickly; an exception is logged and otherwise ignored.
 */
@ConsumerType
@FunctionalInterface
public interface MessageListener {

  /** Called when a message arrived on a subscribed topic. */
  void received(Message message);
}
