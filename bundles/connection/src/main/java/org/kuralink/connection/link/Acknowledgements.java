/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.connection.link;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.kuralink.api.line.OpenLine;
import org.kuralink.connection.link.DeliveryResults.DeliveryResult;
import org.kuralink.connection.link.DeliveryResults.Kind;
import org.kuralink.connection.link.Shipment.Member;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Processes the acknowledgements of durable messages: a message is finished, stays in the queue
 * until the platform replies, or is sent again because no reply arrives. Has the same owner as
 * {@link UplinkSender}.
 */
final class Acknowledgements {

  /** The pause before a throttled message is sent again. */
  static final long AGAIN_NANOS = TimeUnit.SECONDS.toNanos(5);

  private static final Logger LOG = LoggerFactory.getLogger(Acknowledgements.class);

  private final Backlog backlog;
  private final QueueSlot slot;
  private final Unanswered unanswered;
  private final PendingReplies pending;
  private final PoisonWatch watch;
  private final UplinkRules rules;
  private final AtomicLong repeated = new AtomicLong();
  private final AtomicLong overStandIn = new AtomicLong();

  Acknowledgements(
      Backlog backlog,
      QueueSlot slot,
      Unanswered unanswered,
      PendingReplies pending,
      PoisonWatch watch,
      UplinkRules rules) {
    this.backlog = backlog;
    this.slot = slot;
    this.unanswered = unanswered;
    this.pending = pending;
    this.watch = watch;
    this.rules = rules;
  }

  /**
   * Processes a PUBACK; the reply of the platform may still refuse the message.
   *
   * @return whether it was the first PUBACK of this message
   */
  private boolean arrived(Shipment shipment, long at) {
    if (!backlog.arrived(shipment)) {
      return false;
    }
    shipment.members().forEach(member -> watch.acknowledged(member.sequence()));
    long limit = rules.replyLimit().toNanos();
    if (unanswered.keep(shipment, at + limit)) {
      for (Member member : shipment.members()) {
        slot.arrived(member.sequence());
        pending.expect(member.id(), at);
      }
    } else if (!shipment.awaitsReply()) {
      acknowledge(shipment);
    }
    return true;
  }

  /** Prepares to send all unacknowledged messages again over a new line, in order. */
  void rewind(OpenLine what, boolean standsIn) {
    int doubts = backlog.rewind(what, standsIn);
    if (doubts > 0) {
      repeated.addAndGet(doubts);
      LOG.info(
          "Sending {} durable messages again whose confirmation was lost with the link; each may"
              + " arrive twice",
          doubts);
    }
  }

  /** The number of messages that were sent again although they may have arrived. Any thread. */
  long repeated() {
    return repeated.get();
  }

  /**
   * Processes a result, except a failure to send.
   *
   * @param standsIn whether the line is the fallback
   */
  void take(DeliveryResult one, boolean standsIn) {
    Shipment shipment = one.shipment();
    if (one.kind() != Kind.SENT) {
      unanswered.forget(shipment);
    }
    if (one.kind() == Kind.ANSWERED) {
      one.members().forEach(member -> acknowledge(shipment, member));
    } else if (one.kind() == Kind.LATER) {
      backlog.again(shipment, one.at() + AGAIN_NANOS);
    } else if (one.kind() == Kind.ALONE) {
      backlog.again(shipment, one.members());
    } else if (backlog.arrivedLate(shipment)) {
      leave(shipment);
    } else if (arrived(shipment, one.at()) && standsIn) {
      overStandIn.addAndGet(shipment.members().size());
    }
  }

  /** The number of messages that the platform acknowledged over the fallback. Any thread. */
  long overStandIn() {
    return overStandIn.get();
  }

  /**
   * The platform ended the link: moves the message that causes this, once known, to the dead
   * letters.
   */
  void blame(long now) {
    backlog
        .firstInFlight()
        .filter(first -> watch.lost(first.first(), now - first.sentAt()))
        .ifPresent(first -> slot.deadLetter(first.first(), QueueSlot.FATAL));
  }

  /** Handles the end of the link: no reply will arrive any more. */
  void leaveAll() {
    unanswered.takeAll().forEach(this::leave);
  }

  /**
   * Handles the end of the link before the reply: a message of a sub-device and the posts of a pack
   * are sent again, other messages are finished.
   */
  private void leave(Shipment shipment) {
    if (unanswered.endsWithReply(shipment)) {
      shipment.members().forEach(member -> pending.suspend(member.id()));
    } else {
      acknowledge(shipment);
    }
  }

  /**
   * Handles a message that was acknowledged, but whose reply is overdue. A message of a sub-device
   * is sent again a few times, because the platform may have had no session of it; so are the posts
   * of a pack, because the platform may not support packs.
   */
  void overdue(Shipment shipment) {
    if (unanswered.endsWithReply(shipment)) {
      shipment.sender().ifPresent(sender -> pending.remember(shipment.id(), sender));
      backlog.unanswered(shipment);
    } else {
      acknowledge(shipment);
    }
  }

  private void acknowledge(Shipment shipment) {
    for (Member member : shipment.members()) {
      acknowledge(shipment, member);
      if (!shipment.awaitsReply()) {
        pending.accepted(member.id());
      }
    }
  }

  /** Finishes a message. */
  private void acknowledge(Shipment shipment, Member member) {
    backlog.done(shipment, member);
    watch.acknowledged(member.sequence());
    slot.acknowledge(member.sequence());
  }
}
