/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.queue;

import java.util.Map;
import java.util.OptionalLong;
import org.kuralink.api.connection.QueueStatus.DropReason;

/**
 * The fill level of the queue, and counters since it was opened.
 *
 * @param messages unacknowledged messages
 * @param bytes of their records
 * @param oldestEnqueuedAtMillis when the oldest of them was appended
 * @param dropped by reason; a reason that did not occur is absent
 * @param deadLetters messages moved to the dead letters because the platform never accepts them
 * @param tornBytes bytes of an incomplete write that were removed at opening
 */
public record UplinkQueueStatus(
    long messages,
    long bytes,
    OptionalLong oldestEnqueuedAtMillis,
    Map<DropReason, Long> dropped,
    long deadLetters,
    long tornBytes) {

  /** Copies the map. */
  public UplinkQueueStatus {
    dropped = Map.copyOf(dropped);
  }
}
