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
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.kuralink.api.codec.JsonText;
import org.kuralink.api.connection.DeviceIdentity;
import org.kuralink.connection.link.PostPacker.Packed;
import org.kuralink.connection.link.PostPacker.Post;
import org.kuralink.json.output.JsonOutput;
import org.kuralink.queue.UplinkRecord;

/**
 * What a gateway and its sub-devices post, as far as it fits into one message. A property or event
 * of a device is in it once; behind the first message of a device that stays out no other one of
 * that device comes in, so that each keeps its order.
 */
final class GatewayPack {

  static final String METHOD = "thing.event.property.pack.post";
  static final int MAX_EVENTS = 20;
  static final int MAX_SUB_DEVICES = 20;

  /** For the names around what one device posts. */
  private static final int AROUND = 256;

  private final PostPacker packer;
  private final Predicate<UplinkRecord> alone;
  private final int maxBytes;
  private final Map<DeviceIdentity, Part> parts = new LinkedHashMap<>();
  private final Set<DeviceIdentity> closed = new HashSet<>();
  private final List<Shipment.Member> members = new ArrayList<>();
  private int values;
  private int events;
  private int bytes = PostPacker.ENVELOPE;

  /** What one device has in it. */
  private record Part(Map<String, JsonText> properties, Map<String, JsonText> events) {

    static Part empty() {
      return new Part(new LinkedHashMap<>(), new LinkedHashMap<>());
    }

    Map<String, JsonText> of(Post post) {
      return post.event() ? events : properties;
    }

    Map<String, Object> json() {
      Map<String, Object> json = new LinkedHashMap<>();
      json.put("properties", properties);
      json.put("events", events);
      return json;
    }
  }

  /**
   * An empty one.
   *
   * @param alone what is not to be packed
   * @param maxBytes how many bytes one message may have
   */
  GatewayPack(PostPacker packer, Predicate<UplinkRecord> alone, int maxBytes) {
    this.packer = packer;
    this.alone = alone;
    this.maxBytes = maxBytes;
  }

  /** Takes a message in if it fits; false if there is no room for any more. */
  boolean offer(UplinkRecord message) {
    Optional<DeviceIdentity> device = TopicFilter.deviceOf(message.topic());
    if (device.isEmpty() || closed.contains(device.get())) {
      return true;
    }
    Optional<Post> post = alone.test(message) ? Optional.empty() : packer.read(message);
    boolean taken = post.isPresent() && add(post.get());
    if (!taken) {
      closed.add(device.get());
    }
    return taken || parts.containsKey(device.get()) || subDevices() < MAX_SUB_DEVICES;
  }

  private boolean add(Post post) {
    boolean fresh = !parts.containsKey(post.device());
    Part part = parts.getOrDefault(post.device(), Part.empty());
    int size = post.bytes() + (fresh ? AROUND : 0);
    int more = post.written().size();
    if (fresh && !post.device().equals(packer.own()) && subDevices() == MAX_SUB_DEVICES
        || post.written().keySet().stream().anyMatch(part.of(post)::containsKey)
        || bytes + size > maxBytes
        || (post.event() ? events + more > MAX_EVENTS : values + more > PostPacker.MAX_VALUES)) {
      return false;
    }
    bytes += size;
    if (post.event()) {
      events += more;
    } else {
      values += more;
    }
    parts.put(post.device(), part);
    part.of(post).putAll(post.written());
    return members.add(post.member());
  }

  private int subDevices() {
    return parts.size() - (parts.containsKey(packer.own()) ? 1 : 0);
  }

  /** What is in it as one request; empty if it is not of several devices. */
  Optional<Packed> write(long id) {
    if (parts.size() < 2) {
      return Optional.empty();
    }
    Map<String, Object> params = parts.getOrDefault(packer.own(), Part.empty()).json();
    List<Map<String, Object>> others = new ArrayList<>();
    parts.forEach(
        (device, part) -> {
          if (!device.equals(packer.own())) {
            Map<String, Object> other = new LinkedHashMap<>();
            other.put("identity", identity(device));
            other.putAll(part.json());
            others.add(other);
          }
        });
    params.put("subDevices", others);
    return packer.write(packer.own(), METHOD, JsonOutput.text(params), members, id);
  }

  private static Map<String, Object> identity(DeviceIdentity device) {
    Map<String, Object> identity = new LinkedHashMap<>();
    identity.put("productKey", device.productKey());
    identity.put("deviceName", device.deviceName());
    return identity;
  }
}
