/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.simulator.broker;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.channel.socket.nio.NioServerSocketChannel;
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
import io.netty.handler.ssl.SslContext;
import io.netty.handler.timeout.IdleStateHandler;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/**
 * Listens for MQTT on the four transports. It can be stopped and started again on the same ports.
 * Runs on the event loops it is given and owns no thread.
 */
public final class MqttBroker {
  private static final int HEADER_ROOM = 4096;
  private static final int SECONDS_TO_CONNECT = 15;

  private final EventLoopGroup acceptors;
  private final EventLoopGroup workers;
  private final Reception reception;
  private final SslContext tls;
  private final String bind;
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
    this.workers = workers;
    this.reception = reception;
    this.tls = tls;
    this.bind = bind;
    this.ports = new EnumMap<>(ports);
    this.connections = new DefaultChannelGroup(acceptors.next());
  }

  /** Opens all ports; done, or failed, when the future is. */
  public CompletableFuture<Void> start() {
    return CompletableFuture.allOf(
        Arrays.stream(Transport.values()).map(this::listen).toArray(CompletableFuture<?>[]::new));
  }

  private synchronized CompletableFuture<Void> listen(Transport transport) {
    CompletableFuture<Void> result = new CompletableFuture<>();
    if (listeners.containsKey(transport)) {
      result.complete(null);
      return result;
    }
    int port = ports.getOrDefault(transport, 0);
    ServerBootstrap bootstrap =
        new ServerBootstrap()
            .group(acceptors, workers)
            .channel(NioServerSocketChannel.class)
            .option(ChannelOption.SO_REUSEADDR, true)
            .childOption(ChannelOption.TCP_NODELAY, true)
            .childOption(
                ChannelOption.WRITE_BUFFER_WATER_MARK, new WriteBufferWaterMark(1 << 18, 1 << 20))
            .childHandler(
                new ChannelInitializer<Channel>() {
                  @Override
                  protected void initChannel(Channel channel) {
                    connections.add(channel);
                    equip(channel.pipeline(), channel, transport);
                  }
                });
    bootstrap
        .bind(bind, port)
        .addListener(
            (ChannelFuture bound) -> {
              if (bound.isSuccess()) {
                opened(transport, bound.channel());
                result.complete(null);
              } else {
                result.completeExceptionally(
                    new IOException(
                        "cannot listen for "
                            + transport
                            + " on "
                            + bind
                            + ":"
                            + port
                            + ": "
                            + bound.cause().getMessage(),
                        bound.cause()));
              }
            });
    return result;
  }

  private synchronized void opened(Transport transport, Channel listener) {
    listeners.put(transport, listener);
    ports.put(transport, ((InetSocketAddress) listener.localAddress()).getPort());
  }

  private void equip(ChannelPipeline pipeline, Channel channel, Transport transport) {
    if (transport.encrypted()) {
      pipeline.addLast(tls.newHandler(channel.alloc()));
    }
    pipeline.addLast(new FlushConsolidationHandler(64, true));
    pipeline.addLast(new IdleStateHandler(SECONDS_TO_CONNECT, 0, 0));
    int largest = reception.maxPayloadBytes() + HEADER_ROOM;
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
    return listeners.size() == Transport.values().length;
  }

  /** The real port of a transport. */
  public synchronized int port(Transport transport) {
    return ports.getOrDefault(transport, 0);
  }

  /** MQTT is a stream of bytes; WebSocket frames only carry it. */
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
