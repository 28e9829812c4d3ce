/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.api.connection;

/** How much is done for an uplink message. */
public enum Delivery {
  /** QoS 0: sent at once or not at all; refused while offline. */
  TRANSIENT,
  /**
   * QoS 1 without the queue: sent at once or not at all, refused while offline, done when the
   * platform has acknowledged it; lost with the link.
   */
  ACKNOWLEDGED,
  /**
   * QoS 1 through the queue on disk: accepted online or offline, survives a kill of the process,
   * sent in order, at least once, and kept until the platform acknowledges it; a request of a
   * sub-device until the platform replies.
   */
  DURABLE
}
