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
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.kuralink.api.connection.DeviceIdentity;
import org.kuralink.connection.link.PendingReplies.Sender;

/**
 * Durable messages between their PUBACK and the platform's reply: they stay in the queue until the
 * reply says that they need not be sent again, or fails to come. A device that lost its session
 * waits for what becomes of those it had sent, so that they keep their order when some are refused.
 * Only {@link #answered}, {@link #ifAwaited}, {@link #sender} and {@link #refused} are for any
 * thread; the rest belongs to who has the sender.
 */
final class Unanswered {

  /**
   * More than these are not watched, as the platform has acknowledged them; those that end with
   * their reply alone let no other one leave.
   */
  static final int LIMIT = 10_000;

  private final Map<String, Shipment> awaited = new ConcurrentHashMap<>();
  private final LinkedHashMap<Shipment, Long> deadlines = new LinkedHashMap<>();
  private final Set<Long> sequences = new HashSet<>();
  private final Map<DeviceIdentity, Set<Shipment>> held = new HashMap<>();
  private final Set<DeviceIdentity> released = new HashSet<>();
  private final DeviceIdentity own;
  private int lasting;

  /** Nothing was sent yet. */
  Unanswered(DeviceIdentity own) {
    this.own = own;
  }

  /** A message leaves to which there will be a reply. */
  void sent(Shipment shipment) {
    if (shipment.awaitsReply()) {
      awaited.put(shipment.id(), shipment);
    }
  }

  /** A message did not leave after all, or leaves again. */
  void forget(Shipment shipment) {
    awaited.remove(shipment.id(), shipment);
    if (deadlines.remove(shipment) != null) {
      shipment.members().forEach(member -> sequences.remove(member.sequence()));
      lasting -= shipment.endsWithReply(own) ? 1 : 0;
    }
    if (!held.isEmpty()) {
      held.forEach(
          (device, open) -> {
            if (open.remove(shipment) && open.isEmpty()) {
              released.add(device);
            }
          });
      held.keySet().removeAll(released);
    }
  }

  /** A device has lost its session: it goes on when all that it had sent is settled. */
  void hold(DeviceIdentity device) {
    Set<Shipment> open = new HashSet<>();
    awaited.values().stream().filter(one -> one.isOf(device)).forEach(open::add);
    if (!open.isEmpty()) {
      held.put(device, open);
    }
  }

  /** Whether it is not done with before its reply. */
  boolean endsWithReply(Shipment shipment) {
    return shipment.endsWithReply(own);
  }

  /** Whether there is any device for which {@link #holds} says yes. */
  boolean holdsAny() {
    return !held.isEmpty();
  }

  /** Whether a device waits for what becomes of what it had sent. */
  boolean holds(DeviceIdentity device) {
    return held.containsKey(device);
  }

  /** Takes out those that need not wait any more. */
  Set<DeviceIdentity> takeReleased() {
    Set<DeviceIdentity> all = Set.copyOf(released);
    released.clear();
    return all;
  }

  /** Whether there are so many that nothing else may leave. */
  boolean isFull() {
    return lasting >= LIMIT;
  }

  /**
   * A reply with this id came to a device for a method; what it belongs to, if it is one of ours.
   */
  @Nullable Shipment answered(DeviceIdentity device, String id, String method) {
    Shipment shipment = awaited.get(id);
    return shipment != null
            && shipment.isAnsweredFor(device, method)
            && awaited.remove(id, shipment)
        ? shipment
        : null;
  }

  /** Does something, before a reply is seen, if one to this very message is to come. Any thread. */
  boolean ifAwaited(Shipment shipment, Runnable work) {
    Shipment found =
        awaited.computeIfPresent(
            shipment.id(),
            (id, present) -> {
              if (present == shipment) {
                work.run();
              }
              return present;
            });
    return found == shipment;
  }

  /** Who has sent what has this id and is not answered. Any thread. */
  Optional<Sender> sender(String id) {
    return Optional.ofNullable(awaited.get(id)).flatMap(Shipment::sender);
  }

  /**
   * What has this id was refused and will get no reply; what it belongs to, if it is not to be lost
   * for that. Any thread.
   */
  @Nullable Shipment refused(String id) {
    Shipment shipment = awaited.get(id);
    return shipment != null && shipment.endsWithReply(own) && awaited.remove(id, shipment)
        ? shipment
        : null;
  }

  /** The platform has acknowledged a message; false if its reply was there before. */
  boolean keep(Shipment shipment, long deadline) {
    if (awaited.get(shipment.id()) != shipment) {
      return false;
    }
    deadlines.put(shipment, deadline);
    shipment.members().forEach(member -> sequences.add(member.sequence()));
    lasting += shipment.endsWithReply(own) ? 1 : 0;
    return true;
  }

  boolean has(long sequence) {
    return sequences.contains(sequence);
  }

  /** Takes out those whose reply has not come in time. */
  List<Shipment> takeOverdue(long now) {
    List<Shipment> overdue = new ArrayList<>();
    Iterator<Map.Entry<Shipment, Long>> eldest = deadlines.entrySet().iterator();
    int tooMany = deadlines.size() - LIMIT;
    while (eldest.hasNext()) {
      Map.Entry<Shipment, Long> entry = eldest.next();
      boolean due = entry.getValue() - now <= 0;
      if (tooMany <= 0 && !due) {
        break;
      }
      if (due || !entry.getKey().endsWithReply(own)) {
        tooMany--;
        overdue.add(entry.getKey());
      }
    }
    overdue.forEach(this::forget);
    return overdue;
  }

  /** Takes out all that were acknowledged; no reply to anything is awaited any more. */
  List<Shipment> takeAll() {
    List<Shipment> all = new ArrayList<>(deadlines.keySet());
    awaited.clear();
    deadlines.clear();
    sequences.clear();
    held.clear();
    lasting = 0;
    return all;
  }

  /** When the next one is overdue. */
  OptionalLong nextDeadline() {
    return deadlines.isEmpty()
        ? OptionalLong.empty()
        : OptionalLong.of(deadlines.values().iterator().next());
  }
}
