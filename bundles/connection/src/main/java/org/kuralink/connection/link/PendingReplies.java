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
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import org.kuralink.api.connection.DeviceIdentity;
import org.kuralink.api.connection.LinkException;
import org.kuralink.api.connection.Reply;

/**
 * The requests that wait for replies, by id. One timer serves all deadlines: it is set to the
 * earliest deadline, so that a request needs no timer of its own. Any thread may call; stages are
 * completed on the reply lane.
 */
final class PendingReplies {

  /**
   * The maximum number of transient requests of the gateway, and of all its sub-devices together;
   * as many replies may be waiting for their callers.
   */
  static final int LIMIT = 20_000;

  /** The maximum number of transient requests of one sub-device. */
  static final int DEVICE_LIMIT = 1000;

  private static final long ID_MASK = 0xFFFF_FFFFL;
  private static final long NEVER = Long.MAX_VALUE;
  private static final int REMEMBERED = 2000;
  private static final long REMEMBERED_NANOS = TimeUnit.MINUTES.toNanos(5);
  private static final long GRAIN_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

  private final Map<String, Pending> byId = new ConcurrentHashMap<>();
  private final AtomicInteger subDevices = new AtomicInteger();
  private final AtomicLong lastId;
  private final LongSupplier nanoTime;
  private final ScheduledExecutorService timer;
  private final SerialLane replies;
  private final AtomicLong nextSweep = new AtomicLong(NEVER);

  /** The senders of the newest requests of sub-devices that ended without a reply. */
  private final Map<String, Sender> former = new LinkedHashMap<>();

  PendingReplies(
      long firstId, LongSupplier nanoTime, ScheduledExecutorService timer, SerialLane replies) {
    this.lastId = new AtomicLong(firstId);
    this.nanoTime = nanoTime;
    this.timer = timer;
    this.replies = replies;
  }

  /**
   * The sender of a message.
   *
   * @param sentAt the monotonic time
   */
  record Sender(DeviceIdentity device, long sentAt) {}

  /**
   * Returns the sender of the message with this id if it is pending, or if it is of a sub-device
   * and ended without a reply in the last 5 minutes: the platform may refuse it without naming the
   * device.
   */
  Optional<Sender> sender(String id) {
    Pending waiting = byId.get(id);
    if (waiting != null) {
      return Optional.of(waiting.sender());
    }
    synchronized (former) {
      return Optional.ofNullable(former.get(id))
          .filter(one -> nanoTime.getAsLong() - one.sentAt <= REMEMBERED_NANOS);
    }
  }

  /** Remembers the sender of a request that ended without a reply. */
  void remember(String id, Sender sender) {
    synchronized (former) {
      former.put(id, sender);
      if (former.size() > REMEMBERED) {
        former.remove(former.keySet().iterator().next());
      }
    }
  }

  /** The executor that completes stages; its tasks may block. */
  Executor replies() {
    return replies;
  }

  /** Returns an id that no pending request has. */
  long newId() {
    return lastId.incrementAndGet() & ID_MASK;
  }

  /** Stops the deadline of a request because it will be sent again. */
  void suspend(String id) {
    Pending pending = byId.get(id);
    if (pending != null) {
      pending.due = NEVER;
    }
  }

  /** Returns whether the request with this id is pending. */
  boolean isWaitedFor(String id) {
    return byId.containsKey(id);
  }

  /** Starts the deadline of a request that was sent at this time. */
  void expect(String id, long since) {
    Pending pending = byId.get(id);
    if (pending != null) {
      pending.startDeadline(since);
    }
  }

  /** Adds a transient request; empty if there are too many. Its deadline starts when it is sent. */
  Optional<Pending> addTransient(AlinkLink link, String method, Duration deadline) {
    boolean own = link.isOwn();
    boolean room = link.transients(1) <= (own ? LIMIT : DEVICE_LIMIT);
    if (!own) {
      room &= subDevices.incrementAndGet() <= LIMIT;
    }
    if (!room) {
      forget(link);
      return Optional.empty();
    }
    return Optional.of(add(link, method, Optional.empty(), deadline));
  }

  private void forget(AlinkLink link) {
    link.transients(-1);
    if (!link.isOwn()) {
      subDevices.decrementAndGet();
    }
  }

  /** Adds a request that is sent from the queue, which limits their number. */
  Pending addDurable(AlinkLink link, String method, Duration deadline, Ticket<Reply> ticket) {
    Pending pending = add(link, method, Optional.of(ticket), deadline);
    ticket.onForgotten(() -> byId.remove(pending.key, pending));
    return pending;
  }

  /** Returns whether the pending request with this id is of another link or method. */
  boolean isOfOthers(AlinkLink link, String id, String method) {
    Pending pending = byId.get(id);
    return pending != null && !(pending.link == link && pending.method.equals(method));
  }

