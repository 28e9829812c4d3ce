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
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.kuralink.api.connection.DeviceIdentity;
import org.kuralink.api.connection.LinkException;
import org.kuralink.api.connection.PaceStatus;
import org.kuralink.api.connection.QueueStatus;
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
 * that is not acknowledged. All happens on the session's thread, which never polls, except that who
 * appends a message before which no other one waits sends it at once, and who hears what became of
 * it takes that in: {@link Wakeup} lends all this to them.
 */
final class UplinkSender implements UplinkFlow {

  /** While both wait, one message of so many is a durable one. */
  static final int TURNS = 4;

  /** So many messages leave on the thread of who has appended one: others append meanwhile. */
  private static final int HERE = 4;

  private static final Logger LOG = LoggerFactory.getLogger(UplinkSender.class);
  private static final long BUSY_NANOS = TimeUnit.MILLISECONDS.toNanos(100);
  private static final long UNREADABLE_NANOS = TimeUnit.SECONDS.toNanos(10);

  private final Wire wire;
  private final SessionTime time;
  private final LongSupplier nanoTime;
  private final Consumer<LineException> stalled;
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

  // Owned by the session's thread, or by whom that lends it to.
  private final PoisonWatch watch = new PoisonWatch();
  private final Alarm alarm;
  private final Alarm pause;
  private long turn;
  private int link;
  private int generation;
  private boolean broken;
  private boolean failedAtOnce;
  private boolean inOrder;

  /** The platform did not say no; it said nothing. */
  private boolean mute;

  /** Who waits until nothing is on its way any more; nothing more leaves before. */
  private @Nullable Runnable drained;

  /**
   * A sender without a queue yet.
   *
   * @param stalled told why the link is of no use, on whatever thread sends
   */
  UplinkSender(
      Wire wire,
      SessionTime time,
      Consumer<LineException> stalled,
      PendingReplies pending,
      PostPacker packer,
      UplinkRules rules) {
    this.wire = wire;
    this.time = time;
    wakeup = new Wakeup(time, this::pump);
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
    verdicts = new Verdicts(pending, unanswered, rate, nanoTime, wakeup, this::takeHere);
    alarm = new Alarm(time.thread(), nanoTime, wakeup::look);
    pause = new Alarm(time.thread(), nanoTime, wakeup::look);
  }

  QueueSlot slot() {
    return slot;
  }

  /** What is not durable leaves here. */
  LiveMessages live() {
    return live;
  }

  /** What becomes of durable ones. */
  Verdicts verdicts() {
    return verdicts;
  }

  /** How many messages a second, 0 for no limit, and who waits for others. Session's thread. */
  void pace(int perSecond, Duration packWithin) {
    rate.set(perSecond);
    packing.within(packWithin);
    wake();
  }

  /** How full the queue is, and how fast messages leave. Any thread. */
  QueueStatus status() {
    PaceStatus pace = rate.status(live.waiting(), packing.packed());
    return slot.status(pace, arrivals.repeated());
  }

  /** Queues a message; the waiter is told at its PUBACK, or if it fails. Any thread. */
  void append(UplinkMessage message, Ticket<?> ticket, Consumer<Optional<LinkException>> waiter) {
    LongConsumer taken =
        LiveMessages.isPaced(message.topic())
            ? sequence -> packing.queued(sequence, message.id())
            : backlog::hurry;
    packing.queueing(1);
    try {
      slot.append(message, taken, ticket, waiter);
    } finally {
      packing.queueing(-1);
    }
    if (!wakeup.lend(this::sendHere)) {
      wake();
    }
  }

  /**
   * The thread of who has appended a message sends it, so that no other thread need be woken for
   * that. It takes in nothing that was reported, and so tells nobody what became of a message.
   */
  private boolean sendHere() {
    inOrder = false;
    boolean more = true;
    try {
      for (int i = 0; more && i < HERE && wire.takesKept() && !wakeup.isAwaited(); i++) {
        more = sendOne();
      }
    } catch (RuntimeException ignored) {
      // The session's thread will meet it again, and say so.
    }
    return inOrder;
  }

  /** Looks, soon and on the session's thread, for something to send. Any thread. */
  void wake() {
    wakeup.now();
  }

  /** The gate of a device has opened, or will stay closed for good; or it is heard. Any thread. */
  void gateMoved(DeviceIdentity device) {
    wakeup.later(
        () -> {
          backlog.lookAgain(device);
          live.heard(device);
          wake();
        });
  }

