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

/** What a line tells, on threads of its own. The methods only hand over, and never wait. */
@ProviderType
public interface LineEvents {

  /**
   * A message came, whether its topic was asked for or not.
   *
   * @param again whether the platform marks it as sent before, so that it may have been heard
   */
  void received(String topic, byte[] payload, boolean again);

  /** The line is gone although nobody closed it; at most once, and only after it was open. */
  void lost(SessionFault.Cause cause, String message);

  /**
   * Something happened besides messages: a step of the log-in, an answer, a goodbye. For people who
   * look for a fault; in plain words, without secrets.
   */
  void traced(String words);
}
