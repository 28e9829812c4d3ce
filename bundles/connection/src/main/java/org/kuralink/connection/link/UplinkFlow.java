/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.connection.link;

/** The control of durable messages that the fallback uses. */
public interface UplinkFlow {

  /** Sends no more messages, and calls back when none is in flight. Session's thread. */
  void drain(Runnable done);

  /** Resumes sending. Session's thread. */
  void resume();

  /** The number of messages that the platform acknowledged over the fallback. Any thread. */
  long overStandIn();

  /** The number of devices with messages that may not be sent now. Any thread. */
  int waitingDevices();
}
