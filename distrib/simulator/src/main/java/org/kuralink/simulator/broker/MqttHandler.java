/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.simulator.broker;

import io.netty.buffer.ByteBufUtil;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.TooLongFrameException;
import io.netty.handler.codec.mqtt.MqttConnectMessage;
import io.netty.handler.codec.mqtt.MqttConnectReturnCode;
import io.netty.handler.codec.mqtt.MqttMessage;
import io.netty.handler.codec.mqtt.MqttMessageBuilders;
import io.netty.handler.codec.mqtt.MqttMessageIdVariableHeader;
import io.netty.handler.codec.mqtt.MqttPublishMessage;
import io.netty.handler.codec.mqtt.MqttQoS;
import io.netty.handler.codec.mqtt.MqttSubscribeMessage;
import io.netty.handler.codec.mqtt.MqttTopicSubscription;
import io.netty.handler.codec.mqtt.MqttUnacceptableProtocolVersionException;
import io.netty.handler.codec.mqtt.MqttUnsubscribeMessage;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.timeout.IdleStateEvent;
import io.netty.handler.timeout.IdleStateHandler;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.kuralink.simulator.auth.ConnectRequest;
import org.kuralink.simulator.auth.Verdict;
import org.kuralink.simulator.fault.SubscriptionForm;
import org.kuralink.simulator.registry.DeviceKey;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Handles one MQTT connection from its first to its last byte. Runs on the thread of the
 * connection.
 */
final class MqttHandler extends SimpleChannelInboundHandler<MqttMessage> {
  private static final Logger LOG = LoggerFactory.getLogger(MqttHandler.class);

  private final Reception reception;
  private Transport transport;
  private @Nullable Session session;

  MqttHandler(Reception reception, Transport transport) {
    this.reception = reception;
    this.transport = transport;
  }

  @Override
  protected void channelRead0(ChannelHandlerContext context, MqttMessage packet) {
    if (packet.decoderResult().isFailure()) {
      undecodable(context.channel(), packet.decoderResult().cause());
      return;
    }
    Session current = session;
    if (current == null) {
      if (packet instanceof MqttConnectMessage connect) {
        connect(context, connect);
      } else {
        context.close();
      }
      return;
    }
    switch (packet.fixedHeader().messageType()) {
      case PUBLISH -> publish(current, (MqttPublishMessage) packet);
      case PUBACK ->
          current
              .mailbox()
              .acknowledged(((MqttMessageIdVariableHeader) packet.variableHeader()).messageId());
      case SUBSCRIBE -> subscribe(current, (MqttSubscribeMessage) packet);
      case UNSUBSCRIBE -> unsubscribe(current, (MqttUnsubscribeMessage) packet);
      case PINGREQ -> current.write(MqttMessage.PINGRESP);
      case DISCONNECT -> current.close("client disconnected");
      default -> current.close("unexpected " + packet.fixedHeader().messageType());
    }
  }

  private void undecodable(Channel channel, Throwable cause) {
    if (session != null) {
      boolean large = cause instanceof TooLongFrameException;
      session.close(large ? "payload too large" : "malformed packet");
    } else if (cause instanceof MqttUnacceptableProtocolVersionException) {
      refuse(channel, MqttConnectReturnCode.CONNECTION_REFUSED_UNACCEPTABLE_PROTOCOL_VERSION);
    } else {
      channel.close();
    }
  }

  private void connect(ChannelHandlerContext context, MqttConnectMessage packet) {
    Channel channel = context.channel();
    if (transport == Transport.TCP && channel.pipeline().get(SslHandler.class) != null) {
      transport = Transport.TLS;
    }
    int version = packet.variableHeader().version();
    if (version != 3 && version != 4) {
      refuse(channel, MqttConnectReturnCode.CONNECTION_REFUSED_UNACCEPTABLE_PROTOCOL_VERSION);
      return;
    }
    byte[] password = packet.payload().passwordInBytes();
    ConnectRequest request =
        new ConnectRequest(
            packet.payload().clientIdentifier(),
            Optional.ofNullable(packet.payload().userName()),
            Optional.ofNullable(password).map(b -> new String(b, StandardCharsets.UTF_8)),
            packet.variableHeader().keepAliveTimeSeconds(),
            transport.encrypted());
    Verdict verdict = reception.decide(request);
    if (verdict instanceof Verdict.Accepted accepted) {
      accept(context, accepted, packet);
    } else if (verdict instanceof Verdict.Registered registered) {
      reception.register(channel, transport, request.clientIdentifier(), registered.device());
    } else if (verdict instanceof Verdict.Refused refused) {
      reception.refused(channel, transport, request.clientIdentifier(), refused);
      if (!reception.mute(refused.key())) {
        refuse(channel, MqttConnectReturnCode.valueOf((byte) refused.returnCode()));
      }
    }
  }

