/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.api.line;

import org.kuralink.api.connection.SessionFault;
import org.osgi.annotation.versioning.ProviderType;

/**
 * The callbacks of a line. They are called on threads of the line; implementations hand over to
 * another thread and never block.
 */
@ProviderType
public interface LineEvents {

  /**
   * Called when a message arrived, whether or not its topic was subscribed.
   *
   * @param again whether the platform marks the message as a redelivery, which may have been
   *     received before
   */
  void received(String topic, byte[] payload, boolean again);

  /**
   * Called when the line broke without having been closed; at most once, and only after it was
   * open.
   */
  void lost(SessionFault.Cause cause, String message);

  /**
   * Called on events other than messages, for diagnosis: a step of the log-in, a response, a
   * disconnect.
   *
   * @param words a description without secrets
   */
  void traced(String words);
}
