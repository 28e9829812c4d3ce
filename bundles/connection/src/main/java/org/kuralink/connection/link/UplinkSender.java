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
import org.kuralink.connection.link.DeliveryResults.DeliveryResult;
import org.kuralink.connection.link.PostPacker.Packed;
import org.kuralink.connection.link.QueueSlot.UplinkMessage;
import org.kuralink.queue.QueueException;
import org.kuralink.queue.UplinkRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends messages to the platform, within the rate limit: durable ones from the queue, which leave
 * the queue when the platform has acknowledged and answered them, and, in turns with those, live
 * ones that wait. Each link starts with the oldest unacknowledged message. All work is done on the
 * session's thread, which never polls, with two exceptions: a caller that appends a message behind
 * which no other one waits sends it at once, and a thread that learns the result of a message may
 * process it; {@link Wakeup} lends the sender to them.
 */
final class UplinkSender implements UplinkFlow {

  /** While both kinds wait, one of this many messages is a durable one. */
  static final int TURNS = 4;

  /** The maximum number of messages sent on the thread of a caller that appends. */
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
  private final Acknowledgements acknowledgements;
  private final DeliveryResults results;
  private final Wakeup wakeup;
  private final PackingPolicy packing;

  // Owned by the session's thread, or by the thread it is lent to.
  private final PoisonWatch watch = new PoisonWatch();
  private final Alarm alarm;
  private final Alarm pause;
  private long turn;
  private int link;
  private int generation;
  private boolean broken;
  private boolean failedAtOnce;
  private boolean inOrder;

  /** Whether the platform did not answer, instead of refusing. */
  private boolean mute;

  /** Called when no message is in flight; no message is sent before. */
  private @Nullable Runnable drained;

  /**
   * A sender without a queue.
   *
   * @param stalled is told why the link has to be ended, on the sending thread
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
    acknowledgements = new Acknowledgements(backlog, slot, unanswered, pending, watch, rules);
    packing = new PackingPolicy(backlog, packer, rules, pending::newId, time, watch);
    rate = new UplinkRate(nanoTime);
    live = new LiveMessages(wire, rate, wakeup::now, time::later, rules);
    wire.onUnpaced(rate::spend);
    results = new DeliveryResults(pending, unanswered, rate, nanoTime, wakeup, this::takeHere);
    alarm = new Alarm(time.thread(), nanoTime, wakeup::look);
    pause = new Alarm(time.thread(), nanoTime, wakeup::look);
  }

  QueueSlot slot() {
    return slot;
  }

  /** Returns the messages that are not durable. */
  LiveMessages live() {
    return live;
  }

  /** Returns the results of durable messages. */
  DeliveryResults results() {
    return results;
  }

  /** Sets the rate in messages per second (0: no limit) and the packing time. Session's thread. */
  void pace(int perSecond, Duration packWithin) {
    rate.set(perSecond);
    packing.within(packWithin);
    wake();
  }

  /** Returns the status of the queue and of the rate. Any thread. */
  QueueStatus status() {
    PaceStatus pace = rate.status(live.waiting(), packing.packed());
    return slot.status(pace, acknowledgements.repeated());
  }

  /** Queues a message; the waiter is told its PUBACK or its failure. Any thread. */
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
   * Sends messages on the thread of a caller that appends, which saves waking another thread. It
   * does not process results, and so calls no waiter.
   */
  private boolean sendHere() {
    inOrder = false;
    boolean more = true;
    try {
      for (int i = 0; more && i < HERE && wire.takesDurable() && !wakeup.isAwaited(); i++) {
        more = sendOne();
      }
    } catch (RuntimeException ignored) {
      // The session's thread will meet the same failure, and log it.
    }
    return inOrder;
  }

  /** Makes the session's thread look for messages to send. Any thread. */
  void wake() {
    wakeup.now();
  }

  /** A gate was opened, or closed for good, or replies to the device arrive now. Any thread. */
  void gateMoved(DeviceIdentity device) {
    wakeup.later(
        () -> {
          backlog.lookAgain(device);
          live.releaseHeld(device);
          wake();
        });
  }