  private void accept(
      ChannelHandlerContext context, Verdict.Accepted accepted, MqttConnectMessage packet) {
    int keepAlive = packet.variableHeader().keepAliveTimeSeconds();
    context
        .pipeline()
        .replace(
            IdleStateHandler.class, "keep-alive", new IdleStateHandler(keepAlive * 3 / 2, 0, 0));
    session = reception.open(context.channel(), transport, accepted, packet);
  }

  private static void refuse(Channel channel, MqttConnectReturnCode code) {
    channel
        .writeAndFlush(MqttMessageBuilders.connAck().returnCode(code).build())
        .addListener(done -> channel.close());
  }

  private void publish(Session current, MqttPublishMessage packet) {
    String topic = packet.variableHeader().topicName();
    MqttQoS qos = packet.fixedHeader().qosLevel();
    byte[] payload = ByteBufUtil.getBytes(packet.payload());
    Optional<Session> owner = reception.owner(current, topic);
    Optional<DeviceKey> foreign =
        owner.isPresent() ? Optional.empty() : reception.foreign(current, topic);
    boolean allowed = owner.isPresent() || foreign.isPresent();
    Publishing publishing = reception.publishing();
    Optional<String> fault = publishing.fault(topic, payload.length, qos, allowed);
    Optional<String> dropped =
        fault.isPresent() ? Optional.empty() : publishing.dropped(current.key());
    String shown = Filters.shortened(topic);
    String note =
        fault.or(() -> dropped).orElse(foreign.isPresent() ? "refused: no session (520)" : "");
    DeviceKey whose = owner.map(Session::key).or(() -> foreign).orElse(current.key());
    reception.news().journal().up(whose, shown, qos.value(), payload, note);
    if (fault.isPresent()) {
      current.close(fault.get() + ": " + shown);
      return;
    }
    if (qos == MqttQoS.AT_LEAST_ONCE) {
      int id = packet.variableHeader().packetId();
      current.write(MqttMessageBuilders.pubAck().packetId(id).build());
    }
    if (dropped.isEmpty()) {
      owner.ifPresent(session -> publishing.uplink().message(session, topic, payload));
      foreign.ifPresent(device -> publishing.uplink().refused(current, device, payload));
    }
  }

  private void subscribe(Session current, MqttSubscribeMessage packet) {
    List<MqttTopicSubscription> wishes = packet.payload().topicSubscriptions();
    if (wishes.isEmpty()
        || wishes.stream().anyMatch(wish -> wish.topicFilter().indexOf(Filters.NUL) >= 0)) {
      current.close(wishes.isEmpty() ? "SUBSCRIBE without a filter" : "filter with U+0000");
      return;
    }
    SubscriptionForm form = reception.subscriptions(current.key());
    if (form == SubscriptionForm.UNANSWERED) {
      return;
    }
    MqttMessageBuilders.SubAckBuilder answer =
        MqttMessageBuilders.subAck().packetId(packet.variableHeader().messageId());
    int most = reception.publishing().limits().filtersInOneRequest();
    for (int i = 0; i < wishes.size(); i++) {
      String filter = wishes.get(i).topicFilter();
      if (i < most
          && !form.refuses(current.key().productKey(), filter)
          && subscribed(current, filter)) {
        answer.addGrantedQos(
            MqttQoS.valueOf(Math.min(1, wishes.get(i).qualityOfService().value())));
      } else {
        LOG.info("{} is not allowed to subscribe to {}", current.key(), Filters.shortened(filter));
        answer.addGrantedQos(MqttQoS.FAILURE);
      }
    }
    current.write(answer.build());
  }

  private boolean subscribed(Session current, String filter) {
    Optional<Session> owner =
        Filters.valid(filter) && TopicAccess.customFault(filter).isEmpty()
            ? reception.owner(current, filter)
            : Optional.empty();
    return owner.isPresent()
        && owner.get().filters().add(filter, reception.publishing().limits().filters());
  }

  private void unsubscribe(Session current, MqttUnsubscribeMessage packet) {
    for (String filter : packet.payload().topics()) {
      current.filters().remove(filter);
      reception.subDevice(current, filter).ifPresent(owner -> owner.filters().remove(filter));
    }
    current.write(
        MqttMessageBuilders.unsubAck().packetId(packet.variableHeader().messageId()).build());
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext context) {
    // Who does not read his replies is not read either.
    context.channel().config().setAutoRead(context.channel().isWritable());
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext context, Object event) {
    if (!(event instanceof IdleStateEvent)) {
      context.fireUserEventTriggered(event);
    } else if (session != null) {
      session.close("keep-alive expired");
    } else {
      context.close();
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    if (session != null) {
      reception.closed(session);
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    if (cause instanceof IOException) {
      LOG.debug(
          "Connection from {} broke: {}", context.channel().remoteAddress(), cause.toString());
    } else {
      LOG.warn("Connection from {} ended: {}", context.channel().remoteAddress(), cause.toString());
    }
    context.close();
  }
}
