/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.api.connection;

/**
 * The status of the uplink rate limiter. The platform drops messages that exceed its rate limit.
 *
 * @param rate the configured limit in messages per second; 0 for no limit
 * @param now the current limit in messages per second, lower than {@code rate} for a while after
 *     the platform has reported too many messages (code 429); 0 for no limit
 * @param waiting messages that are not durable and wait to be sent
 * @param throttled replies with code 429 since the component started
 * @param packed durable property posts that were merged with others into one message, since the
 *     component started
 */
public record PaceStatus(int rate, double now, int waiting, long throttled, long packed) {

  /** No limit, and all counters are 0. */
  public static final PaceStatus NONE = new PaceStatus(0, 0, 0, 0, 0);

  /**
   * Returns whether the current limit is lower than the configured one because the platform
   * reported too many messages.
   */
  public boolean slowed() {
    return now > 0 && (rate == 0 || now < rate);
  }
}
