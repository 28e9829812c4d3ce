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
 * How fast messages leave for the platform, which drops what comes faster than it allows.
 *
 * @param rate messages a second as configured, 0 for no limit
 * @param now messages a second at this moment, less than {@code rate} for a while after the
 *     platform answered that it gets too many (code 429); 0 for no limit
 * @param waiting messages that are not durable and wait for their turn
 * @param throttled replies of the platform, since the component started, that said it gets too many
 * @param packed durable property posts, since the component started, that left together with others
 *     in one message
 */
public record PaceStatus(int rate, double now, int waiting, long throttled, long packed) {

  /** No limit, and nothing happened. */
  public static final PaceStatus NONE = new PaceStatus(0, 0, 0, 0, 0);

  /** Whether messages leave more slowly than configured because the platform asked for it. */
  public boolean slowed() {
    return now > 0 && (rate == 0 || now < rate);
  }
}
