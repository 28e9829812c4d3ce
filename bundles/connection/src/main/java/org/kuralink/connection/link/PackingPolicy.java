/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.connection.link;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.kuralink.connection.link.PostPacker.Packed;
import org.kuralink.queue.UplinkRecord;

/**
 * Decides which durable posts are sent in one message, and how long a post waits for others: posts
 * of a gateway and its sub-devices for the configured time, posts of one device only while the rate
 * delays them. Has the same owner as {@link UplinkSender}; any thread may read the count.
 */
final class PackingPolicy {

  /** A message with this many later ones in the queue does not wait for others. */
  private static final int REMEMBERED = 1000;

  private final Backlog backlog;
  private final PostPacker packer;
  private final UplinkRules rules;
  private final LongSupplier ids;
  private final PoisonWatch watch;
  private final LongSupplier nanoTime;
  private final AtomicLong packed = new AtomicLong();
  private final AtomicInteger queueing = new AtomicInteger();
  private boolean repliesArrive = true;
  private volatile Duration moment = Duration.ZERO;

  /** The newest request with its id, so that sending it at once needs no parsing. */
  private volatile Named newest = new Named(0, "");

  /**
   * The monotonic times at which the newest messages were queued; older ones have waited enough.
   */
  private final NavigableMap<Long, Long> queuedAt = new TreeMap<>();

  PackingPolicy(
      Backlog backlog,
      PostPacker packer,
      UplinkRules rules,
      LongSupplier ids,
      SessionTime time,
      PoisonWatch watch) {
    this.backlog = backlog;
    this.packer = packer;
    this.rules = rules;
    this.ids = ids;
    this.watch = watch;
    this.nanoTime = time.nanoTime();
  }

  /** Sets how long a post waits for others; zero disables pack posts. */
  void within(Duration other) {
    moment = other;
    forget();
  }

  /** Counts the messages that are being queued right now. Any thread. */
  void queueing(int more) {
    queueing.addAndGet(more);
  }

  /** A request and its id. */
  private record Named(long sequence, String id) {

    /**
     * Returns whether it is this message, and its payload starts with the id as our codec writes
     * it.
     */
    boolean is(UplinkRecord message) {
      byte[] head = ("{\"id\":\"" + id + '"').getBytes(StandardCharsets.US_ASCII);
      byte[] payload = message.payload();
      int length = Math.min(head.length, payload.length);
      return sequence == message.sequence()
          && Arrays.equals(head, 0, head.length, payload, 0, length);
    }
  }

  /**
   * A message was queued. Any thread.
   *
   * @param id of the request; empty if the message is none, or it is unknown
   */
  void queued(long sequence, String id) {
    if (!id.isEmpty()) {
      newest = new Named(sequence, id);
    }
    if (!moment.isZero()) {
      long now = nanoTime.getAsLong();
      synchronized (queuedAt) {
        queuedAt.putIfAbsent(sequence, now);
        if (queuedAt.size() > REMEMBERED) {
          queuedAt.pollFirstEntry();
        }
      }
    }
  }

  /** Forgets all messages: their numbers will be used for others. */
  void forget() {
    synchronized (queuedAt) {
      queuedAt.clear();
    }
  }

  /** The number of messages that were sent in a batch or pack. Any thread. */
  long packed() {
    return packed.get();
  }

  private boolean overDevices() {
    return !moment.isZero() && rules.hasGateway();
  }

  /** Sets whether replies arrive over the current line. */
  void repliesArrive(boolean now) {
    repliesArrive = now;
  }

  /** Returns whether messages may be packed: replies arrive, and no message is suspected. */
  private boolean mayPack() {
    return repliesArrive && !watch.careful();
  }

  /** Returns the next message; empty, too, while it waits for others; then the alarm is set. */
  Optional<UplinkRecord> next(Alarm alarm) {
    Optional<UplinkRecord> next = backlog.next();
    long nanos = mayPack() && next.isPresent() ? nanosToWait(next.get()) : 0;
    if (nanos > 0) {
      alarm.after(nanos);
      return Optional.empty();
    }
    return next;
  }

  private long nanosToWait(UplinkRecord next) {
    if (!overDevices() || backlog.isAlone(next.sequence()) || !PostPacker.isPost(next.topic())) {
      return 0;
    }
    boolean mayBeNew = queueing.get() > 0; // read before the times, which are added later
    long now = nanoTime.getAsLong();
    synchronized (queuedAt) {
      boolean newest = queuedAt.isEmpty() || next.sequence() > queuedAt.lastKey();
      if (newest && mayBeNew) {
        queuedAt.put(next.sequence(), now); // its appender has not recorded the time yet
      }
      Long at = queuedAt.get(next.sequence());
      return at == null ? 0 : Math.max(0, at + moment.toNanos() - now);
    }
  }

  /**
   * Returns the message to send: this one, alone or packed with others.
   *
   * @param paced whether the rate limit delays messages
   */
  Packed pack(UplinkRecord message, boolean paced) {
    boolean packable =
        (paced || overDevices())
            && mayPack()
            && !backlog.isAlone(message.sequence())
            && PostPacker.isPost(message.topic());
    Optional<Packed> pack = Optional.empty();
    if (packable && overDevices()) {
      pack = packer.packGateway(message, backlog, ids.getAsLong());
    }
    if (packable && paced && pack.isEmpty()) {
      pack =
          packer
              .packOneDevice(message, backlog, ids.getAsLong())
              .filter(batch -> rules.canReceiveReply(batch.topic()));
      pack.ifPresent(batch -> backlog.passed(batch.last()));
    }
    pack.ifPresent(one -> packed.addAndGet(one.members().size()));
    return pack.orElseGet(() -> alone(message));
  }

  private Packed alone(UplinkRecord message) {
    Named last = newest;
    String id = last.is(message) ? last.id() : packer.requestId(message);
    Shipment.Member member = Shipment.Member.alone(message.sequence(), id);
    return new Packed(message.topic(), message.payload(), List.of(member), repliesArrive ? id : "");
  }
}
