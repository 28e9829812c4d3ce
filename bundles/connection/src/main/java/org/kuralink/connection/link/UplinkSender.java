/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.connection.link;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.kuralink.api.connection.DeviceIdentity;
import org.kuralink.api.connection.LinkException;
import org.kuralink.api.connection.PaceStatus;
import org.kuralink.api.connection.SessionFault.Cause;
import org.kuralink.api.line.LineException;
import org.kuralink.api.line.OpenLine;
import org.kuralink.connection.link.PostPacker.Packed;
import org.kuralink.connection.link.QueueSlot.UplinkMessage;
import org.kuralink.connection.link.Verdicts.Verdict;
import org.kuralink.queue.QueueException;
import org.kuralink.queue.UplinkRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes messages to the platform, at the pace it allows: durable ones from the queue into a window
 * of messages in flight, and out of the queue when the platform has acknowledged and answered them;
 * beside them, in turns, the live ones that wait. Each link begins again with the oldest message
 * that is not acknowledged. Appending is for any thread; everything else happens on the session's
 * thread, which is woken by appends, acknowledgements and the pace, and never polls.
 */
final class UplinkSender implements UplinkFlow {

  /** While both wait, one message of so many is a durable one. */
  static final int TURNS = 4;

  /** A message that was one too many for the platform is not sent again before. */
  static final long AGAIN_NANOS = TimeUnit.SECONDS.toNanos(5);

  private static final Logger LOG = LoggerFactory.getLogger(UplinkSender.class);
  private static final long BUSY_NANOS = TimeUnit.MILLISECONDS.toNanos(100);
  private static final long UNREADABLE_NANOS = TimeUnit.SECONDS.toNanos(10);

  private final Wire wire;
  private final SessionTime time;
  private final LongSupplier nanoTime;
  private final Consumer<String> stalled;
  private final UplinkRules rules;
  private final QueueSlot slot;
  private final UplinkRate rate;
  private final LiveMessages live;
  private final Unanswered unanswered;
  private final Backlog backlog;
  private final Arrivals arrivals;
  private final Verdicts verdicts;
  private final Wakeup wakeup;
  private final Packing packing;

  // Owned by the session's thread.
  private final PoisonWatch watch = new PoisonWatch();
  private final Alarm alarm;
  private final Alarm pause;
  private long turn;
  private int link;
  private int generation;
  private boolean broken;

  /** The platform did not say no; it said nothing. */
  private boolean mute;

  /** Who waits until nothing is on its way any more; nothing more leaves before. */
  private @Nullable Runnable drained;

  private final AtomicLong overStandIn = new AtomicLong();
  private final AtomicLong repeated = new AtomicLong();
  private volatile int waitingDevices;

  /**
   * A sender without a queue yet.
   *
   * @param stalled told on the session's thread that the link does not acknowledge
   */
  UplinkSender(
      Wire wire,
      SessionTime time,
      Consumer<String> stalled,
      PendingReplies pending,
      PostPacker packer,
      UplinkRules rules) {
    this.wire = wire;
    this.time = time;
    wakeup = new Wakeup(time.thread(), this::pump);
    this.nanoTime = time.nanoTime();
    this.stalled = stalled;
    this.rules = rules;
    slot = new QueueSlot(time.clock());
    unanswered = new Unanswered(packer.own());
    backlog = new Backlog(slot, unanswered, rules);
    arrivals = new Arrivals(backlog, slot, unanswered, pending, watch, rules);
    packing = new Packing(backlog, packer, rules, pending::newId, time, watch);
    rate = new UplinkRate(nanoTime);
    live = new LiveMessages(wire, rate, wakeup::now, time::later, rules);
    wire.onUnpaced(rate::spend);
    verdicts = new Verdicts(pending, unanswered, rate, nanoTime, wakeup);
    alarm = new Alarm(time.thread(), nanoTime, this::pump);
    pause = new Alarm(time.thread(), nanoTime, this::pump);
  }

  QueueSlot slot() {
    return slot;
  }

  /** What is not durable leaves here. */
  LiveMessages live() {
    return live;
  }

