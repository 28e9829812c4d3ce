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
 * @param sequence its number; increases with each append, never used twice in one directory
 * @param topic the topic
 * @param payload its bytes, as they were appended; must not be changed
 * @param enqueuedAtMillis when it was appended, in milliseconds since 1970
 */
@SuppressWarnings("ArrayRecordComponent")
public record UplinkRecord(long sequence, String topic, byte[] payload, long enqueuedAtMillis) {

  /** Returns the same message with another time. */
  UplinkRecord enqueuedAt(long millis) {
    return new UplinkRecord(sequence, topic, payload, millis);
  }

  @Override
  public String toString() {
    return sequence + " " + topic + " (" + payload.length + " bytes)";
  }
}
