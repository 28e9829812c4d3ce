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
 * Where the queue is put in and taken out while the session lives, and where those wait who want to
 * know what became of their message. Any thread may call; nothing is called under the lock.
 */
final class QueueSlot {

  private static final Logger LOG = LoggerFactory.getLogger(QueueSlot.class);
  private static final long OPENING_SECONDS = 10;
  private static final long NONE = -1;

  /** Why a message is set aside for whose sake links end. */
  static final String FATAL = "the platform closes the link whenever it is sent";

  /** Why a message of a sub-device is set aside. */
  static final String UNANSWERED =
      "the platform took it " + Backlog.SENDINGS + " times and never answered";

  private final CountDownLatch decided = new CountDownLatch(1);
  private final Map<Long, Consumer<Optional<LinkException>>> waiters = new HashMap<>();
  private final ReferenceQueue<Object> forgotten = new ReferenceQueue<>();

  /** What became of messages while appends were under way, one of which may ask for it. */
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

  /** Puts a queue in; the one that was there is for the caller to have closed. */
  void insert(UplinkQueue opened) {
    opened.onDropped(
        (reason, sequence) ->
            settle(
                sequence,
                Optional.of(
                    new LinkException(
                        LinkException.Reason.DROPPED,
                        "The uplink queue dropped the message, by its limit of " + reason))));
    queue = opened;
    works();
    decided.countDown();
  }

  /** There is no queue, for a reason that appenders are told. */
  void leaveEmpty(String reason) {
    missing = reason;
    queue = null;
    decided.countDown();
  }

  Optional<UplinkQueue> queue() {
    return Optional.ofNullable(queue);
  }

  /** What the caller of {@link #append} is given a stage by. */
  <T> Ticket<T> newTicket() {
    return Ticket.of(forgotten);
  }

  /** How many messages there are somebody waits for. */
  synchronized int waiting() {
    return waiters.size();
  }

  /** Lets go what nobody waits for any more. */
  void sweep() {
    for (Object one = forgotten.poll(); one != null; one = forgotten.poll()) {
      if (one instanceof Ticket<?> ticket) {
        ticket.forget();
      }
    }
  }

  /**
   * Appends, also for a thread that is interrupted; waits only while the queue is being opened for
   * the first time.
   *
   * @param taken told the number of the message before anybody waits for it
   * @param ticket who waits for it
   * @param waiter told once what became of it
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
   * A message that is to be kept until the platform has it.
   *
   * @param id of the request that it is; empty if that is not known
   */
  @SuppressWarnings("ArrayRecordComponent")
  record UplinkMessage(String topic, byte[] payload, String id) {}

  /** The next message behind a sequence number. */
  Optional<UplinkRecord> next(long after) {
    UplinkQueue present = queue;
    return present == null ? Optional.empty() : present.next(after);
  }

  /** The platform has the message, and may still answer that it did not take it. */
  void arrived(long sequence) {
    settle(sequence, Optional.empty());
  }

  void acknowledge(long sequence) {
    UplinkQueue present = queue;
    if (present != null) {
      try {
        present.acknowledge(sequence);
      } catch (QueueException e) {
        LOG.warn("Message {} may be sent once more: {}", sequence, e.getMessage());
      }
    }
    settle(sequence, Optional.empty());
  }

  /** The platform will never take it: its device was taken out of the topology. */
  void giveUp(long sequence, String topic) {
    UplinkQueue present = queue;
    if (present != null) {
      try {
        present.acknowledge(sequence);
      } catch (QueueException e) {
        LOG.warn("Message {} was not given up: {}", sequence, e.getMessage());
      }
    }
    settle(
        sequence,
        Optional.of(
            new LinkException(
                LinkException.Reason.DELETED,
                "The message on "
                    + topic
                    + " was not sent: its device was taken out of the topology of its gateway")));
  }

  /** Sets a message aside, for people to look at. */
  void deadLetter(long sequence, String reason) {
    if (!reason.equals(UNANSWERED) || unanswered.getAndIncrement() % 1000 == 0) {
      LOG.warn("Message {} goes to the dead letters: {}", sequence, reason);
    }
    UplinkQueue present = queue;
    if (present != null) {
      try {
        present.deadLetter(sequence, reason);
      } catch (QueueException e) {
        LOG.warn("Message {} was not set aside: {}", sequence, e.getMessage());
      }
    }
    settle(sequence, Optional.of(new LinkException(LinkException.Reason.DROPPED, reason)));
  }

  /** Nobody will hear of messages any more; they stay in the queue. */
  void failWaiters(LinkException reason) {
    List<Consumer<Optional<LinkException>>> all;
    synchronized (this) {
      all = new ArrayList<>(waiters.values());
      waiters.clear();
    }
    all.forEach(waiter -> waiter.accept(Optional.of(reason)));
  }

  /**
   * How full it is.
   *
   * @param repeated how many messages left again although they may have arrived
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

  /** Durable messages are refused; said once, and shown as long as it lasts. */
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
    LOG.info("Durable messages are taken again; {} were refused so far", refused.get());
  }

  /** An interrupted caller does not wait; where there is nothing to wait for, that is no matter. */
  private void awaitOpening() {
    if (decided.getCount() == 0) {
      return;
    }
    String failure = "The uplink queue does not open";
    try {
      if (decided.await(OPENING_SECONDS, TimeUnit.SECONDS)) {
        return;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      failure =
          "The caller was interrupted before the uplink queue was open; the message was not kept";
    }
    refused.incrementAndGet();
    throw new LinkException(LinkException.Reason.STORAGE, failure);
  }

  /** An append is over, with a sequence number if the message was taken. */
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

  /** The number belongs to a queue that is not there any more. */
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
