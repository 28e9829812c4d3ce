/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.queue;

import java.util.Optional;
import java.util.function.ObjLongConsumer;
import org.kuralink.api.connection.QueueStatus.DropReason;

/** The queue of uplink messages that the platform has not acknowledged. Any thread may call. */
public interface UplinkQueue extends AutoCloseable {

  /**
   * Appends a message. On return it is written to the operating system, so that it survives the end
   * of this process; it is flushed to disk at most {@link QueueLimits#flush()} later.
   *
   * @return its sequence number
   * @throws QueueException if it was refused
   */
  long append(String topic, byte[] payload);

  /**
   * Returns the first unacknowledged message after {@code afterSequence}. Never waits. The caller
   * may read several messages and acknowledges each of them. A message that cannot be read now is
   * skipped and remains in the queue.
   *
   * @throws QueueException if there are messages, but none of them can be read
   */
  Optional<UplinkRecord> next(long afterSequence);

  /** Removes a message that the platform has; in any order. Does nothing for a removed message. */
  void acknowledge(long sequence);

  /**
   * Moves a message that the platform never accepts to the dead letters, with the reason.
   *
   * @throws QueueException if that cannot be written; then the message remains in the queue
   */
  void deadLetter(long sequence, String reason);

  /** Adds a listener that is called after each append, on the appender's thread, without locks. */
  void onAppended(Runnable listener);

  /**
   * Adds a listener that is called for each message that is dropped, with its sequence number, on
   * the thread that detects it, without locks.
   */
  void onDropped(ObjLongConsumer<DropReason> listener);

  /** Changes the limits. The next append drops messages that exceed them. */
  void limit(QueueLimits limits);

  /** Sets the platform's current time, which is used to compute ages across runs. */
  void platformTime(long millis);

  /** Returns whether the platform's time is needed. */
  boolean needsPlatformTime();

  /** Returns an immutable snapshot of the current status. */
  UplinkQueueStatus status();

  /** Flushes everything and releases the directory. Does nothing if it is closed. */
  @Override
  void close();
}