  /** A device may not speak any more, and may later. Any thread. */
  void gateClosed(DeviceIdentity device) {
    wakeup.later(
        () -> {
          unanswered.hold(device);
          live.heard(device);
        });
  }

  /** A link came up: everything that is not acknowledged is sent again, in order. */
  void up(OpenLine what) {
    wakeup.claim();
    settle();
    drained = null;
    packing.hears(wire.hears());
    arrivals.rewind(what, wire.standsIn());
    broken = false;
    mute = false;
    if (watch.careful()) {
      pause.anew(PoisonWatch.QUIET_NANOS);
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
    return arrivals.overStandIn();
  }

  @Override
  public int waitingDevices() {
    return backlog.waitingDevices();
  }

  /** The queue is about to be closed, or exchanged for one whose numbers mean other messages. */
  void leaveQueue() {
    wakeup.claim();
    settle();
    arrivals.leaveAll();
    generation++;
    backlog.clear();
    packing.forget();
  }

  /**
   * The link is down. Who lost it is asked only if the platform broke it: one that does not
   * acknowledge is given the same message again, for as long as it takes.
   */
  void down(boolean byItself) {
    wakeup.claim();
    link++;
    settle();
    arrivals.leaveAll();
    if (byItself && !mute) {
      arrivals.blame(nanoTime.getAsLong());
    }
    backlog.linkLost();
    live.failAll(wire.offline());
    pause.cancel();
  }

  /** Whether nothing waits for anything that may be reported, or is left to be done at all. */
  private boolean pump() {
    inOrder = false;
    slot.sweep();
    settle();
    try {
      boolean more = drained == null;
      while (more && wire.takesKept()) {
        more = sendOne();
        if (failedAtOnce) {
          settle(); // before anything behind it leaves
        }
      }
    } catch (QueueException e) {
      LOG.warn("The uplink queue cannot be read, trying again: {}", e.getMessage());
      pause.anew(UNREADABLE_NANOS);
    } catch (RuntimeException e) {
      LOG.error("The uplink failed in a way nobody thought of, trying again", e);
      pause.anew(UNREADABLE_NANOS);
    }
    Runnable done = drained;
    if (done != null && backlog.isIdle()) {
      drained = () -> {};
      time.later(done);
    }
    if (backlog.hasLookedEnough() && done == null) {
      wake();
    }
    setAlarm();
    return inOrder;
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
      inOrder = !unanswered.holdsAny() && !watch.careful() && !backlog.hasLookedEnough();
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
    failedAtOnce = verdicts.sent(shipment, wire.sendKept(one.topic(), one.payload(), 1));
  }

  /** Takes in what was reported meanwhile, and what has fallen due. */
  private void settle() {
    failedAtOnce = false;
    for (Verdict one = verdicts.poll(); one != null; one = verdicts.poll()) {
      take(one);
    }
    long now = nanoTime.getAsLong();
    unanswered.takeOverdue(now).forEach(arrivals::overdue);
    backlog.release(now);
    unanswered.takeReleased().forEach(backlog::lookAgain);
  }

  /** The same on the thread that has heard of it, as far as that asks for nothing more. */
  private boolean takeHere() {
    for (Verdict one = verdicts.pollQuiet(); one != null; one = verdicts.pollQuiet()) {
      take(one);
    }
    unanswered.nextDeadline().ifPresent(alarm::at);
    return verdicts.isEmpty();
  }

  private void take(Verdict one) {
    Shipment shipment = one.shipment();
    LineException failure = one.failure();
    if (shipment.generation() != generation) {
      return; // its number means another message by now
    }
    if (failure == null) {
      arrivals.take(one, wire.standsIn());
    } else if (shipment.link() == link && backlog.isInFlight(shipment)) {
      notSent(shipment, failure);
    }
  }

  private void notSent(Shipment shipment, LineException failure) {
    if (failure.busy() || failure.throttled()) {
      live.failed(failure);
      backlog.notSent(shipment);
      pause.anew(failure.busy() ? BUSY_NANOS : Arrivals.AGAIN_NANOS);
    } else if (failure.unfit()) {
      backlog.unfit(shipment, String.valueOf(failure.getMessage()));
    } else if (wire.takesKept() && !broken) {
      broken = true;
      mute = failure.cause() == Cause.TIMEOUT;
      stalled.accept(Wire.end(failure));
    }
  }

  /** Wakes the pump for what falls due without anybody's doing. */
  private void setAlarm() {
    unanswered.nextDeadline().ifPresent(alarm::at);
    if (wire.takesKept()) {
      backlog.nextRelease().ifPresent(alarm::at);
    }
    rate.tell();
  }
}
