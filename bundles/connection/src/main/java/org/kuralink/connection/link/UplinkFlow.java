/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.connection.link;

/** How durable messages go out, as far as who changes their way must know and may say. */
public interface UplinkFlow {

  /** Lets nothing more leave, and says when nothing is on its way. Session's thread. */
  void drain(Runnable done);

  /** Goes on after all. Session's thread. */
  void goOn();

  /** How many messages the platform took over lines that stood in. Any thread. */
  long overStandIn();

  /** Of how many devices messages were found that may not leave. Any thread. */
  int waitingDevices();
}
