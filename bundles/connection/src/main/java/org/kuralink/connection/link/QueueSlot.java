/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.connection.link;

import java.lang.ref.ReferenceQueue;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;
import org.kuralink.api.connection.LinkException;
import org.kuralink.api.connection.PaceStatus;
import org.kuralink.api.connection.QueueStatus;
import org.kuralink.api.connection.SessionFault;
import org.kuralink.queue.QueueException;
import org.kuralink.queue.UplinkQueue;
import org.kuralink.queue.UplinkQueueStatus;
import org.kuralink.queue.UplinkRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Holds the current durable queue of a session, which may be replaced, and the callers that wait
 * for the outcome of their messages. Any thread may call; no foreign code is called under the lock.
 */
final class QueueSlot {

  private static final Logger LOG = LoggerFactory.getLogger(QueueSlot.class);
  private static final long OPENING_SECONDS = 10;
  private static final long NONE = -1;

  /** The reason for dead letters at which the platform closes the link. */
  static final String FATAL = "the platform closes the link whenever this message is sent";

  /** The reason for dead letters of a sub-device. */
  static final String UNANSWERED =
      "the platform acknowledged it " + Backlog.SENDINGS + " times and never replied";

  private final CountDownLatch decided = new CountDownLatch(1);
  private final Map<Long, Consumer<Optional<LinkException>>> waiters = new HashMap<>();
  private final ReferenceQueue<Object> forgotten = new ReferenceQueue<>();

  /** The outcomes during current appends, one of which may be for the message that is appended. */
  private final Map<Long, Optional<LinkException>> early = new HashMap<>();

  private final AtomicLong refused = new AtomicLong();
  private final AtomicLong unanswered = new AtomicLong();
  private final Clock clock;
  private volatile Optional<SessionFault> fault = Optional.empty();
  private int appending;
  private volatile @Nullable UplinkQueue queue;
  private volatile String missing = "The uplink queue is not open yet";

  QueueSlot(Clock clock) {
    this.clock = clock;
  }

  /** Sets the queue; the caller has closed the former one. */
  void insert(UplinkQueue opened) {
    opened.onDropped(
        (reason, sequence) ->
            settle(
                sequence,
                Optional.of(
                    new LinkException(
                        LinkException.Reason.DROPPED,
                        "The uplink queue dropped the message because of its limit of "
                            + reason))));
    queue = opened;
    works();
    decided.countDown();
  }

  /** Removes the queue; callers that append get the reason. */
  void leaveEmpty(String reason) {
    missing = reason;
    queue = null;
    decided.countDown();
  }

  Optional<UplinkQueue> queue() {
    return Optional.ofNullable(queue);
  }

  /** Creates the ticket whose stage the caller of {@link #append} gets. */
  <T> Ticket<T> newTicket() {
    return Ticket.of(forgotten);
  }

  /** The number of messages with a waiting caller. */
  synchronized int waiting() {
    return waiters.size();
  }

  /** Forgets the waiting callers that have dropped their stages. */
  void sweep() {
    for (Object one = forgotten.poll(); one != null; one = forgotten.poll()) {
      if (one instanceof Ticket<?> ticket) {
        ticket.forget();
      }
    }
  }

  /**
   * Appends a message, also on an interrupted thread; waits only for the first opening of the
   * queue.
   *
   * @param taken is told the number of the message before its outcome can be known
   * @param ticket the ticket of the waiting caller
   * @param waiter is told the outcome once
   */
  void append(
      UplinkMessage message,
      LongConsumer taken,
      Ticket<?> ticket,
      Consumer<Optional<LinkException>> waiter) {
    sweep();
    awaitOpening();
    UplinkQueue present = queue;
    if (present == null) {
      refused.incrementAndGet();
      throw new LinkException(LinkException.Reason.STORAGE, missing);
    }
    synchronized (this) {
      appending++;
    }
    long sequence = NONE;
    try {
      sequence = present.append(message.topic(), message.payload());
      long number = sequence;
      ticket.onForgotten(() -> forget(number));
      works();
      taken.accept(sequence);
    } catch (QueueException e) {
      refused.incrementAndGet();
      if (e.reason() == QueueException.Reason.DISK_FULL || e.reason() == QueueException.Reason.IO) {
        fails(String.valueOf(e.getMessage()));
      }
      throw refusal(e);
    } finally {
      register(present, sequence, waiter);
    }
  }

  private synchronized void forget(long sequence) {
    waiters.remove(sequence);
  }

  /**
   * A message that is kept until the platform has it.
   *
   * @param id of the request; empty if the message is none, or it is unknown
   */
  @SuppressWarnings("ArrayRecordComponent")
  record UplinkMessage(String topic, byte[] payload, String id) {}

  /** Returns the next message after a sequence number. */
  Optional<UplinkRecord> next(long after) {
    UplinkQueue present = queue;
    return present == null ? Optional.empty() : present.next(after);
  }

  /** Reports the PUBACK of a message; the reply may still refuse it. */
  void arrived(long sequence) {
    settle(sequence, Optional.empty());
  }

  void acknowledge(long sequence) {
    UplinkQueue present = queue;
    if (present != null) {
      try {
        present.acknowledge(sequence);
      } catch (QueueException e) {
        LOG.warn("Message {} may be sent again: {}", sequence, e.getMessage());
      }
    }
    settle(sequence, Optional.empty());
  }

