/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.connection.link;

import org.kuralink.connection.link.Shipment.Member;

/**
 * What becomes of durable messages that the platform has acknowledged: done with, or kept until it
 * answers, or sent again because it does not. Owned by the session's thread.
 */
final class Arrivals {

  private final Backlog backlog;
  private final QueueSlot slot;
  private final Unanswered unanswered;
  private final PendingReplies pending;
  private final PoisonWatch watch;
  private final UplinkRules rules;

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
  boolean arrived(Shipment shipment, long at) {
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

  /** No reply will come. What a sub-device said is not done without one, and is sent again. */
  void leave(Shipment shipment) {
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
  void acknowledge(Shipment shipment, Member member) {
    backlog.done(shipment, member);
    watch.acknowledged(member.sequence());
    slot.acknowledge(member.sequence());
  }
}
