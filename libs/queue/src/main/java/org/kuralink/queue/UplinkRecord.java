/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.queue;

/**
 * One message of the queue.
 *
 * @param sequence its place; grows by append, never used twice by one directory
 * @param topic where it goes
 * @param payload its bytes, as they were appended; not to be changed
 * @param enqueuedAtMillis when it was appended, in milliseconds since 1970
 */
@SuppressWarnings("ArrayRecordComponent")
public record UplinkRecord(long sequence, String topic, byte[] payload, long enqueuedAtMillis) {

  /** The same with another time. */
  UplinkRecord enqueuedAt(long millis) {
    return new UplinkRecord(sequence, topic, payload, millis);
  }

  @Override
  public String toString() {
    return sequence + " " + topic + " (" + payload.length + " bytes)";
  }
}
