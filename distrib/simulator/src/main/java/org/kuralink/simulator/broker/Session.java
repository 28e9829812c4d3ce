/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.simulator.broker;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.handler.codec.mqtt.MqttFixedHeader;
import io.netty.handler.codec.mqtt.MqttMessage;
import io.netty.handler.codec.mqtt.MqttMessageType;
import io.netty.handler.codec.mqtt.MqttPublishMessage;
import io.netty.handler.codec.mqtt.MqttPublishVariableHeader;
import io.netty.handler.codec.mqtt.MqttQoS;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.ScheduledExecutorService;
import org.kuralink.simulator.auth.ClientIdentifier;
import org.kuralink.simulator.fault.FaultTable;
import org.kuralink.simulator.live.Journal;
import org.kuralink.simulator.registry.Device;
import org.kuralink.simulator.registry.DeviceKey;

/** One connection of one device. Messages may be sent from any thread. */
public final class Session {
  private static final int MAX_UNREAD_BYTES = 8 * 1024 * 1024;

  private final Device device;
  private final Channel channel;
  private final Terms terms;
  private final Mailbox mailbox;
  private final FaultTable faults;
  private final Journal journal;
  private final Deque<Runnable> heldReplies = new ArrayDeque<>();
  private volatile String endReason = "connection lost";

  /** What the client said at log-in. */
  record Terms(
      String clientId,
      Transport transport,
      String remote,
      long since,
      int keepAliveSeconds,
      boolean clean,
      String login) {}

  Session(
      Device device,
      Channel channel,
      Terms terms,
      Mailbox mailbox,
      FaultTable faults,
      Journal journal) {
    this.device = device;
    this.channel = channel;
    this.terms = terms;
    this.mailbox = mailbox;
    this.faults = faults;
    this.journal = journal;
  }

  /** Whose session. */
  public Device device() {
    return device;
  }

  /** Whose session. */
  public DeviceKey key() {
    return device.key();
  }

  Terms terms() {
    return terms;
  }

  /** Whether the client asked at log-in to have synchronous requests on {@code /ext/rrpc}. */
  public boolean wantsExtRrpc() {
    String ext =
        ClientIdentifier.parse(terms.clientId)
            .map(identifier -> identifier.parameter("ext", "0"))
            .orElse("0");
    return ext.matches("[0-9]{1,9}") && (Integer.parseInt(ext) & 1) == 1;
  }

  Mailbox mailbox() {
    return mailbox;
  }

  String endReason() {
    return endReason;
  }

  /** Runs later on the thread of this connection. */
  public ScheduledExecutorService scheduler() {
    return channel.eventLoop();
  }

  /** Replies that a fault holds back; touched on the connection's thread only. */
  public Deque<Runnable> heldReplies() {
    return heldReplies;
  }

  /** Sends a message, subscribed or not; what does not go out is recorded with the reason. */
  public void send(String topic, byte[] payload, int wantedQos) {
    int qos = mailbox.filters().qos(topic, wantedQos);
    int packetId = 0;
    if (qos == 0 && channel.bytesBeforeWritable() > MAX_UNREAD_BYTES) {
      journal.down(key(), topic, qos, payload, "dropped: the device does not read");
      return;
    }
    if (qos > 0) {
      packetId = mailbox.keep(topic, payload);
      if (packetId == 0) {
        journal.down(key(), topic, qos, payload, "dropped: too many messages unacknowledged");
        return;
      }
    }
    if (write(publish(topic, payload, packetId, false))) {
      journal.down(key(), topic, qos, payload, "");
    } else {
      journal.down(key(), topic, qos, payload, "fault: mute");
    }
  }

  void resend(Mailbox.Unacknowledged message) {
    write(publish(message.topic(), message.payload(), message.packetId(), true));
    journal.down(key(), message.topic(), 1, message.payload(), "sent again");
  }

  private static MqttPublishMessage publish(
      String topic, byte[] payload, int packetId, boolean again) {
    MqttQoS qos = packetId == 0 ? MqttQoS.AT_MOST_ONCE : MqttQoS.AT_LEAST_ONCE;
    return new MqttPublishMessage(
        new MqttFixedHeader(MqttMessageType.PUBLISH, again, qos, false, 0),
        new MqttPublishVariableHeader(topic, packetId),
        Unpooled.wrappedBuffer(payload));
  }

  /** Writes a packet, unless a fault holds everything back. */
  boolean write(MqttMessage packet) {
    if (faults.of(key()).mute()) {
      return false;
    }
    channel.writeAndFlush(packet, channel.voidPromise());
    return true;
  }

  /** Ends the session; what is on its way goes out first. */
  public void close(String reason) {
    endReason = reason;
    channel.eventLoop().execute(channel::close);
  }

  /** As REST shows it. */
  public JsonObject toJson() {
    JsonObject json = new JsonObject();
    json.addProperty("productKey", key().productKey());
    json.addProperty("deviceName", key().deviceName());
    json.addProperty("clientId", terms.clientId);
    json.addProperty("transport", terms.transport.toString());
    json.addProperty("remote", terms.remote);
    json.addProperty("since", terms.since);
    json.addProperty("keepAliveSeconds", terms.keepAliveSeconds);
    json.addProperty("cleanSession", terms.clean);
    json.addProperty("login", terms.login);
    JsonArray subscriptions = new JsonArray();
    mailbox.filters().all().forEach(subscriptions::add);
    json.add("subscriptions", subscriptions);
    return json;
  }
}
