/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.connection.link;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import org.kuralink.api.connection.DeviceIdentity;
import org.kuralink.api.line.OpenLine;
import org.kuralink.queue.UplinkRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Selects the next message of the queue and tracks the messages that were sent. Each link starts
 * with the oldest message. Has the same owner as {@link UplinkSender}, except that any thread may
 * mark a message as urgent.
 */
final class Backlog {

  /** The maximum number of messages in flight: enough for 50,000 a second with a delay of 20 ms. */
  static final int WINDOW = 1000;

  /** How often a message of a sub-device is sent at most without a reply. */
  static final int SENDINGS = 3;

  /** How many messages that may not be sent are skipped in one pass. */
  static final int LOOKS = 500;

  /** The maximum number of urgent messages; more are sent in order, so that memory is bounded. */
  static final int URGENT_LIMIT = 1000;

  private static final Logger LOG = LoggerFactory.getLogger(Backlog.class);

  private final QueueSlot slot;
  private final NavigableMap<Long, Shipment> inFlight = new TreeMap<>();

  /** The messages in flight at the end of the last link; the platform may still confirm them. */
  private final Set<Shipment> left = new HashSet<>();

  private final Unanswered unanswered;
  private final PostponedMessages later = new PostponedMessages();
  private final Set<Long> alone = new HashSet<>();
  private final ConcurrentSkipListSet<Long> urgent = new ConcurrentSkipListSet<>();
  private final UplinkRules rules;

  /** How often each message was sent without a reply. */
  private final Map<Long, Integer> silences = new HashMap<>();

  /** Messages that are sent again because the link ended before their confirmation. */
  private final TreeSet<Long> doubtful = new TreeSet<>();

  /** The oldest message of each device whose messages may not be sent. */
  private final Map<DeviceIdentity, Long> behindGates = new ConcurrentHashMap<>();

  private final AtomicInteger urgents = new AtomicInteger();
  private int window = WINDOW;
  private int maxPayload = Wire.MAX_PAYLOAD;
  private long cursor;
  private boolean lookedEnough;
  private boolean standIn;

  Backlog(QueueSlot slot, Unanswered unanswered, UplinkRules rules) {
    this.slot = slot;
    this.unanswered = unanswered;
    this.rules = rules;
  }

  /** Marks a message as urgent: it does not wait behind the backlog. Any thread. */
  void hurry(long sequence) {
    if (urgents.incrementAndGet() <= URGENT_LIMIT) {
      urgent.add(sequence);
    } else {
      urgents.decrementAndGet();
    }
  }

  /**
   * Starts again with the oldest message, over a new line.
   *
   * @param forAWhile whether the line is the fallback of a line that accepts more
   * @return how many messages are sent again although they may have arrived
   */
  int rewind(OpenLine what, boolean forAWhile) {
    window = Math.max(1, Math.min(WINDOW, what.maxInFlight()));
    maxPayload = what.maxPayload();
    standIn = forAWhile;
    cursor = 0;
    behindGates.clear();
    later.anotherLine();
    int doubts = 0;
    for (Shipment shipment : left) {
      for (Shipment.Member member : shipment.members()) {
        doubts += doubtful.add(member.sequence()) ? 1 : 0;
      }
    }
    left.clear();
    // The queue may have dropped some of them.
    slot.next(0).ifPresent(first -> doubtful.headSet(first.sequence()).clear());
    return doubts;
  }

  /** Returns whether no message is in flight. */
  boolean isIdle() {
    return inFlight.isEmpty();
  }

  /** The number of devices with messages that may not be sent now. Any thread. */
  int waitingDevices() {
    return behindGates.size();
  }

  /** Continues with this message, which is sent again in its order. */
  private void rewindTo(long sequence) {
    cursor = Math.min(cursor, sequence - 1);
  }

  /** Forgets all messages: their numbers will be used for others. */
  void clear() {
    inFlight.clear();
    left.clear();
    later.clear();
    silences.clear();
    doubtful.clear();
    alone.clear();
    while (urgent.pollFirst() != null) {
      urgents.decrementAndGet();
    }
    behindGates.clear();
    cursor = 0;
  }

