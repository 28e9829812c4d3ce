/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.connection.link;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.kuralink.api.codec.JsonText;
import org.kuralink.api.codec.ResultCode;
import org.kuralink.api.codec.VisibleText;
import org.kuralink.api.connection.DeviceIdentity;
import org.kuralink.api.connection.Reply;
import org.kuralink.api.line.LineException;
import org.kuralink.connection.link.Shipment.Member;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What becomes of durable messages: reported from whatever thread hears of it, taken in by the
 * session's. Gives each message of a pack its own outcome.
 */
final class Verdicts {

  private static final Logger LOG = LoggerFactory.getLogger(Verdicts.class);
  private static final Set<String> EMPTY = Set.of("", "{}", "null", "[]");
  private static final int LONGEST = 500;

  private final PendingReplies pending;
  private final Unanswered unanswered;
  private final UplinkRate rate;
  private final LongSupplier nanoTime;
  private final Wakeup wakeup;
  private final BooleanSupplier takeIn;
  private final AtomicBoolean told = new AtomicBoolean();
  private final Queue<Verdict> verdicts = new ConcurrentLinkedQueue<>();

  /**
   * Nothing was reported yet.
   *
   * @param takeIn takes in what asks for nothing more, for whom {@code wakeup} lends that to
   */
  Verdicts(
      PendingReplies pending,
      Unanswered unanswered,
      UplinkRate rate,
      LongSupplier nanoTime,
      Wakeup wakeup,
      BooleanSupplier takeIn) {
    this.takeIn = takeIn;
    this.nanoTime = nanoTime;
    this.pending = pending;
    this.unanswered = unanswered;
    this.rate = rate;
    this.wakeup = wakeup;
  }

  /** The line says what becomes of it, on any thread; tells whether it has failed already. */
  boolean sent(Shipment shipment, CompletionStage<Void> stage) {
    stage.whenComplete((nothing, failure) -> sent(shipment, failure));
    return stage.toCompletableFuture().isCompletedExceptionally();
  }

  /** With its failure wrapped or not. */
  private void sent(Shipment shipment, @Nullable Throwable failure) {
    LineException known = failure == null ? null : LineException.of(failure);
    long at = now();
    verdicts.add(new Verdict(Kind.SENT, shipment, shipment.members(), known, at));
    if (known == null && shipment.awaitsReply() && replyTells(shipment, at)) {
      wakeup.inAWhile(); // its reply has it taken in
    } else {
      wakeup.now();
    }
  }

  /** Whether its reply was there before, or tells those who sent it, who expect it from now on. */
  private boolean replyTells(Shipment shipment, long at) {
    Runnable expecting =
        () -> shipment.members().forEach(member -> pending.expect(member.id(), at));
    return !unanswered.ifAwaited(shipment, expecting) || isWaitedFor(shipment);
  }

  private long now() {
    return nanoTime.getAsLong();
  }

  /**
   * The platform has said what it thinks of some of them.
   *
   * @param urgent whether somebody waits to whom the reply says nothing
   */
  private void answered(Shipment shipment, List<Member> members, boolean urgent) {
    verdicts.add(new Verdict(Kind.ANSWERED, shipment, members, null, now()));
    if (urgent) {
      wakeup.now();
    } else {
      // They leave the queue, for which its disk may keep one waiting.
      wakeup.inPassing(pending.replies(), takeIn);
    }
  }

  private void again(Kind kind, Shipment shipment, List<Member> members) {
    verdicts.add(new Verdict(kind, shipment, members, null, now()));
    wakeup.now();
  }

  /** Whether those who sent it wait for its reply, and not for its PUBACK. */
  private boolean isWaitedFor(Shipment shipment) {
    for (Member member : shipment.members()) {
      if (!pending.isWaitedFor(member.id())) {
        return false;
      }
    }
    return true;
  }

  /** The next one that was not looked at. */
  @Nullable Verdict poll() {
    return verdicts.poll();
  }

  /** The same if it asks for nothing more: no other message leaves for it, or leaves again. */
  @Nullable Verdict pollQuiet() {
    Verdict next = verdicts.peek();
    return next != null && next.isQuiet() ? verdicts.poll() : null;
  }

