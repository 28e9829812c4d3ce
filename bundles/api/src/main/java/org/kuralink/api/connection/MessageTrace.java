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
 * A diagnostic listener that receives every uplink and downlink message. Secrets in the text are
 * masked. Called on threads of the connection; the call must return immediately.
 */
@ConsumerType
@FunctionalInterface
public interface MessageTrace {

  /** Called for each message. The text is truncated after a few kilobytes. */
  void message(Direction direction, String topic, String text);

  /** The direction of a message. */
  enum Direction {
    /** To the platform. */
    UPLINK,
    /** From the platform. */
    DOWNLINK
  }
}