  /**
   * Returns the next message that may be sent, and skips the others. Empty, too, after {@link
   * #LOOKS} skipped messages, so that other work of the thread is not delayed.
   */
  Optional<UplinkRecord> next() {
    lookedEnough = false;
    Optional<UplinkRecord> next = slot.next(cursor);
    for (int looks = 0; next.isPresent(); looks++) {
      if (!isUnderWay(next.get().sequence()) && mayLeave(next.get())) {
        return next;
      }
      if (looks == LOOKS) {
        lookedEnough = true;
        return Optional.empty();
      }
      cursor = next.get().sequence();
      next = slot.next(cursor);
    }
    return next;
  }

  /** Returns whether {@link #next} stopped before the end of the queue. */
  boolean hasLookedEnough() {
    return lookedEnough;
  }

  private boolean mayLeave(UplinkRecord message) {
    if (message.payload().length > maxPayload) {
      LOG.warn(
          "Message {} on {} waits: it has {} bytes, and this line accepts at most {}",
          message.sequence(),
          message.topic(),
          message.payload().length,
          maxPayload);
      if (standIn) {
        waits(message); // and later messages of the device too: the other line will return
      }
      return false;
    }
    UplinkRules.Gate gate = gate(message);
    if (gate == UplinkRules.Gate.CLOSED) {
      waits(message);
    } else if (gate == UplinkRules.Gate.GONE) {
      alone.remove(message.sequence());
      silences.remove(message.sequence());
      slot.giveUp(message.sequence(), message.topic());
    }
    return gate == UplinkRules.Gate.OPEN;
  }

  private void waits(UplinkRecord message) {
    TopicFilter.deviceOf(message.topic())
        .ifPresent(device -> behindGates.merge(device, message.sequence(), Math::min));
  }

  /**
   * Returns the gate of a message. It is closed, although the device is online, until waiting
   * messages of the device were looked at again, until the results of all messages from before the
   * last log-out are known, behind a throttled message, and while replies cannot be received.
   */
  private UplinkRules.Gate gate(UplinkRecord message) {
    UplinkRules.Gate gate = rules.gate(message.topic());
    if (gate == UplinkRules.Gate.OPEN && !rules.canReceiveReply(message.topic())) {
      return UplinkRules.Gate.CLOSED;
    }
    boolean free = behindGates.isEmpty() && !unanswered.holdsAny() && later.isEmpty();
    boolean behind =
        gate == UplinkRules.Gate.OPEN
            && !free
            && TopicFilter.deviceOf(message.topic())
                .filter(device -> isBehind(device, message.sequence()))
                .isPresent();
    return behind ? UplinkRules.Gate.CLOSED : gate;
  }

  private boolean isBehind(DeviceIdentity device, long sequence) {
    return behindGates.containsKey(device)
        || unanswered.holds(device)
        || later.isBehind(device, sequence);
  }

  /** Looks at the waiting messages of a device again because its gate has changed. */
  void lookAgain(DeviceIdentity device) {
    Long first = behindGates.remove(device);
    if (first != null) {
      rewindTo(first);
    }
  }

  /** The maximum payload of a message on this line. */
  int maxPayload() {
    return maxPayload;
  }

  /** Offers a message and the sendable ones behind it until {@code room} returns false. */
  void offer(UplinkRecord first, Predicate<UplinkRecord> room) {
    Optional<UplinkRecord> next = Optional.of(first);
    for (int looks = 0; next.isPresent() && looks < LOOKS; looks++) {
      UplinkRecord one = next.get();
      if (!isUnderWay(one.sequence()) && gate(one) == UplinkRules.Gate.OPEN && !room.test(one)) {
        return;
      }
      next = slot.next(one.sequence());
    }
  }

  /** Returns the next message after another one if both may be packed together. */
  Optional<UplinkRecord> behind(long sequence) {
    return slot.next(sequence)
        .filter(next -> !isUnderWay(next.sequence()) && !isAlone(next.sequence()));
  }

  /** Returns the next urgent message. */
  Optional<UplinkRecord> nextUrgent() {
    for (Long sequence = urgent.pollFirst(); sequence != null; sequence = urgent.pollFirst()) {
      urgents.decrementAndGet();
      Optional<UplinkRecord> message = slot.next(sequence - 1);
      if (message.isPresent()
          && message.get().sequence() == sequence
          && !isUnderWay(sequence)
          && mayLeave(message.get())) {
        return message;
      }
    }
    return Optional.empty();
  }

