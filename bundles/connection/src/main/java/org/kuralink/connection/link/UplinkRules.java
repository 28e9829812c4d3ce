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

/** The rules of the session for outgoing messages. Any thread. */
interface UplinkRules {

  /** Returns whether messages on a topic may be sent now. */
  Gate gate(String topic);

  /**
   * Returns whether the reply to a message on a topic can be received now, and subscribes it if
   * not. All messages of a sub-device wait until then, in order.
   */
  boolean canReceiveReply(String topic);

  /** Returns whether a gateway capability is registered, so that posts of devices may be packed. */
  boolean hasGateway();

  /** Subscribes the replies to messages of the gateway on a topic. */
  void replyNeeded(String topic);

  /** The deadline of replies. */
  Duration replyLimit();

  /** Whether messages of a device may be sent. */
  enum Gate {
    /** They may be sent. */
    OPEN,
    /** They wait until the device is logged in. */
    CLOSED,
    /** They are never sent: the device was removed from the topology. */
    GONE
  }
}
