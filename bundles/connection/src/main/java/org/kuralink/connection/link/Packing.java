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
 * Which durable posts leave together, and how long one waits for others: those of a gateway and its
 * sub-devices for a moment, those of one device only while there is a pace that makes them wait.
 * Who has the sender owns it; any thread may ask how many there were.
 */
final class Packing {

  /** With more of them behind it a message need not wait for others. */
  private static final int REMEMBERED = 1000;

  private final Backlog backlog;
  private final PostPacker packer;
  private final UplinkRules rules;
  private final LongSupplier ids;
  private final PoisonWatch watch;
  private final LongSupplier nanoTime;
  private final AtomicLong packed = new AtomicLong();
  private final AtomicInteger queueing = new AtomicInteger();
  private boolean hears = true;
  private volatile Duration moment = Duration.ZERO;

  /** The newest request: who sends it at once need not read what it is called. */
  private volatile Named newest = new Named(0, "");

  /** When the newest messages were queued, by the clock that nobody sets; all others waited. */
  private final NavigableMap<Long, Long> queuedAt = new TreeMap<>();

  Packing(
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

  /** How long a post waits for others; zero if those of several devices are not packed. */
  void within(Duration other) {
    moment = other;
    forget();
  }

  /** Messages are being queued, so many more. Any thread. */
  void queueing(int more) {
    queueing.addAndGet(more);
  }

  /** A request, and what it is called. */
  private record Named(long sequence, String id) {

    /** Whether it is this message, and says so itself where our codec writes it. */
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
   * @param id of the request that it is; empty if that is not known
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

  /** The numbers mean other messages from now on. */
  void forget() {
    synchronized (queuedAt) {
      queuedAt.clear();
    }
  }

  /** How many messages left in a pack. Any thread. */
  long packed() {
    return packed.get();
  }

  private boolean overDevices() {
    return !moment.isZero() && rules.hasGateway();
  }

  /** Whether replies come at all over the line that is there. */
  void hears(boolean now) {
    hears = now;
  }

  /** Whether messages may leave together: answers come, and none is suspected. */
  private boolean mayPack() {
    return hears && !watch.careful();
  }

  /** The next one in line; empty, too, while it waits for others, until the alarm. */
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
    boolean mayBeNew = queueing.get() > 0; // looked at first, as it is told last
    long now = nanoTime.getAsLong();
    synchronized (queuedAt) {
      boolean newest = queuedAt.isEmpty() || next.sequence() > queuedAt.lastKey();
      if (newest && mayBeNew) {
        queuedAt.put(next.sequence(), now); // who queues it is about to say so
      }
      Long at = queuedAt.get(next.sequence());
      return at == null ? 0 : Math.max(0, at + moment.toNanos() - now);
    }
  }

  /**
   * What leaves with a message: it alone, or packed with others.
   *
   * @param paced whether messages wait for their turn
   */
  Packed pack(UplinkRecord message, boolean paced) {
    boolean packable =
        (paced || overDevices())
            && mayPack()
            && !backlog.isAlone(message.sequence())
            && PostPacker.isPost(message.topic());
    Optional<Packed> pack = Optional.empty();
    if (packable && overDevices()) {
      pack = overDevices(message);
    }
    if (packable && paced && pack.isEmpty()) {
      pack =
          packer
              .pack(message, backlog::behind, backlog.maxPayload(), ids.getAsLong())
              .filter(batch -> rules.hears(batch.topic()));
      pack.ifPresent(batch -> backlog.passed(batch.last()));
    }
    pack.ifPresent(one -> packed.addAndGet(one.members().size()));
    return pack.orElseGet(() -> alone(message));
  }

  private Packed alone(UplinkRecord message) {
    Named last = newest;
    String id = last.is(message) ? last.id() : packer.requestId(message);
    Shipment.Member member = Shipment.Member.alone(message.sequence(), id);
    return new Packed(message.topic(), message.payload(), List.of(member), hears ? id : "");
  }

  private Optional<Packed> overDevices(UplinkRecord message) {
    GatewayPack pack =
        new GatewayPack(packer, one -> backlog.isAlone(one.sequence()), backlog.maxPayload());
    backlog.offer(message, pack::offer);
    return pack.write(ids.getAsLong());
  }
}
