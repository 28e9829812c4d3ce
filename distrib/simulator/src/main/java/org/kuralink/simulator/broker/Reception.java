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
import java.util.Optional;
import org.kuralink.simulator.auth.ConnectRequest;
import org.kuralink.simulator.auth.Gatekeeper;
import org.kuralink.simulator.auth.Verdict;
import org.kuralink.simulator.broker.UnconnectedSessions.Caller;
import org.kuralink.simulator.fault.FaultTable;
import org.kuralink.simulator.fault.Faults;
import org.kuralink.simulator.fault.SubscriptionForm;
import org.kuralink.simulator.registry.Device;
import org.kuralink.simulator.registry.DeviceKey;
import org.kuralink.simulator.registry.Registry;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Accepts and closes connections: decides on log-ins, opens and closes sessions, and reports these
 * changes.
 */
public final class Reception {
  private static final Logger LOG = LoggerFactory.getLogger(Reception.class);

  private final Registry registry;
  private final Gatekeeper gatekeeper;
  private final SessionTable sessions;
  private final FaultTable faults;
  private final Publishing publishing;
  private final SessionNews news;

  /** Puts together what a connection needs. */
  public Reception(
      Registry registry,
      Gatekeeper gatekeeper,
      SessionTable sessions,
      FaultTable faults,
      Publishing publishing,
      SessionNews news) {
    this.registry = registry;
    this.gatekeeper = gatekeeper;
    this.sessions = sessions;
    this.faults = faults;
    this.publishing = publishing;
    this.news = news;
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

  Publishing publishing() {
    return publishing;
  }

  SessionNews news() {
    return news;
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

  /** Returns how subscriptions of a device are answered. */
  SubscriptionForm subscriptions(DeviceKey key) {
    return faults.of(key).subscriptions();
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
            news.now(),
            packet.variableHeader().keepAliveTimeSeconds(),
            clean,
            accepted.login());
    SessionTable.Lease lease = sessions.lease(device.key(), clean);
    Session session = new Session(device, channel, terms, lease.mailbox(), faults, news.journal());
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
    news.connected(session);
    lease.mailbox().waiting().forEach(session::resend);
    Faults misbehaviour = faults.of(device.key());
    if (misbehaviour.kickAfterConnect()) {
      session.close("fault: kicked after connect");
    }
    return session;
  }

  /** Returns the publishing device: that of the connection, or one of its sub-devices. */
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
    session.device().seen(news.now());
    LOG.info("{} disconnected: {}", session.key(), session.endReason());
    news.disconnected(session);
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
    news.unopened(
        "refused",
        new Caller(refusal.key(), clientId, transport, remote(channel)),
        refusal.returnCode(),
        refusal.reason());
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
    news.unopened(
        "registered",
        new Caller(Optional.of(device.key()), clientId, transport, remote(channel)),
        0,
        "");
  }

  private static String remote(Channel channel) {
    return String.valueOf(channel.remoteAddress()).replaceFirst("^.*/", "");
  }
}