  /** Completes a request that the platform accepted over an uplink-only line. */
  void accepted(String id) {
    complete(id, Reply.accepted());
  }

  /** Completes the request with this id; false if none is pending. */
  boolean complete(String id, Reply reply) {
    Pending pending = byId.remove(id);
    if (pending == null) {
      return false;
    }
    pending.deliver(() -> pending.ticket.complete(reply));
    return true;
  }

  /** Fails all transient requests because the link is lost. */
  void failTransients(LinkException reason) {
    fail(pending -> pending.transientRequest, reason);
  }

  /** Fails the transient requests of a sub-device because it is offline. */
  void failTransients(AlinkLink link, LinkException reason) {
    fail(pending -> pending.link == link && pending.transientRequest, reason);
  }

  /** Fails all requests of a device because no reply will arrive. */
  void failAll(AlinkLink link, LinkException reason) {
    fail(pending -> pending.link == link, reason);
  }

  void failAll(LinkException reason) {
    fail(pending -> true, reason);
  }

  int size() {
    return byId.size();
  }

  private Pending add(
      AlinkLink link, String method, Optional<Ticket<Reply>> ticket, Duration deadline) {
    while (true) {
      Pending pending =
          new Pending(link, lastId.incrementAndGet() & ID_MASK, method, ticket, deadline);
      if (byId.putIfAbsent(pending.key, pending) == null) {
        return pending;
      }
    }
  }

  private void fail(Predicate<Pending> which, LinkException reason) {
    byId.values().stream().filter(which).forEach(pending -> pending.fail(reason));
  }

  private void sweepBy(long due) {
    long next = nextSweep.get();
    while (due < next) {
      if (nextSweep.compareAndSet(next, due)) {
        timer.schedule(
            () -> sweep(due), Math.max(0, due - nanoTime.getAsLong()), TimeUnit.NANOSECONDS);
        return;
      }
      next = nextSweep.get();
    }
  }

  private void sweep(long mine) {
    if (!nextSweep.compareAndSet(mine, NEVER)) {
      return; // an earlier sweep took over and has set the next one
    }
    long now = nanoTime.getAsLong();
    long next = NEVER;
    for (Pending pending : byId.values()) {
      if (pending.due <= now) {
        pending.fail(
            new LinkException(
                LinkException.Reason.NO_REPLY,
                "No reply to request "
                    + pending.key
                    + " within "
                    + pending.deadline.toMillis()
                    + " ms"));
      } else {
        next = Math.min(next, pending.due);
      }
    }
    if (next != NEVER) {
      sweepBy(Math.max(next, now + GRAIN_NANOS));
    }
  }

  /** A pending request. */
  final class Pending implements LiveMessages.Departure {

    private final AlinkLink link;
    private final long id;
    private final String method;
    private final String key;
    private final boolean transientRequest;
    private final Duration deadline;
    private final Ticket<Reply> ticket;
    private volatile long due = NEVER;

    Pending(
        AlinkLink link, long id, String method, Optional<Ticket<Reply>> ticket, Duration deadline) {
      this.link = link;
      this.id = id;
      this.method = method;
      this.key = Long.toString(id);
      this.transientRequest = ticket.isEmpty();
      this.ticket = ticket.orElseGet(() -> Ticket.of(new ReferenceQueue<>()));
      this.deadline = deadline;
    }

    long id() {
      return id;
    }

    /**
     * Returns the stage for the caller, once. That of a durable request is kept only while
     * something depends on it.
     */
    CompletableFuture<Reply> future() {
      return transientRequest ? ticket.stage() : ticket.handOut();
    }

    /** Starts the deadline now. */
    void startDeadline() {
      startDeadline(nanoTime.getAsLong());
    }

    private void startDeadline(long since) {
      long at = since + deadline.toNanos();
      due = at;
      sweepBy(at);
    }

    @Override
    public void begins() {
      if (due == NEVER) {
        startDeadline();
      }
    }

    @Override
    public boolean isOver() {
      return byId.get(key) != this;
    }

    private Sender sender() {
      return new Sender(
          link.identity(), due == NEVER ? nanoTime.getAsLong() : due - deadline.toNanos());
    }

    /** Fails the request unless it has ended. */
    void fail(LinkException reason) {
      if (byId.remove(key, this)) {
        if (!link.isOwn() && due != NEVER) {
          remember(key, sender());
        }
        deliver(() -> ticket.fail(reason));
      }
    }

    private void deliver(Runnable completion) {
      replies.execute(
          () -> {
            if (transientRequest) {
              forget(link);
            }
            completion.run();
          });
    }
  }
}
