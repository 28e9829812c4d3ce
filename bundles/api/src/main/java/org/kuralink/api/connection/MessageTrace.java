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
 * Sees every message that goes by, for a person who looks for a fault. Secrets in the text are
 * masked. Called on the connection's threads: must return at once.
 */
@ConsumerType
@FunctionalInterface
public interface MessageTrace {

  /** A message goes by. The text is cut at a few kilobytes. */
  void message(Direction direction, String topic, String text);

  /** Which way it goes. */
  enum Direction {
    /** Towards the platform. */
    UPLINK,
    /** From the platform. */
    DOWNLINK
  }
}
