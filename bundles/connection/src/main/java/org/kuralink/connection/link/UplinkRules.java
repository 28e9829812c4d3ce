/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.connection.link;

import java.time.Duration;

/** What a message on its way out has to do with the rest of the session. Any thread. */
interface UplinkRules {

  /** Whether messages on a topic may leave now. */
  Gate gate(String topic);

  /**
   * Whether what answers a message on a topic can be heard by now; sees to it that it will be. What
   * a sub-device says waits until then, all of it in its order.
   */
  boolean hears(String topic);

  /** Whether somebody logs sub-devices in, so that posts of many devices may leave together. */
  boolean hasGateway();

  /** There will be a reply to what the gateway sends on a topic of its own. */
  void replyNeeded(String topic);

  /** How long the platform may take to reply. */
  Duration replyLimit();

  /** Whether what one device says may leave. */
  enum Gate {
    /** It may. */
    OPEN,
    /** It waits until the device is logged in. */
    CLOSED,
    /** It never will: the device was taken out of the topology. */
    GONE
  }
}
