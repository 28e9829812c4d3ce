/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.simulator.broker;

import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.handler.codec.mqtt.MqttConnectMessage;
import io.netty.handler.codec.mqtt.MqttConnectReturnCode;
import io.netty.handler.codec.mqtt.MqttMessageBuilders;
import io.netty.handler.codec.mqtt.MqttQoS;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.Optional;
import org.kuralink.simulator.Limits;
import org.kuralink.simulator.auth.ConnectRequest;
import org.kuralink.simulator.auth.Gatekeeper;
import org.kuralink.simulator.auth.Verdict;
import org.kuralink.simulator.fault.FaultTable;
import org.kuralink.simulator.fault.Faults;
import org.kuralink.simulator.fault.SubscriptionForm;
import org.kuralink.simulator.live.Journal;
import org.kuralink.simulator.registry.Device;
import org.kuralink.simulator.registry.DeviceKey;
import org.kuralink.simulator.registry.Registry;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Where connections come in and go out: admits them, opens and closes their sessions, tells it. */
public final class Reception {
  private static final Logger LOG = LoggerFactory.getLogger(Reception.class);

  private final Registry registry;
  private final Gatekeeper gatekeeper;
  private final SessionTable sessions;
  private final FaultTable faults;
  private final Journal journal;
  private final Uplink uplink;
  private final int maxPayloadBytes;
  private final UplinkLimit limit;
  private final Clock clock;

  /** Puts together what a connection needs. */
  public Reception(
      Registry registry,
      Gatekeeper gatekeeper,
      SessionTable sessions,
      FaultTable faults,
      Journal journal,
      Uplink uplink,
      int maxPayloadBytes,
      Limits limits,
      Clock clock) {
    this.registry = registry;
    this.gatekeeper = gatekeeper;
    this.sessions = sessions;
    this.faults = faults;
    this.journal = journal;
    this.uplink = uplink;
    this.maxPayloadBytes = maxPayloadBytes;
    this.limit = new UplinkLimit(limits, System::nanoTime);
    this.clock = clock;
  }

  Registry registry() {
    return registry;
  }

  SessionTable sessions() {
    return sessions;
  }

  FaultTable faults() {
    return faults;
  }

  Clock clock() {
    return clock;
  }

  Journal journal() {
    return journal;
  }

  Uplink uplink() {
    return uplink;
  }

  int maxPayloadBytes() {
    return maxPayloadBytes;
  }

  Verdict decide(ConnectRequest request) {
    Verdict verdict = gatekeeper.decide(request);
    if (verdict instanceof Verdict.Accepted accepted) {
      DeviceKey key = accepted.device().key();
      int refuse = faults.of(key).refuse();
      if (refuse != 0) {
        return new Verdict.Refused(refuse, "fault: refuse", Optional.of(key));
      }
    }
    return verdict;
  }

  boolean mute(Optional<DeviceKey> key) {
    return key.map(faults::of).orElseGet(faults::general).mute();
  }

  /** What becomes of the subscriptions of a device. */
  SubscriptionForm subscriptions(DeviceKey key) {
    return faults.of(key).subscriptions();
  }

  Optional<String> publishFault(String topic, int size, MqttQoS qos, boolean allowed) {
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
        : Optional.empty();
  }

  /** Why a message goes no further, though its sender is not told so. */
  Optional<String> dropped(DeviceKey key) {
    return limit.refusal(key);
  }

