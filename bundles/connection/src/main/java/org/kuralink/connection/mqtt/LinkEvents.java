/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.connection.mqtt;

import org.kuralink.api.connection.SessionFault;

/** What a link tells. Called on the transport's threads: must only hand over, never wait. */
public interface LinkEvents {

  /** A message came, whether its topic was subscribed or not. */
  void received(String topic, byte[] payload);

  /** The link is gone although nobody closed it; at most once, and only after it was open. */
  void lost(SessionFault.Cause cause, String message);
}