  private boolean isUnderWay(long sequence) {
    return inFlight.containsKey(sequence) || unanswered.has(sequence) || later.has(sequence);
  }

  /** Returns whether a message must not be packed with others. */
  boolean isAlone(long sequence) {
    return alone.contains(sequence);
  }

  /** Continues behind this message. */
  void passed(long sequence) {
    cursor = Math.max(cursor, sequence);
  }

  void sent(Shipment shipment) {
    shipment.members().forEach(member -> inFlight.put(member.sequence(), shipment));
    unanswered.sent(shipment);
  }

  /** Returns whether another message may be sent. */
  boolean hasRoom(boolean careful) {
    return inFlight.size() < (careful ? 1 : window) && !unanswered.isFull();
  }

  Optional<Shipment> firstInFlight() {
    return Optional.ofNullable(inFlight.firstEntry()).map(Map.Entry::getValue);
  }

  boolean isInFlight(Shipment shipment) {
    return inFlight.get(shipment.first()) == shipment;
  }

  /** Records a PUBACK; false if it was known, or the message was sent again since. */
  boolean arrived(Shipment shipment) {
    boolean known = false;
    for (Shipment.Member member : shipment.members()) {
      known |= inFlight.remove(member.sequence(), shipment);
    }
    return known;
  }

  /** Records a PUBACK after the end of the link and before the next one. */
  boolean arrivedLate(Shipment shipment) {
    return left.remove(shipment);
  }

  /** Forgets a message that is finished. */
  void done(Shipment shipment, Shipment.Member member) {
    inFlight.remove(member.sequence(), shipment);
    doubtful.remove(member.sequence());
    alone.remove(member.sequence());
    silences.remove(member.sequence());
  }

  /** Sends each message without a reply again by itself, or moves it to the dead letters. */
  void unanswered(Shipment shipment) {
    for (Shipment.Member member : shipment.members()) {
      if (silences.merge(member.sequence(), 1, Integer::sum) < SENDINGS) {
        again(shipment, List.of(member));
      } else {
        done(shipment, member);
        slot.deadLetter(member.sequence(), QueueSlot.UNANSWERED);
      }
    }
  }

  /** Handles a message that this line always refuses; posts of a pack are sent separately. */
  void unfit(Shipment shipment, String why) {
    unanswered.forget(shipment);
    if (shipment.packed()) {
      again(shipment, shipment.members());
    } else if (standIn) {
      inFlight.remove(shipment.first(), shipment);
      later.refused(shipment.first());
      LOG.warn("Message {} waits for another line; this one refused it: {}", shipment.first(), why);
    } else {
      done(shipment, shipment.members().get(0));
      slot.deadLetter(shipment.first(), why);
    }
  }

  /** Sends messages again, each by itself. */
  void again(Shipment shipment, List<Shipment.Member> members) {
    for (Shipment.Member member : members) {
      inFlight.remove(member.sequence(), shipment);
      alone.add(member.sequence());
      rewindTo(member.sequence());
    }
  }

  /** Sends messages again, not before this time, and before later ones of the same device. */
  void again(Shipment shipment, long notBefore) {
    shipment.members().forEach(member -> inFlight.remove(member.sequence(), shipment));
    later.add(shipment, notBefore);
  }

  /** Releases the postponed messages that are due. */
  void release(long now) {
    later.release(now, this::rewindTo, this::lookAgain);
  }

  /** The time of the next release. */
  OptionalLong nextRelease() {
    return later.next();
  }

  /** Handles a message that was not sent: it and all later ones are sent again, in order. */
  void notSent(Shipment shipment) {
    Predicate<Shipment> since = one -> one.sentAt() - shipment.sentAt() >= 0;
    var behind = inFlight.tailMap(shipment.first(), true).values();
    behind.stream().filter(since).forEach(unanswered::forget);
    behind.removeIf(since);
    rewindTo(shipment.first());
  }

  /** Handles the loss of the link; a pack that was first in flight is sent separately. */
  void linkLost() {
    firstInFlight()
        .filter(Shipment::packed)
        .ifPresent(first -> first.members().forEach(member -> alone.add(member.sequence())));
    left.addAll(inFlight.values());
    inFlight.clear();
  }
}
