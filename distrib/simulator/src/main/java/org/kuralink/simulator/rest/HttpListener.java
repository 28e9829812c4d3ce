/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.simulator.rest;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.timeout.IdleStateHandler;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.Optional;

/** Listens for HTTP, or HTTPS. Runs on the event loops it is given and owns no thread. */
final class HttpListener {
  private static final int MAX_BODY = 4 * 1024 * 1024;
  private static final int IDLE_SECONDS = 120;

  private final Channel listener;

  private HttpListener(Channel listener) {
    this.listener = listener;
  }

  static HttpListener open(
      EventLoopGroup acceptors,
      EventLoopGroup workers,
      String bind,
      int port,
      Optional<SslContext> tls,
      Site site)
      throws IOException {
    ChannelFuture bound =
        new ServerBootstrap()
            .group(acceptors, workers)
            .channel(NioServerSocketChannel.class)
            .option(ChannelOption.SO_REUSEADDR, true)
            .childOption(ChannelOption.TCP_NODELAY, true)
            .childOption(
                ChannelOption.WRITE_BUFFER_WATER_MARK, new WriteBufferWaterMark(1 << 19, 1 << 20))
            .childHandler(
                new ChannelInitializer<Channel>() {
                  @Override
                  protected void initChannel(Channel channel) {
                    tls.ifPresent(t -> channel.pipeline().addLast(t.newHandler(channel.alloc())));
                    channel
                        .pipeline()
                        .addLast(new IdleStateHandler(0, 0, IDLE_SECONDS))
                        .addLast(new HttpServerCodec())
                        .addLast(new HttpObjectAggregator(MAX_BODY))
                        .addLast(new HttpHandler(site));
                  }
                })
            .bind(bind, port)
            .awaitUninterruptibly();
    if (!bound.isSuccess()) {
      String scheme = tls.isPresent() ? "https" : "http";
      throw new IOException(
          "cannot listen for %s on %s:%d: %s"
              .formatted(scheme, bind, port, bound.cause().getMessage()),
          bound.cause());
    }
    return new HttpListener(bound.channel());
  }

  int port() {
    return ((InetSocketAddress) listener.localAddress()).getPort();
  }
}
