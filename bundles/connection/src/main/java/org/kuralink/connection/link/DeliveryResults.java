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
 * The results of durable messages: reported on any thread, processed by the session's thread.
 * Determines the result of each message in a pack.
 */
final class DeliveryResults {

  private static final Logger LOG = LoggerFactory.getLogger(DeliveryResults.class);
  private static final Set<String> EMPTY = Set.of("", "{}", "null", "[]");
  private static final int LONGEST = 500;

  private final PendingReplies pending;
  private final Unanswered unanswered;
  private final UplinkRate rate;
  private final LongSupplier nanoTime;
  private final Wakeup wakeup;
  private final BooleanSupplier takeIn;
  private final AtomicBoolean told = new AtomicBoolean();
  private final Queue<DeliveryResult> results = new ConcurrentLinkedQueue<>();

  /**
   * No results yet.
   *
   * @param takeIn processes results that affect no other message, while {@code wakeup} lends it
   */
  DeliveryResults(
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

  /**
   * Reports the result of the line when it is known, on any thread; returns whether it has failed
   * already.
   */
  boolean sent(Shipment shipment, CompletionStage<Void> stage) {
    stage.whenComplete((nothing, failure) -> sent(shipment, failure));
    return stage.toCompletableFuture().isCompletedExceptionally();
  }

  /** Reports a PUBACK or a failure to send, whose exception may be wrapped. */
  private void sent(Shipment shipment, @Nullable Throwable failure) {
    LineException known = failure == null ? null : LineException.of(failure);
    long at = now();
    results.add(new DeliveryResult(Kind.SENT, shipment, shipment.members(), known, at));
    if (known == null && shipment.awaitsReply() && replyTells(shipment, at)) {
      wakeup.inAWhile(); // the reply triggers the processing
    } else {
      wakeup.now();
    }
  }

  /**
   * Returns whether the reply has arrived, or will complete the requests, whose deadlines start
   * now.
   */
  private boolean replyTells(Shipment shipment, long at) {
    Runnable expecting =
        () -> shipment.members().forEach(member -> pending.expect(member.id(), at));
    return !unanswered.ifAwaited(shipment, expecting) || isWaitedFor(shipment);
  }

  private long now() {
    return nanoTime.getAsLong();
  }

  /**
   * Reports the reply to some messages.
   *
   * @param urgent whether a caller waits that the reply does not complete
   */
  private void answered(Shipment shipment, List<Member> members, boolean urgent) {
    results.add(new DeliveryResult(Kind.ANSWERED, shipment, members, null, now()));
    if (urgent) {
      wakeup.now();
    } else {
      // Removing messages from the queue may wait for its disk.
      wakeup.inPassing(pending.replies(), takeIn);
    }
  }

  private void again(Kind kind, Shipment shipment, List<Member> members) {
    results.add(new DeliveryResult(kind, shipment, members, null, now()));
    wakeup.now();
  }

  /** Returns whether all callers wait for the reply, and not for the PUBACK. */
  private boolean isWaitedFor(Shipment shipment) {
    for (Member member : shipment.members()) {
      if (!pending.isWaitedFor(member.id())) {
        return false;
      }
    }
    return true;
  }

  /** Takes the next result. */
  @Nullable DeliveryResult poll() {
    return results.poll();
  }

  /** Takes the next result if it affects no other message. */
  @Nullable DeliveryResult pollQuiet() {
    DeliveryResult next = results.peek();
    return next != null && next.isQuiet() ? results.poll() : null;
  }

  /** Returns whether all results were taken. */
  boolean isEmpty() {
    return results.isEmpty();
  }

  /** Returns the sender of a message that is unanswered, or ended recently. Any thread. */
  Optional<PendingReplies.Sender> sender(String id) {
    return unanswered.sender(id).or(() -> pending.sender(id));
  }

  /** Processes a reply to a link and method; false if nothing waits for it. Any thread. */
  boolean replied(AlinkLink link, String id, String method, Reply reply) {
    return !pending.isOfOthers(link, id, method)
        && (takes(link.identity(), id, method, reply) || pending.complete(id, reply));
  }

  /** Returns whether the reply needs no further processing. */
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

  /**
   * Sends messages again that the platform refused without a session; false if there are none. Any
   * thread.
   */
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

  /** One reply is for all devices: after a failure each message is sent by itself. */
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
          "The platform replied to a pack post with code 200 and unknown data, which counts as"
              + " success of all its posts: {}",
          VisibleText.of(data, LONGEST));
    }
    Reply each = new Reply(reply.code(), JsonText.of("{}"), reply.message());
    members.forEach(member -> pending.complete(member.id(), each));
    answered(shipment, members, urgent);
  }

  /** The kinds of results. */
  enum Kind {
    /** The message was acknowledged, or was not sent. */
    SENT,
    /** The platform replied. */
    ANSWERED,
    /** The platform throttled the message: it is sent again later. */
    LATER,
    /** The result of each message is unknown: each is sent again by itself. */
    ALONE
  }

  /** The result of some messages, and the time at which it was known. */
  record DeliveryResult(
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
