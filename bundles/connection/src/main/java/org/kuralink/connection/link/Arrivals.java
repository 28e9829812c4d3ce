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
import org.kuralink.connection.link.Shipment.Member;
import org.kuralink.connection.link.Verdicts.Kind;
import org.kuralink.connection.link.Verdicts.Verdict;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What becomes of durable messages that the platform has acknowledged: done with, or kept until it
 * answers, or sent again because it does not. Owned as the sender is.
 */
final class Arrivals {

  /** A message that was one too many for the platform is not sent again before. */
  static final long AGAIN_NANOS = TimeUnit.SECONDS.toNanos(5);

  private static final Logger LOG = LoggerFactory.getLogger(Arrivals.class);

  private final Backlog backlog;
  private final QueueSlot slot;
  private final Unanswered unanswered;
  private final PendingReplies pending;
  private final PoisonWatch watch;
  private final UplinkRules rules;
  private final AtomicLong repeated = new AtomicLong();
  private final AtomicLong overStandIn = new AtomicLong();

  Arrivals(
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
   * The platform has acknowledged; what it says to it may still be that it is too much.
   *
   * @return whether that is new
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

  /** Over a new line all that is not acknowledged is sent again, in order. */
  void rewind(OpenLine what, boolean standsIn) {
    int doubts = backlog.rewind(what, standsIn);
    if (doubts > 0) {
      repeated.addAndGet(doubts);
      LOG.info(
          "Sent again: {} durable messages whose confirmation was lost with the link; each may"
              + " arrive twice",
          doubts);
    }
  }

  /** How many left again although they may have arrived. Any thread. */
  long repeated() {
    return repeated.get();
  }

  /**
   * What was reported of a message, unless it failed to leave.
   *
   * @param standsIn whether the line stands in for another
   */
  void take(Verdict one, boolean standsIn) {
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

  /** How many the platform took over lines that stood in. Any thread. */
  long overStandIn() {
    return overStandIn.get();
  }

  /** The link ended because the platform broke it: who is known to be guilty is set aside. */
  void blame(long now) {
    backlog
        .firstInFlight()
        .filter(first -> watch.lost(first.first(), now - first.sentAt()))
        .ifPresent(first -> slot.deadLetter(first.first(), QueueSlot.FATAL));
  }

  /** No reply to anything will come any more. */
  void leaveAll() {
    unanswered.takeAll().forEach(this::leave);
  }

  /** No reply will come. What a sub-device said is not done without one, and is sent again. */
  private void leave(Shipment shipment) {
    if (unanswered.endsWithReply(shipment)) {
      shipment.members().forEach(member -> pending.suspend(member.id()));
    } else {
      acknowledge(shipment);
    }
  }

  /**
   * The platform has it, and says no more. What a sub-device said is sent again, a few times: it
   * may have had no session there; and a pack may be what the platform does not know.
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

  /** It is through with a message. */
  private void acknowledge(Shipment shipment, Member member) {
    backlog.done(shipment, member);
    watch.acknowledged(member.sequence());
    slot.acknowledge(member.sequence());
  }
}
