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
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.kuralink.simulator.auth.ClientIdentifier;
import org.kuralink.simulator.fault.FaultTable;
import org.kuralink.simulator.live.Journal;
import org.kuralink.simulator.registry.Device;
import org.kuralink.simulator.registry.DeviceKey;

/**
 * The session of a device: over its own connection, as a sub-device over the connection of its
 * gateway, or, for HTTPS and CoAP, without a permanent connection, so that it receives no messages.
 * Messages may be sent on any thread.
 */
public final class Session {
  private static final int MAX_UNREAD_BYTES = 8 * 1024 * 1024;

  private static final String UNSENT = "not sent: nothing comes back over ";

  private static final String UNHEARD = "dropped: not subscribed, and without _ss=1";

  /** Matches all topics except custom ones. */
  private static final Pattern OF_THE_PLATFORM = Pattern.compile("/(sys|ext|ota|shadow)/");

  private final Device device;
  private final Reach reach;
  private final @Nullable Channel channel;
  private final Terms terms;
  private final Mailbox mailbox;
  private final FaultTable faults;
  private final Journal journal;
  private final Deque<Runnable> heldReplies = new ArrayDeque<>();
  private final TopicAccess access;
  private final @Nullable Carried carried;
  private final Filters filters;
  private final Map<DeviceKey, Session> subDevices = new ConcurrentHashMap<>();
  private final AtomicBoolean over = new AtomicBoolean();
  private final boolean platformSubscribes;
  private volatile String endReason = "connection lost";

  /** The way in which messages reach the device. */
  private sealed interface Reach {}

  /** Over its own connection. */
  private record Connected(Channel channel) implements Reach {}

  /** Over the connection of its gateway; the listener is called once when the session ends. */
  private record Carried(Session gateway, BiConsumer<Session, Session> ended) implements Reach {}

  /** Not at all; the listener is called once when the session ends. */
  private record Unconnected(Consumer<Session> ended) implements Reach {}

  /** The subscriptions and the messages that the device has not acknowledged. */
  private record Post(Mailbox mailbox, Filters filters) {}