  Session open(
      Channel channel, Transport transport, Verdict.Accepted accepted, MqttConnectMessage packet) {
    Device device = accepted.device();
    boolean clean = packet.variableHeader().isCleanSession();
    Session.Terms terms =
        new Session.Terms(
            packet.payload().clientIdentifier(),
            transport,
            remote(channel),
            clock.millis(),
            packet.variableHeader().keepAliveTimeSeconds(),
            clean,
            accepted.login());
    SessionTable.Lease lease = sessions.lease(device.key(), clean);
    Session session = new Session(device, channel, terms, lease.mailbox(), faults, journal);
    session.write(
        MqttMessageBuilders.connAck()
            .returnCode(MqttConnectReturnCode.CONNECTION_ACCEPTED)
            .sessionPresent(lease.present())
            .build());
    sessions.open(session);
    registry.activate(device);
    device.seen(terms.since());
    LOG.info(
        "{} connected by {} from {} ({}, keep-alive {} s, {} session)",
        device.key(),
        transport,
        terms.remote(),
        accepted.login(),
        terms.keepAliveSeconds(),
        clean ? "clean" : "persistent");
    tell(session, "connected", "");
    lease.mailbox().waiting().forEach(session::resend);
    Faults misbehaviour = faults.of(device.key());
    if (misbehaviour.kickAfterConnect()) {
      session.close("fault: kicked after connect");
    }
    return session;
  }

  /** Who publishes on the topic over the connection: its device, or a sub-device behind it. */
  Optional<Session> owner(Session session, String topic) {
    Optional<Session> subDevice = subDevice(session, topic);
    return subDevice.isPresent() || !session.access().allows(topic)
        ? subDevice
        : Optional.of(session);
  }

  /** The sub-device that is there over the connection, if topic or filter is one of its. */
  Optional<Session> subDevice(Session session, String topic) {
    return session.subDeviceCount() > 0
        ? TopicAccess.owner(topic)
            .flatMap(session::subDevice)
            .filter(subDevice -> subDevice.access().allows(topic))
        : Optional.empty();
  }

  /** The device for which a gateway publishes though it has no session through it. */
  Optional<DeviceKey> foreign(Session session, String topic) {
    return sessions.isGateway(session.key())
        ? TopicAccess.owner(topic).filter(key -> new TopicAccess(key).allows(topic))
        : Optional.empty();
  }

  void closed(Session session) {
    session.subDevices().forEach(subDevice -> subDevice.close("its gateway disconnected"));
    sessions.closed(session);
    session.device().seen(clock.millis());
    LOG.info("{} disconnected: {}", session.key(), session.endReason());
    tell(session, "disconnected", session.endReason());
  }

  void tell(Session session, String kind, String reason) {
    journal.event("session", SessionChange.of(session, kind, clock.millis(), reason)::toJson);
  }

  void refused(Channel channel, Transport transport, String clientId, Verdict.Refused refusal) {
    String who = refusal.key().map(DeviceKey::toString).orElse(clientId);
    LOG.info(
        "{} refused by {} from {}: {} (CONNACK {})",
        who,
        transport,
        remote(channel),
        refusal.reason(),
        refusal.returnCode());
    SessionChange change =
        new SessionChange(
            clock.millis(),
            "refused",
            refusal.key(),
            clientId,
            transport,
            remote(channel),
            refusal.returnCode(),
            refusal.reason());
    journal.event("session", change::toJson);
  }

  void register(Channel channel, Transport transport, String clientId, Device device) {
    LOG.info("{} registered by {} from {}", device.key(), transport, remote(channel));
    channel.write(
        MqttMessageBuilders.connAck()
            .returnCode(MqttConnectReturnCode.CONNECTION_ACCEPTED)
            .build());
    String payload =
        "{\"productKey\":\"%s\",\"deviceName\":\"%s\",\"deviceSecret\":\"%s\"}"
            .formatted(
                device.key().productKey(),
                device.key().deviceName(),
                device.secret().replace("\\", "\\\\").replace("\"", "\\\""));
    channel.writeAndFlush(
        MqttMessageBuilders.publish()
            .topicName("/ext/register")
            .qos(MqttQoS.AT_MOST_ONCE)
            .payload(Unpooled.wrappedBuffer(payload.getBytes(StandardCharsets.UTF_8)))
            .build());
    SessionChange change =
        new SessionChange(
            clock.millis(),
            "registered",
            Optional.of(device.key()),
            clientId,
            transport,
            remote(channel),
            0,
            "");
    journal.event("session", change::toJson);
  }

  private static String remote(Channel channel) {
    return String.valueOf(channel.remoteAddress()).replaceFirst("^.*/", "");
  }
}