  /** How many messages a second, 0 for no limit, and who waits for others. Session's thread. */
  void pace(int perSecond, Duration packWithin) {
    rate.set(perSecond);
    packing.within(packWithin);
    wake();
  }

  PaceStatus pace() {
    return rate.status(live.waiting(), packing.packed());
  }

  /**
   * Writes a message to the queue; the waiter is told at its PUBACK, or if it fails. Any thread.
   */
  void append(UplinkMessage message, Ticket<?> ticket, Consumer<Optional<LinkException>> waiter) {
    LongConsumer taken = LiveMessages.isPaced(message.topic()) ? packing::queued : backlog::hurry;
    packing.queueing(1);
    try {
      slot.append(message, taken, ticket, waiter);
    } finally {
      packing.queueing(-1);
    }
    wake();
  }

  /** Looks, soon and on the session's thread, for something to send. Any thread. */
  void wake() {
    wakeup.now();
  }

  /** The gate of a device has opened, or will stay closed for good; or it is heard. Any thread. */
  void gateMoved(DeviceIdentity device) {
    time.later(
        () -> {
          backlog.lookAgain(device);
          live.heard(device);
          wake();
        });
  }

  /** A device may not speak any more, and may later. Any thread. */
  void gateClosed(DeviceIdentity device) {
    time.later(
        () -> {
          wakeup.calm(false);
          unanswered.hold(device);
          live.heard(device);
        });
  }

  /** A link came up: everything that is not acknowledged is sent again, in order. */
  void up(OpenLine what) {
    settle();
    drained = null;
    packing.hears(wire.hears());
    int doubts = backlog.rewind(what, wire.standsIn());
    if (doubts > 0) {
      repeated.addAndGet(doubts);
      LOG.info(
          "Sent again: {} durable messages whose confirmation was lost with the link; each may"
              + " arrive twice",
          doubts);
    }
    broken = false;
    mute = false;
    if (watch.careful()) {
      pause(PoisonWatch.QUIET_NANOS);
    }
    wake();
  }

  @Override
  public void drain(Runnable done) {
    drained = done;
    wake();
  }

  @Override
  public void goOn() {
    drained = null;
    wake();
  }

  @Override
  public long overStandIn() {
    return overStandIn.get();
  }

  /** How many left again although they may have arrived. Any thread. */
  long repeated() {
    return repeated.get();
  }

  @Override
  public int waitingDevices() {
    return waitingDevices;
  }

  /** The queue is about to be closed, or exchanged for one whose numbers mean other messages. */
  void leaveQueue() {
    settle();
    unanswered.takeAll().forEach(arrivals::leave);
    generation++;
    backlog.clear();
    packing.forget();
  }

  /**
   * The link is down. Who lost it is asked only if the platform broke it: one that does not
   * acknowledge is given the same message again, for as long as it takes.
   */
  void down(boolean byItself) {
    link++;
    settle();
    unanswered.takeAll().forEach(arrivals::leave);
    if (byItself && !mute) {
      backlog
          .firstInFlight()
          .filter(first -> watch.lost(first.first(), nanoTime.getAsLong() - first.sentAt()))
          .ifPresent(first -> slot.deadLetter(first.first(), QueueSlot.FATAL));
    }
    backlog.linkLost();
    live.failAll(wire.offline());
    pause.cancel();
  }

  private void pump() {
    wakeup.looks();
    slot.sweep();
    settle();
    try {
      boolean more = drained == null;
      while (more && wire.takesKept()) {
        more = sendOne();
      }
    } catch (QueueException e) {
      LOG.warn("The uplink queue cannot be read, trying again: {}", e.getMessage());
      pause(UNREADABLE_NANOS);
    } catch (RuntimeException e) {
      LOG.error("The uplink failed in a way nobody thought of, trying again", e);
      pause(UNREADABLE_NANOS);
    }
    Runnable done = drained;
    if (done != null && backlog.isIdle()) {
      drained = () -> {};
      time.later(done);
    }
    if (backlog.hasLookedEnough() && done == null) {
      wake();
    }
    waitingDevices = backlog.waitingDevices();
    setAlarm();
  }

