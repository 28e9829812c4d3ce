/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.simulator.broker;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.handler.codec.MessageToMessageCodec;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketServerProtocolConfig;
import io.netty.handler.codec.http.websocketx.WebSocketServerProtocolHandler;
import io.netty.handler.codec.mqtt.MqttDecoder;
import io.netty.handler.codec.mqtt.MqttEncoder;
import io.netty.handler.flush.FlushConsolidationHandler;
import io.netty.handler.ssl.OptionalSslHandler;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.timeout.IdleStateHandler;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.kuralink.simulator.port.ListeningPort;

/**
 * Listens for MQTT on four transports. Can be stopped and started again on the same ports. Runs on
 * the given event loops and owns no thread.
 */
public final class MqttBroker {
  private static final int HEADER_ROOM = 4096;
  private static final int SECONDS_TO_CONNECT = 15;

  private final EventLoopGroup acceptors;
  private final ListeningPort door;
  private final Reception reception;
  private final SslContext tls;
  private final Map<Transport, Integer> ports;
  private final Map<Transport, Channel> listeners = new EnumMap<>(Transport.class);
  private final ChannelGroup connections;

  /** A broker that does not listen yet; a port 0 is settled at the first start. */
  public MqttBroker(
      EventLoopGroup acceptors,
      EventLoopGroup workers,
      Reception reception,
      SslContext tls,
      String bind,
      Map<Transport, Integer> ports) {
    this.acceptors = acceptors;
    this.door =
        new ListeningPort(acceptors, workers, bind, new WriteBufferWaterMark(1 << 18, 1 << 20));
    this.reception = reception;
    this.tls = tls;
    this.ports = new EnumMap<>(ports);
    this.connections = new DefaultChannelGroup(acceptors.next());
  }

  /** Opens all ports; done, or failed, when the future is. */
  public CompletableFuture<Void> start() {
    return CompletableFuture.allOf(
        Transport.MQTT.stream().map(this::listen).toArray(CompletableFuture<?>[]::new));
  }

  private synchronized CompletableFuture<Void> listen(Transport transport) {
    if (listeners.containsKey(transport)) {
      return CompletableFuture.completedFuture(null);
    }
    return door.open(
            ports.getOrDefault(transport, 0),
            transport.toString(),
            channel -> {
              connections.add(channel);
              equip(channel.pipeline(), channel, transport);
            })
        .thenAccept(listener -> opened(transport, listener));
  }

  private synchronized void opened(Transport transport, Channel listener) {
    listeners.put(transport, listener);
    ports.put(transport, ListeningPort.number(listener));
  }

  private void equip(ChannelPipeline pipeline, Channel channel, Transport transport) {
    if (transport.encrypted()) {
      pipeline.addLast(tls.newHandler(channel.alloc()));
    } else if (transport == Transport.TCP) {
      // The platform serves both on one port, and the first bytes tell.
      pipeline.addLast(new OptionalSslHandler(tls));
    }
    pipeline.addLast(new FlushConsolidationHandler(64, true));
    pipeline.addLast(new IdleStateHandler(SECONDS_TO_CONNECT, 0, 0));
    int largest = reception.publishing().maxPayloadBytes() + HEADER_ROOM;
    if (transport.webSocket()) {
      pipeline.addLast(new HttpServerCodec());
      pipeline.addLast(new HttpObjectAggregator(HEADER_ROOM));
      pipeline.addLast(
          new WebSocketServerProtocolHandler(
              WebSocketServerProtocolConfig.newBuilder()
                  .websocketPath("/")
                  .checkStartsWith(true)
                  .subprotocols("mqtt,mqttv3.1,mqttv3.1.1")
                  .maxFramePayloadLength(largest)
                  .build()));
      pipeline.addLast(new FrameCodec());
    }
    pipeline.addLast(new MqttDecoder(largest, HEADER_ROOM));
    pipeline.addLast(MqttEncoder.INSTANCE);
    pipeline.addLast(new MqttHandler(reception, transport));
  }

  /** Closes all ports and connections. */
  public synchronized CompletableFuture<Void> stop() {
    CompletableFuture<Void> result = new CompletableFuture<>();
    ChannelGroup all = new DefaultChannelGroup(acceptors.next());
    all.addAll(listeners.values());
    all.addAll(connections);
    listeners.clear();
    all.close().addListener(done -> result.complete(null));
    return result;
  }

  /** Whether the ports are open. */
  public synchronized boolean running() {
    return listeners.size() == Transport.MQTT.size();
  }

  /** The real port of a transport. */
  public synchronized int port(Transport transport) {
    return ports.getOrDefault(transport, 0);
  }

  /** Converts WebSocket frames to the MQTT byte stream and back. */
  private static final class FrameCodec extends MessageToMessageCodec<WebSocketFrame, ByteBuf> {
    @Override
    protected void encode(ChannelHandlerContext context, ByteBuf bytes, List<Object> out) {
      out.add(new BinaryWebSocketFrame(bytes.retain()));
    }

    @Override
    protected void decode(ChannelHandlerContext context, WebSocketFrame frame, List<Object> out) {
      out.add(frame.content().retain());
    }
  }
}
