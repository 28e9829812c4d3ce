/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.simulator.broker;

import io.netty.handler.codec.mqtt.MqttQoS;
import java.util.Optional;
import org.kuralink.simulator.Limits;
import org.kuralink.simulator.registry.DeviceKey;

/**
 * Processes messages published by devices: checks size and rate and passes them to their handler.
 */
public final class Publishing {
  private final Uplink uplink;
  private final int maxPayloadBytes;
  private final Limits limits;
  private final UplinkLimit limit;

  /** Within these limits to whoever takes it. */
  public Publishing(Uplink uplink, int maxPayloadBytes, Limits limits) {
    this.uplink = uplink;
    this.maxPayloadBytes = maxPayloadBytes;
    this.limits = limits;
    this.limit = new UplinkLimit(limits, System::nanoTime);
  }

  Uplink uplink() {
    return uplink;
  }

  Limits limits() {
    return limits;
  }

  int maxPayloadBytes() {
    return maxPayloadBytes;
  }

  /** Why a message is against the rules, for which the connection of its sender is closed. */
  Optional<String> fault(String topic, int size, MqttQoS qos, boolean allowed) {
    if (topic.length() > Filters.MAX_LENGTH) {
      return Optional.of("topic longer than " + Filters.MAX_LENGTH + " characters");
    }
    if (topic.indexOf(Filters.NUL) >= 0) {
      return Optional.of("topic with U+0000");
    }
    if (size > maxPayloadBytes) {
      return Optional.of("payload too large: " + size + " bytes, at most " + maxPayloadBytes);
    }
    if (qos.value() > 1) {
      return Optional.of("QoS 2 is not offered");
    }
    if (!allowed) {
      return Optional.of("denied: not a topic of this device");
    }
    return TopicAccess.isOfThePlatform(topic)
        ? Optional.of("denied: only the platform publishes there")
        : TopicAccess.customFault(topic);
  }

  /** Why a message goes no further, though its sender is not told so. */
  Optional<String> dropped(DeviceKey key) {
    return limit.refusal(key);
  }
}
