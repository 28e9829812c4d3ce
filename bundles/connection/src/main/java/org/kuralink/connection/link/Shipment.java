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
 * Durable messages that are sent as one: a single message, or several that were packed.
 *
 * @param members the messages in the order of the queue
 * @param topic the topic of the sent message
 * @param id the id of the expected reply; empty if none is expected
 * @param sentAt the monotonic time of sending
 * @param link the number of the link that it was sent on
 * @param generation the generation of the queue that the sequence numbers belong to
 */
record Shipment(
    List<Member> members, String topic, String id, long sentAt, int link, int generation) {

  long first() {
    return members.get(0).sequence();
  }

  boolean packed() {
    return members.size() > 1;
  }

  /** Returns whether posts of several devices were packed. */
  boolean isGatewayPack() {
    return packed() && topic.endsWith("/" + PostPacker.PACK_METHOD.replace('.', '/'));
  }

  /** Returns whether the reply to it is addressed to this device and method. */
  boolean isAnsweredFor(DeviceIdentity device, String method) {
    return topic.endsWith("/" + device + "/" + method.replace('.', '/'));
  }

  /** Returns whether it contains a message of a device. */
  boolean isOf(DeviceIdentity device) {
    Optional<DeviceIdentity> whole = isGatewayPack() ? Optional.empty() : owner();
    return whole.isPresent()
        ? whole.get().equals(device)
        : members.stream().anyMatch(member -> member.device().filter(device::equals).isPresent());
  }

  /** Returns the device in the topic. */
  Optional<DeviceIdentity> owner() {
    return TopicFilter.deviceOf(topic);
  }

  /** Returns the sender and the time of sending. */
  Optional<PendingReplies.Sender> sender() {
    return owner().map(device -> new PendingReplies.Sender(device, sentAt));
  }

  /**
   * Returns whether only the reply finishes it, because the platform acknowledges and then refuses
   * messages of a sub-device without a session.
   */
  boolean endsWithReply(DeviceIdentity own) {
    return awaitsReply() && (owner().filter(own::equals).isEmpty() || isGatewayPack());
  }

  boolean awaitsReply() {
    return !id.isEmpty();
  }

  /** Returns how many members post this property. */
  long posts(String name) {
    return members.stream().filter(member -> member.names().contains(name)).count();
  }

  // Compared by identity: each shipment is unique.
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
   * @param id the id of its request; empty if it is none
   * @param names the names of the posted properties, if it was packed
   * @param device the device that posted it, if it was packed
   */
  record Member(long sequence, String id, Set<String> names, Optional<DeviceIdentity> device) {

    /** A message that is sent unpacked. */
    static Member alone(long sequence, String id) {
      return new Member(sequence, id, Set.of(), Optional.empty());
    }
  }
}
