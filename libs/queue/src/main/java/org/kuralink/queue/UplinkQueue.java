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

/**
 * What left the device's applications and has not been acknowledged by the platform yet. Safe for
 * use by several threads.
 */
public interface UplinkQueue extends AutoCloseable {

  /**
   * Appends a message. On return the operating system has it, so that it survives the end of this
   * process; it is on the medium at most {@link QueueLimits#flush()} later.
   *
   * @return its sequence number
   * @throws QueueException if it was not taken
   */
  long append(String topic, byte[] payload);

  /**
   * The first message after {@code afterSequence} that has not been acknowledged. Never waits. The
   * window is the caller's: it takes several one after another and acknowledges each. A message
   * that cannot be read at this moment is passed over; it is still there for a later call.
   *
   * @throws QueueException if there are messages, but the medium lets none of them be read
   */
  Optional<UplinkRecord> next(long afterSequence);

  /** The platform has the message: it may go. In any order; once more does no harm. */
  void acknowledge(long sequence);

  /**
   * The platform will never take the message: it goes to the dead letters with the reason.
   *
   * @throws QueueException if that cannot be written; the message is still in the queue then
   */
  void deadLetter(long sequence, String reason);

  /** Called after each append, in the appender's thread, with no lock held. */
  void onAppended(Runnable listener);

  /**
   * Called for each message that leaves without having been acknowledged, with its sequence, in the
   * thread that found it, with no lock held.
   */
  void onDropped(ObjLongConsumer<DropReason> listener);

  /** Other limits from now on. What is too much by them goes with the next append. */
  void limit(QueueLimits limits);

  /** The platform has told its time, which is now: ages are counted by it from run to run. */
  void platformTime(long millis);

  /** Whether there is any use for the platform's time. */
  boolean needsPlatformTime();

  /** A picture of this moment. */
  UplinkQueueStatus status();

  /** Brings everything to the medium and lets go of the directory. Once more does no harm. */
  @Override
  void close();
}