  /** The gate of a device was closed and may open again. Any thread. */
  void gateClosed(DeviceIdentity device) {
    wakeup.later(
        () -> {
          unanswered.hold(device);
          live.releaseHeld(device);
        });
  }

  /** A link is open: all unacknowledged messages are sent again, in order. */
  void up(OpenLine what) {
    wakeup.claim();
    settle();
    drained = null;
    packing.repliesArrive(wire.hasDownlink());
    acknowledgements.rewind(what, wire.standsIn());
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
  public void resume() {
    drained = null;
    wake();
  }

  @Override
  public long overStandIn() {
    return acknowledgements.overStandIn();
  }

  @Override
  public int waitingDevices() {
    return backlog.waitingDevices();
  }

  /** Prepares for closing or replacing the queue, after which numbers mean other messages. */
  void leaveQueue() {
    wakeup.claim();
    settle();
    acknowledgements.leaveAll();
    generation++;
    backlog.clear();
    packing.forget();
  }

  /**
   * The link is lost. A poison message is suspected only if the platform ended the link; a platform
   * that does not acknowledge gets the same message again, as long as it takes.
   */
  void down(boolean byItself) {
    wakeup.claim();
    link++;
    settle();
    acknowledgements.leaveAll();
    if (byItself && !mute) {
      acknowledgements.blame(nanoTime.getAsLong());
    }
    backlog.linkLost();
    live.failAll(wire.offline());
    pause.cancel();
  }

  /** Processes results and sends messages; returns whether nothing is left to do or wait for. */
  private boolean pump() {
    inOrder = false;
    slot.sweep();
    settle();
    try {
      boolean more = drained == null;
      while (more && wire.takesDurable()) {
        more = sendOne();
        if (failedAtOnce) {
          settle(); // before the next message is sent
        }
      }
    } catch (QueueException e) {
      LOG.warn("The uplink queue cannot be read; retrying in 10 s: {}", e.getMessage());
      pause.anew(UNREADABLE_NANOS);
    } catch (RuntimeException e) {
      LOG.error("The uplink sender failed unexpectedly; retrying in 10 s", e);
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

  /** Sends the next message; false if there is none, or none may be sent. */
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
    failedAtOnce = results.sent(shipment, wire.sendDurable(one.topic(), one.payload(), 1));
  }

  /** Processes the results, and messages that are due. */
  private void settle() {
    failedAtOnce = false;
    for (DeliveryResult one = results.poll(); one != null; one = results.poll()) {
      take(one);
    }
    long now = nanoTime.getAsLong();
    unanswered.takeOverdue(now).forEach(acknowledgements::overdue);
    backlog.release(now);
    unanswered.takeReleased().forEach(backlog::lookAgain);
  }

  /** Processes results on the thread that learned them, as far as no other message is affected. */
  private boolean takeHere() {
    for (DeliveryResult one = results.pollQuiet(); one != null; one = results.pollQuiet()) {
      take(one);
    }
    unanswered.nextDeadline().ifPresent(alarm::at);
    return results.isEmpty();
  }

  private void take(DeliveryResult one) {
    Shipment shipment = one.shipment();
    LineException failure = one.failure();
    if (shipment.generation() != generation) {
      return; // the number means another message now
    }
    if (failure == null) {
      acknowledgements.take(one, wire.standsIn());
    } else if (shipment.link() == link && backlog.isInFlight(shipment)) {
      notSent(shipment, failure);
    }
  }

  private void notSent(Shipment shipment, LineException failure) {
    if (failure.busy() || failure.throttled()) {
      live.failed(failure);
      backlog.notSent(shipment);
      pause.anew(failure.busy() ? BUSY_NANOS : Acknowledgements.AGAIN_NANOS);
    } else if (failure.unfit()) {
      backlog.unfit(shipment, String.valueOf(failure.getMessage()));
    } else if (wire.takesDurable() && !broken) {
      broken = true;
      mute = failure.cause() == Cause.TIMEOUT;
      stalled.accept(Wire.end(failure));
    }
  }

  /** Sets the timer for the next deadline. */
  private void setAlarm() {
    unanswered.nextDeadline().ifPresent(alarm::at);
    if (wire.takesDurable()) {
      backlog.nextRelease().ifPresent(alarm::at);
    }
    rate.tell();
  }
}