  /** Whether all was looked at. */
  boolean isEmpty() {
    return verdicts.isEmpty();
  }

  /** Who has sent what has this id and is not answered, or was given up lately. Any thread. */
  Optional<PendingReplies.Sender> sender(String id) {
    return unanswered.sender(id).or(() -> pending.sender(id));
  }

  /** A reply came to a link for a method; false if nobody waits for it. Any thread. */
  boolean replied(AlinkLink link, String id, String method, Reply reply) {
    return !pending.isOfOthers(link, id, method)
        && (takes(link.identity(), id, method, reply) || pending.complete(id, reply));
  }

  /** Whether that is all there is to do with it. */
  private boolean takes(DeviceIdentity device, String id, String method, Reply reply) {
    boolean tooMany = reply.code().equals(ResultCode.TOO_MANY_REQUESTS);
    if (tooMany) {
      rate.throttled();
    }
    Shipment shipment = unanswered.answered(device, id, method);
    if (shipment == null) {
      return false;
    }
    if (tooMany) {
      shipment.members().forEach(member -> pending.suspend(member.id()));
      again(Kind.LATER, shipment, shipment.members());
    } else if (shipment.packed()) {
      unpack(shipment, reply, !isWaitedFor(shipment));
    } else {
      answered(shipment, shipment.members(), !isWaitedFor(shipment));
    }
    return tooMany || shipment.packed();
  }

  /** Refused for want of a session: each member goes again, in its place, if any. Any thread. */
  boolean refused(String id) {
    Shipment shipment = unanswered.refused(id);
    if (shipment == null) {
      return false;
    }
    shipment.members().forEach(member -> pending.suspend(member.id()));
    again(Kind.ALONE, shipment, shipment.members());
    return true;
  }

  private void unpack(Shipment shipment, Reply reply, boolean urgent) {
    if (shipment.isGatewayPack()) {
      unpackDevices(shipment, reply, urgent);
      return;
    }
    Set<String> refused = PostPacker.refused(reply);
    List<Member> known = new ArrayList<>();
    List<Member> unknown = new ArrayList<>();
    for (Member member : shipment.members()) {
      boolean clear =
          reply.isSuccess()
              && member.names().stream()
                  .filter(refused::contains)
                  .allMatch(name -> shipment.posts(name) == 1);
      (clear ? known : unknown).add(member);
    }
    known.forEach(member -> pending.complete(member.id(), PostPacker.only(reply, member.names())));
    unknown.forEach(member -> pending.suspend(member.id()));
    again(Kind.ALONE, shipment, List.copyOf(unknown));
    answered(shipment, List.copyOf(known), urgent);
  }

  /** There is one answer for all of them: who is guilty is found by sending each by itself. */
  private void unpackDevices(Shipment shipment, Reply reply, boolean urgent) {
    List<Member> members = shipment.members();
    if (!reply.isSuccess()) {
      LOG.debug("A pack of {} posts was refused with {}", members.size(), reply.code());
      members.forEach(member -> pending.suspend(member.id()));
      again(Kind.ALONE, shipment, members);
      return;
    }
    String data = reply.data().toString();
    if (!EMPTY.contains(data) && !told.getAndSet(true)) {
      LOG.warn(
          "The platform answers a pack of posts with 200 and data of an unknown form; it counts as"
              + " 200 for all of them: {}",
          VisibleText.of(data, LONGEST));
    }
    Reply each = new Reply(reply.code(), JsonText.of("{}"), reply.message());
    members.forEach(member -> pending.complete(member.id(), each));
    answered(shipment, members, urgent);
  }

  /** What can become of a message. */
  enum Kind {
    /** It left, or failed to. */
    SENT,
    /** The platform said what it thinks of it. */
    ANSWERED,
    /** The platform gets too many: it is sent again, later. */
    LATER,
    /** Nobody knows what the platform did with each of them: each is sent again, by itself. */
    ALONE
  }

  /** What became of some messages, and when that was known. */
  record Verdict(
      Kind kind,
      Shipment shipment,
      List<Member> members,
      @Nullable LineException failure,
      long at) {

    private boolean isQuiet() {
      return failure == null && (kind == Kind.SENT || kind == Kind.ANSWERED);
    }
  }
}
