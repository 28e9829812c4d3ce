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
 * Which message of the queue is the next, and where each stands that has been sent. Each link
 * begins with the oldest. Who has the sender owns it, but any thread says what is urgent.
 */
final class Backlog {

  /** How many messages may be in flight; enough to fill a line of 20 ms at 50,000 a second. */
  static final int WINDOW = 1000;

  /** What a sub-device says and nobody answers is sent so many times at most. */
  static final int SENDINGS = 3;

  /** How many messages that may not leave are looked at in one go. */
  static final int LOOKS = 500;

  /** More than these stand in line after all, so that a backlog of them costs nothing. */
  static final int URGENT_LIMIT = 1000;

  private static final Logger LOG = LoggerFactory.getLogger(Backlog.class);

  private final QueueSlot slot;
  private final NavigableMap<Long, Shipment> inFlight = new TreeMap<>();

  /** What was in flight when the link went; the platform may still confirm it. */
  private final Set<Shipment> left = new HashSet<>();

  private final Unanswered unanswered;
  private final Postponed later = new Postponed();
  private final Set<Long> alone = new HashSet<>();
  private final ConcurrentSkipListSet<Long> urgent = new ConcurrentSkipListSet<>();
  private final UplinkRules rules;

  /** How often a message left without being answered. */
  private final Map<Long, Integer> silences = new HashMap<>();

  /** What is sent again because its confirmation was lost with its link. */
  private final TreeSet<Long> doubtful = new TreeSet<>();

  /** The oldest message of each device whose gate was found closed. */
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

  /** A message is not to stand in line behind a backlog. Any thread. */
  void hurry(long sequence) {
    if (urgents.incrementAndGet() <= URGENT_LIMIT) {
      urgent.add(sequence);
    } else {
      urgents.decrementAndGet();
    }
  }

  /**
   * From the oldest one on, over a line that may take no more than this.
   *
   * @param forAWhile whether it only stands in for another that takes more
   * @return how many messages leave again although they may have arrived
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
    // Those that the queue has dropped meanwhile do not leave again.
    slot.next(0).ifPresent(first -> doubtful.headSet(first.sequence()).clear());
    return doubts;
  }

  /** Nothing is on its way. */
  boolean isIdle() {
    return inFlight.isEmpty();
  }

  /** Of how many devices messages were found that may not leave. Any thread. */
  int waitingDevices() {
    return behindGates.size();
  }

  /** A message is to be sent again, in its place. */
  private void rewindTo(long sequence) {
    cursor = Math.min(cursor, sequence - 1);
  }

  /** The numbers mean other messages from now on. */
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
   * The next one in line that may leave; the others keep nobody waiting. Empty, too, if there are
   * so many of those that somebody else should have the thread first.
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

  /** Whether there may be more behind those that {@link #next} has looked at. */
  boolean hasLookedEnough() {
    return lookedEnough;
  }

