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
 * The durable messages between their PUBACK and the platform's reply. They stay in the queue until
 * the reply arrives or is overdue. After a device lost its session, its later messages wait for the
 * results of those it had sent, so that the order is kept if some are refused. Any thread may call
 * {@link #answered}, {@link #ifAwaited}, {@link #sender} and {@link #refused}; the rest has the
 * same owner as {@link UplinkSender}.
 */
final class Unanswered {

  /**
   * The maximum number of messages. More of the gateway's are finished by their PUBACK; while there
   * are so many that only a reply finishes, no message is sent.
   */
  static final int LIMIT = 10_000;

  private final Map<String, Shipment> awaited = new ConcurrentHashMap<>();
  private final LinkedHashMap<Shipment, Long> deadlines = new LinkedHashMap<>();
  private final Set<Long> sequences = new HashSet<>();
  private final Map<DeviceIdentity, Set<Shipment>> held = new HashMap<>();
  private final Set<DeviceIdentity> released = new HashSet<>();
  private final DeviceIdentity own;
  private int lasting;

  /** No message was sent yet. */
  Unanswered(DeviceIdentity own) {
    this.own = own;
  }

  /** A message is sent; a reply to it is expected if it is a request. */
  void sent(Shipment shipment) {
    if (shipment.awaitsReply()) {
      awaited.put(shipment.id(), shipment);
    }
  }

  /** A message was not sent, is finished, or is sent again. */
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

  /** Holds a device that lost its session until the results of its sent messages are known. */
  void hold(DeviceIdentity device) {
    Set<Shipment> open = new HashSet<>();
    awaited.values().stream().filter(one -> one.isOf(device)).forEach(open::add);
    if (!open.isEmpty()) {
      held.put(device, open);
    }
  }

  /** Returns whether only the reply finishes a message. */
  boolean endsWithReply(Shipment shipment) {
    return shipment.endsWithReply(own);
  }

  /** Returns whether any device is held. */
  boolean holdsAny() {
    return !held.isEmpty();
  }

  /** Returns whether a device is held. */
  boolean holds(DeviceIdentity device) {
    return held.containsKey(device);
  }

  /** Removes and returns the devices that are not held any more. */
  Set<DeviceIdentity> takeReleased() {
    Set<DeviceIdentity> all = Set.copyOf(released);
    released.clear();
    return all;
  }

  /** Returns whether no message may be sent because too many wait for replies. */
  boolean isFull() {
    return lasting >= LIMIT;
  }

  /**
   * Takes the message that a reply with this id to a device and method belongs to; null if there is
   * none.
   */
  @Nullable Shipment answered(DeviceIdentity device, String id, String method) {
    Shipment shipment = awaited.get(id);
    return shipment != null
            && shipment.isAnsweredFor(device, method)
            && awaited.remove(id, shipment)
        ? shipment
        : null;
  }

  /**
   * Runs an action before the reply to this message can be processed; false if none is expected.
   * Any thread.
   */
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

  /** Returns the sender of an unanswered message. Any thread. */
  Optional<Sender> sender(String id) {
    return Optional.ofNullable(awaited.get(id)).flatMap(Shipment::sender);
  }

  /**
   * Takes the message with this id that the platform refused without a reply; null if there is
   * none, or it need not be sent again. Any thread.
   */
  @Nullable Shipment refused(String id) {
    Shipment shipment = awaited.get(id);
    return shipment != null && shipment.endsWithReply(own) && awaited.remove(id, shipment)
        ? shipment
        : null;
  }

  /** Records a PUBACK; false if the reply arrived before. */
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

  /** Removes and returns the messages whose reply is overdue. */
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

  /** Removes and returns all acknowledged messages; no replies are expected any more. */
  List<Shipment> takeAll() {
    List<Shipment> all = new ArrayList<>(deadlines.keySet());
    awaited.clear();
    deadlines.clear();
    sequences.clear();
    held.clear();
    lasting = 0;
    return all;
  }

  /** The deadline of the next reply. */
  OptionalLong nextDeadline() {
    return deadlines.isEmpty()
        ? OptionalLong.empty()
        : OptionalLong.of(deadlines.values().iterator().next());
  }
}
