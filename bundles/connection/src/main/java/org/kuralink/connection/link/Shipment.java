/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.connection.link;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.kuralink.api.connection.DeviceIdentity;

/**
 * Durable messages that leave together: one as it is, or several that were packed into one.
 *
 * @param members in the order of the queue
 * @param topic where it goes
 * @param id what the reply will be called; empty if none is to be expected
 * @param sentAt by the clock that nobody sets
 * @param link which one it was sent on
 * @param generation of the queue that the sequences belong to
 */
record Shipment(
    List<Member> members, String topic, String id, long sentAt, int link, int generation) {

  long first() {
    return members.get(0).sequence();
  }

  boolean packed() {
    return members.size() > 1;
  }

  /** Whether posts of several devices were packed into it. */
  boolean isGatewayPack() {
    return packed() && topic.endsWith("/" + GatewayPack.METHOD.replace('.', '/'));
  }

  /** Whether the reply to it comes to this device for this method. */
  boolean isAnsweredFor(DeviceIdentity device, String method) {
    return topic.endsWith("/" + device + "/" + method.replace('.', '/'));
  }

  /** Whether it is, or has in it, what a device says. */
  boolean isOf(DeviceIdentity device) {
    Optional<DeviceIdentity> whole = isGatewayPack() ? Optional.empty() : owner();
    return whole.isPresent()
        ? whole.get().equals(device)
        : members.stream().anyMatch(member -> member.device().filter(device::equals).isPresent());
  }

  /** Whose topic it goes to. */
  Optional<DeviceIdentity> owner() {
    return TopicFilter.deviceOf(topic);
  }

  /** Who has sent it, and when. */
  Optional<PendingReplies.Sender> sender() {
    return owner().map(device -> new PendingReplies.Sender(device, sentAt));
  }

  /** Whether its PUBACK says nothing, as the platform refuses sub-devices that it does not see. */
  boolean endsWithReply(DeviceIdentity own) {
    return awaitsReply() && (owner().filter(own::equals).isEmpty() || isGatewayPack());
  }

  boolean awaitsReply() {
    return !id.isEmpty();
  }

  /** How many of them post this property. */
  long posts(String name) {
    return members.stream().filter(member -> member.names().contains(name)).count();
  }

  // Told apart by what they are, not by what is in them.
  @Override
  public boolean equals(Object other) {
    return this == other;
  }

  @Override
  public int hashCode() {
    return System.identityHashCode(this);
  }

  /**
   * One message of the queue.
   *
   * @param id what its own request is called; empty if it is none
   * @param names of the properties it posts, if it was packed
   * @param device whose it is, if it was packed
   */
  record Member(long sequence, String id, Set<String> names, Optional<DeviceIdentity> device) {

    /** One that goes as it is. */
    static Member alone(long sequence, String id) {
      return new Member(sequence, id, Set.of(), Optional.empty());
    }
  }
}
