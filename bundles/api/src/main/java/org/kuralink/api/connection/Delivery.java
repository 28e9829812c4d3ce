/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.api.connection;

/** The delivery guarantee of an uplink message. */
public enum Delivery {
  /**
   * QoS 0: the message is sent immediately or not at all; it fails while the session is offline.
   */
  TRANSIENT,
  /**
   * QoS 1 without the queue: the message is sent immediately or not at all, fails while the session
   * is offline, and completes when the platform has acknowledged it. It is lost if the link breaks.
   */
  ACKNOWLEDGED,
  /**
   * QoS 1 through the queue on disk: the message is accepted online or offline, survives a killed
   * process, and is sent in order and at least once. It stays in the queue until the platform
   * acknowledges it; a request of a sub-device stays until the platform replies.
   */
  DURABLE
}