  /** Removes a message that can never be sent because its device was removed from the topology. */
  void giveUp(long sequence, String topic) {
    UplinkQueue present = queue;
    if (present != null) {
      try {
        present.acknowledge(sequence);
      } catch (QueueException e) {
        LOG.warn("Message {} of a deleted device was not removed: {}", sequence, e.getMessage());
      }
    }
    settle(
        sequence,
        Optional.of(
            new LinkException(
                LinkException.Reason.DELETED,
                "The message on "
                    + topic
                    + " was not sent: its device was removed from the topology of its gateway")));
  }

  /** Moves a message to the dead letters. */
  void deadLetter(long sequence, String reason) {
    if (!reason.equals(UNANSWERED) || unanswered.getAndIncrement() % 1000 == 0) {
      LOG.warn("Message {} is moved to the dead letters: {}", sequence, reason);
    }
    UplinkQueue present = queue;
    if (present != null) {
      try {
        present.deadLetter(sequence, reason);
      } catch (QueueException e) {
        LOG.warn("Message {} was not moved to the dead letters: {}", sequence, e.getMessage());
      }
    }
    settle(sequence, Optional.of(new LinkException(LinkException.Reason.DROPPED, reason)));
  }

  /** Fails all waiting callers; their messages stay in the queue. */
  void failWaiters(LinkException reason) {
    List<Consumer<Optional<LinkException>>> all;
    synchronized (this) {
      all = new ArrayList<>(waiters.values());
      waiters.clear();
    }
    all.forEach(waiter -> waiter.accept(Optional.of(reason)));
  }

  /**
   * Returns the status of the queue.
   *
   * @param repeated how many messages were sent again although they may have arrived
   */
  QueueStatus status(PaceStatus pace, long repeated) {
    sweep();
    UplinkQueue present = queue;
    if (present == null) {
      return new QueueStatus(
          0,
          0,
          Optional.empty(),
          Map.of(),
          0,
          refused.get(),
          fault,
          pace,
          repeated,
          Optional.empty());
    }
    UplinkQueueStatus now = present.status();
    Optional<Instant> oldest =
        now.oldestEnqueuedAtMillis().isPresent()
            ? Optional.of(Instant.ofEpochMilli(now.oldestEnqueuedAtMillis().getAsLong()))
            : Optional.empty();
    return new QueueStatus(
        now.messages(),
        now.bytes(),
        oldest,
        now.dropped(),
        now.deadLetters(),
        refused.get(),
        fault,
        pace,
        repeated,
        Optional.empty());
  }

  /** Records that the queue does not work; the fault is logged once and shown while it lasts. */
  void fails(String why) {
    synchronized (this) {
      if (fault.map(SessionFault::message).equals(Optional.of(why))) {
        return;
      }
      fault = Optional.of(new SessionFault(SessionFault.Cause.STORAGE, why, clock.instant()));
    }
    LOG.error("Durable messages are refused: {}", why);
  }

  private void works() {
    if (fault.isEmpty()) {
      return;
    }
    synchronized (this) {
      fault = Optional.empty();
    }
    LOG.info("Durable messages are accepted again; {} were refused so far", refused.get());
  }

  /** Waits until the queue was opened for the first time; an interrupted caller does not wait. */
  private void awaitOpening() {
    if (decided.getCount() == 0) {
      return;
    }
    String failure = "The uplink queue did not open within " + OPENING_SECONDS + " s";
    try {
      if (decided.await(OPENING_SECONDS, TimeUnit.SECONDS)) {
        return;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      failure =
          "The caller was interrupted before the uplink queue was open; the message was not queued";
    }
    refused.incrementAndGet();
    throw new LinkException(LinkException.Reason.STORAGE, failure);
  }

  /** Ends an append, with a sequence number if the queue accepted the message. */
  private void register(
      UplinkQueue taker, long sequence, Consumer<Optional<LinkException>> waiter) {
    Optional<LinkException> known;
    synchronized (this) {
      known = taker == queue ? early.remove(sequence) : Optional.of(moved());
      if (sequence != NONE && known == null) {
        waiters.put(sequence, waiter);
      }
      appending--;
      if (appending == 0) {
        early.clear();
      }
    }
    if (known != null) {
      waiter.accept(known);
    }
  }

  /** Returns the outcome of a message in a queue that was replaced meanwhile. */
  private LinkException moved() {
    return new LinkException(LinkException.Reason.CLOSED, missing);
  }

  private void settle(long sequence, Optional<LinkException> outcome) {
    Consumer<Optional<LinkException>> waiter;
    synchronized (this) {
      waiter = waiters.remove(sequence);
      if (waiter == null && appending > 0) {
        early.put(sequence, outcome);
      }
    }
    if (waiter != null) {
      waiter.accept(outcome);
    }
  }

  private static LinkException refusal(QueueException e) {
    LinkException.Reason reason =
        switch (e.reason()) {
          case FULL -> LinkException.Reason.QUEUE_FULL;
          case TOO_LARGE -> LinkException.Reason.TOO_LARGE;
          case DISK_FULL, IO, IN_USE -> LinkException.Reason.STORAGE;
          case CLOSED -> LinkException.Reason.CLOSED;
        };
    return new LinkException(reason, String.valueOf(e.getMessage()));
  }
}