  private boolean mayLeave(UplinkRecord message) {
    if (message.payload().length > maxPayload) {
      LOG.warn(
          "Message {} on {} waits: it has {} bytes, and this line takes at most {}",
          message.sequence(),
          message.topic(),
          message.payload().length,
          maxPayload);
      if (standIn) {
        waits(message); // and what is behind it too, as a line that takes it will come back
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
   * A gate that has just opened is closed until what was found behind it is looked at again, and
   * until it is known what became of all that the device had sent before it closed; it is closed,
   * too, for what comes behind a message that was one too many, and while answers would not be
   * heard.
   */
  private UplinkRules.Gate gate(UplinkRecord message) {
    UplinkRules.Gate gate = rules.gate(message.topic());
    if (gate == UplinkRules.Gate.OPEN && !rules.hears(message.topic())) {
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

  /** The gate of a device has moved: what was found behind it is looked at again. */
  void lookAgain(DeviceIdentity device) {
    Long first = behindGates.remove(device);
    if (first != null) {
      rewindTo(first);
    }
  }

  /** How many bytes a message may have on this line. */
  int maxPayload() {
    return maxPayload;
  }

  /** Offers a message and those behind it that may leave, until there is no room for more. */
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

  /** The one right behind another, if it may be packed with it. */
  Optional<UplinkRecord> behind(long sequence) {
    return slot.next(sequence)
        .filter(next -> !isUnderWay(next.sequence()) && !isAlone(next.sequence()));
  }

  /** The next one that does not stand in line. */
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

  /** Whether a message is not to be packed with others. */
  boolean isAlone(long sequence) {
    return alone.contains(sequence);
  }

  /** The line has been served up to this one. */
  void passed(long sequence) {
    cursor = Math.max(cursor, sequence);
  }

  void sent(Shipment shipment) {
    shipment.members().forEach(member -> inFlight.put(member.sequence(), shipment));
    unanswered.sent(shipment);
  }

  /** Whether another message may be in flight. */
  boolean hasRoom(boolean careful) {
    return inFlight.size() < (careful ? 1 : window) && !unanswered.isFull();
  }

  Optional<Shipment> firstInFlight() {
    return Optional.ofNullable(inFlight.firstEntry()).map(Map.Entry::getValue);
  }

  boolean isInFlight(Shipment shipment) {
    return inFlight.get(shipment.first()) == shipment;
  }

  /** The platform has acknowledged it; false if that was known, or it was sent again since. */
  boolean arrived(Shipment shipment) {
    boolean known = false;
    for (Shipment.Member member : shipment.members()) {
      known |= inFlight.remove(member.sequence(), shipment);
    }
    return known;
  }

  /** The platform has acknowledged it after its link went, and before there was another. */
  boolean arrivedLate(Shipment shipment) {
    return left.remove(shipment);
  }

  /** It is through with a message, for good. */
  void done(Shipment shipment, Shipment.Member member) {
    inFlight.remove(member.sequence(), shipment);
    doubtful.remove(member.sequence());
    alone.remove(member.sequence());
    silences.remove(member.sequence());
  }

  /** Nobody has answered it: each goes again, by itself, or is for people to look at. */
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

  /** Refused whenever it comes: so is each of a pack, or another line or people see to it. */
  void unfit(Shipment shipment, String why) {
    unanswered.forget(shipment);
    if (shipment.packed()) {
      again(shipment, shipment.members());
    } else if (standIn) {
      inFlight.remove(shipment.first(), shipment);
      later.refused(shipment.first());
      LOG.warn("Message {} waits, as this line does not take it: {}", shipment.first(), why);
    } else {
      done(shipment, shipment.members().get(0));
      slot.deadLetter(shipment.first(), why);
    }
  }

  /** To be sent again, by itself. */
  void again(Shipment shipment, List<Shipment.Member> members) {
    for (Shipment.Member member : members) {
      inFlight.remove(member.sequence(), shipment);
      alone.add(member.sequence());
      rewindTo(member.sequence());
    }
  }

  /** To be sent again, but not before a moment, and before all that is behind it. */
  void again(Shipment shipment, long notBefore) {
    shipment.members().forEach(member -> inFlight.remove(member.sequence(), shipment));
    later.add(shipment, notBefore);
  }

  /** Lets those go whose moment has come. */
  void release(long now) {
    later.release(now, this::rewindTo, this::lookAgain);
  }

  /** When the next of them may go. */
  OptionalLong nextRelease() {
    return later.next();
  }

  /** It did not leave; what was sent since and is behind it leaves again, to arrive behind it. */
  void notSent(Shipment shipment) {
    Predicate<Shipment> since = one -> one.sentAt() - shipment.sentAt() >= 0;
    var behind = inFlight.tailMap(shipment.first(), true).values();
    behind.stream().filter(since).forEach(unanswered::forget);
    behind.removeIf(since);
    rewindTo(shipment.first());
  }

  /** Nothing is in flight any more; what was goes by itself if it was packed. */
  void linkLost() {
    firstInFlight()
        .filter(Shipment::packed)
        .ifPresent(first -> first.members().forEach(member -> alone.add(member.sequence())));
    left.addAll(inFlight.values());
    inFlight.clear();
  }
}