  /** Sends the message whose turn it is; false if there is none, or none may go. */
  private boolean sendOne() {
    boolean open = !pause.isSet() && !broken && backlog.hasRoom(watch.careful());
    boolean waiting = live.waiting() > 0;
    Optional<UplinkRecord> urgent = open ? backlog.nextUrgent() : Optional.empty();
    if (urgent.isPresent()) {
      send(urgent.get());
      return true;
    }
    if (!open && !waiting) {
      live.yieldTo(false);
      return false;
    }
    if (!rate.take()) {
      live.yieldTo(open && packing.next(alarm).isPresent());
      alarm.after(rate.nanosToNext());
      return false;
    }
    Optional<UplinkRecord> kept = open ? packing.next(alarm) : Optional.empty();
    if (waiting && (kept.isEmpty() || ++turn % TURNS != 0)) {
      live.sendNext();
    } else if (kept.isPresent()) {
      backlog.passed(kept.get().sequence());
      if (!LiveMessages.isPaced(kept.get().topic())) {
        rate.giveBack();
      }
      send(kept.get());
    } else {
      rate.giveBack();
      live.yieldTo(false);
      wakeup.calm(!unanswered.holdsAny() && !watch.careful());
      return false;
    }
    return true;
  }

  private void send(UplinkRecord message) {
    Packed one = packing.pack(message, rate.limited());
    Shipment shipment =
        new Shipment(one.members(), one.topic(), one.id(), nanoTime.getAsLong(), link, generation);
    backlog.sent(shipment);
    if (shipment.awaitsReply()) {
      rules.replyNeeded(one.topic());
    }
    if (verdicts.sent(shipment, wire.sendKept(one.topic(), one.payload(), 1))) {
      settle(); // before anything behind it leaves
    }
  }

  /** Takes in what was reported meanwhile, and what has fallen due. */
  private void settle() {
    for (Verdict one = verdicts.poll(); one != null; one = verdicts.poll()) {
      if (one.shipment().generation() == generation) {
        take(one);
      }
    }
    long now = nanoTime.getAsLong();
    unanswered.takeOverdue(now).forEach(arrivals::overdue);
    backlog.release(now);
    unanswered.takeReleased().forEach(backlog::lookAgain);
  }

  private void take(Verdict one) {
    Shipment shipment = one.shipment();
    switch (one.kind()) {
      case SENT -> {
        if (one.failure() == null) {
          if (backlog.arrivedLate(shipment)) {
            arrivals.leave(shipment);
          } else if (arrivals.arrived(shipment, one.at()) && wire.standsIn()) {
            overStandIn.addAndGet(shipment.members().size());
          }
        } else if (shipment.link() == link && backlog.isInFlight(shipment)) {
          notSent(shipment, one.failure());
        }
      }
      case ANSWERED -> {
        unanswered.forget(shipment);
        one.members().forEach(member -> arrivals.acknowledge(shipment, member));
      }
      case LATER -> {
        unanswered.forget(shipment);
        backlog.again(shipment, nanoTime.getAsLong() + AGAIN_NANOS);
      }
      case ALONE -> {
        unanswered.forget(shipment);
        backlog.again(shipment, one.members());
      }
      default -> throw new IllegalStateException("unknown " + one.kind());
    }
  }

  private void notSent(Shipment shipment, LineException failure) {
    if (failure.busy() || failure.throttled()) {
      live.failed(failure);
      backlog.notSent(shipment);
      pause(failure.busy() ? BUSY_NANOS : AGAIN_NANOS);
    } else if (failure.unfit()) {
      backlog.unfit(shipment, String.valueOf(failure.getMessage()));
    } else if (wire.takesKept() && !broken) {
      broken = true;
      mute = failure.cause() == Cause.TIMEOUT;
      stalled.accept("A durable message was not acknowledged: " + failure.getMessage());
    }
  }

  private void pause(long nanos) {
    pause.cancel();
    pause.after(nanos);
  }

  /** Wakes the pump for what falls due without anybody's doing. */
  private void setAlarm() {
    long now = nanoTime.getAsLong();
    unanswered.nextDeadline().ifPresent(at -> alarm.after(at - now));
    if (wire.takesKept()) {
      backlog.nextRelease().ifPresent(at -> alarm.after(at - now));
    }
    rate.tell();
  }
}