  /** The parameters of the log-in. */
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
    this(
        device,
        new Connected(channel),
        terms,
        new Post(mailbox, mailbox.filters()),
        faults,
        journal);
  }

  private Session(
      Device device, Reach reach, Terms terms, Post post, FaultTable faults, Journal journal) {
    this.device = device;
    this.reach = reach;
    this.carried = reach instanceof Carried behind ? behind : null;
    this.channel = channelOf(reach);
    this.terms = terms;
    this.mailbox = post.mailbox;
    this.faults = faults;
    this.journal = journal;
    this.access = new TopicAccess(device.key());
    this.filters = post.filters;
    this.platformSubscribes = parameter("_ss").equals("1");
  }

  private static @Nullable Channel channelOf(Reach reach) {
    if (reach instanceof Connected own) {
      return own.channel;
    }
    return reach instanceof Carried behind ? behind.gateway.channel : null;
  }

  /** Creates the session of a sub-device, which has its own subscriptions. */
  static Session of(
      Session gateway,
      Device device,
      Terms terms,
      Filters filters,
      BiConsumer<Session, Session> ended) {
    Session session =
        new Session(
            device,
            new Carried(gateway, ended),
            terms,
            new Post(gateway.mailbox, filters),
            gateway.faults,
            gateway.journal);
    gateway.subDevices.put(device.key(), session);
    return session;
  }

  /** Creates the session of a device without a permanent connection. */
  static Session unconnected(
      Device device, Terms terms, FaultTable faults, Journal journal, Consumer<Session> ended) {
    Post none = new Post(new Mailbox(), new Filters());
    return new Session(device, new Unconnected(ended), terms, none, faults, journal);
  }

  /** Whether anything can be sent to the device. */
  public boolean hasDownlink() {
    return channel != null;
  }

  /** The gateway whose connection it uses; empty if it has its own. */
  public Optional<Session> gateway() {
    return Optional.ofNullable(carried).map(Carried::gateway);
  }

  /** The sub-devices that are there through this gateway. */
  public List<Session> subDevices() {
    return List.copyOf(subDevices.values());
  }

  /** How many these are. */
  public int subDeviceCount() {
    return subDevices.size();
  }

  /** A sub-device, if it is there through this gateway. */
  public Optional<Session> subDevice(DeviceKey key) {
    return Optional.ofNullable(subDevices.get(key));
  }

  TopicAccess access() {
    return access;
  }

  Filters filters() {
    return filters;
  }

  public Device device() {
    return device;
  }

  public DeviceKey key() {
    return device.key();
  }

  Terms terms() {
    return terms;
  }

  /** Whether the client asked at log-in to have synchronous requests on {@code /ext/rrpc}. */
  public boolean wantsExtRrpc() {
    if (carried != null && carried.gateway.wantsExtRrpc()) {
      return true;
    }
    String ext = parameter("ext");
    return ext.matches("[0-9]{1,9}") && (Integer.parseInt(ext) & 1) == 1;
  }

  private String parameter(String name) {
    return ClientIdentifier.parse(terms.clientId)
        .map(identifier -> identifier.parameter(name, "0"))
        .orElse("0");
  }

  /**
   * Whether it has subscribed to the topic, or the platform did so in its place: with {@code _ss=1}
   * to all but custom topics, until they are unsubscribed.
   */
  private boolean hears(String topic) {
    Session connection = carried == null ? this : carried.gateway;
    if (filters.cover(topic) || connection.filters.cover(topic)) {
      return true;
    }
    return (platformSubscribes || connection.platformSubscribes)
        && OF_THE_PLATFORM.matcher(topic).lookingAt()
        && !filters.gaveUp(topic)
        && !connection.filters.gaveUp(topic);
  }

  Mailbox mailbox() {
    return mailbox;
  }

  String endReason() {
    return endReason;
  }

  /** Runs later on the thread of this connection. */
  public ScheduledExecutorService scheduler() {
    return connection().eventLoop();
  }

  private Channel connection() {
    if (channel == null) {
      throw new IllegalStateException("nothing is sent to " + key() + " without a connection");
    }
    return channel;
  }

  /** Replies that a fault holds back; touched on the connection's thread only. */
  public Deque<Runnable> heldReplies() {
    return heldReplies;
  }

  /** Sends a message that is subscribed. What does not go out is recorded with the reason. */
  public void send(String topic, byte[] payload, int qos) {
    if (channel == null) {
      journal.down(key(), topic, qos, payload, UNSENT + terms.transport.kind().word());
      return;
    }
    if (over.get()) {
      journal.down(key(), topic, qos, payload, "dropped: the sub-device is off");
      return;
    }
    if (!hears(topic)) {
      journal.down(key(), topic, qos, payload, UNHEARD);
      return;
    }
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
    if (!hears(message.topic())) {
      mailbox.acknowledged(message.packetId());
      journal.down(key(), message.topic(), 1, message.payload(), UNHEARD);
      return;
    }
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
    if (faults.of(key()).mute() || (carried != null && faults.of(carried.gateway.key()).mute())) {
      return false;
    }
    connection().writeAndFlush(packet, connection().voidPromise());
    return true;
  }

  /** Ends the session; what is on its way goes out first. Nobody is told of a sub-device's. */
  public void close(String reason) {
    if (reach instanceof Unconnected nowhere) {
      if (over.compareAndSet(false, true)) {
        endReason = reason;
        nowhere.ended.accept(this);
      }
    } else if (carried == null) {
      endReason = reason;
      connection().eventLoop().execute(connection()::close);
    } else if (over.compareAndSet(false, true)) {
      endReason = reason;
      carried.gateway.subDevices.remove(key(), this);
      carried.ended.accept(this, carried.gateway);
    }
  }

  /** Ends the session by force; the gateway of a sub-device is told why. */
  public void end(Ending why, String reason) {
    Session gateway = carried == null || over.get() ? null : carried.gateway;
    close(reason);
    if (gateway != null) {
      gateway.send(
          "/ext/session/" + gateway.key() + "/combine/logout_reply", why.notice(key(), true), 0);
    }
  }

  /** Returns the JSON for REST. */
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
    json.addProperty("subDevices", subDeviceCount());
    JsonArray subscriptions = new JsonArray();
    filters.all().forEach(subscriptions::add);
    json.add("subscriptions", subscriptions);
    return json;
  }
}
