/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.http;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.nio.NioEventLoopGroup;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http2.DefaultHttp2GoAwayFrame;
import io.netty.handler.codec.http2.DefaultHttp2ResetFrame;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2FrameCodecBuilder;
import io.netty.handler.codec.http2.Http2MultiplexHandler;
import io.netty.handler.codec.http2.Http2StreamFrameToHttpObjectCodec;
import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.ApplicationProtocolNames;
import io.netty.handler.ssl.ApplicationProtocolNegotiationHandler;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.IdentityCipherSuiteFilter;
import io.netty.handler.ssl.JdkSslContext;
import io.netty.handler.ssl.SslContext;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.kuralink.login.TestCertificates;

/** A double of the platform's HTTPS service that supports HTTP/2 only. */
final class Http2Double implements AutoCloseable {

  final List<Asked> requests = new CopyOnWriteArrayList<>();
  final List<Channel> connections = new CopyOnWriteArrayList<>();
  private final AtomicInteger tokens = new AtomicInteger();
  private final NioEventLoopGroup threads = new NioEventLoopGroup(1);
  private final Channel listener;
  private int open;

  /** What becomes of a message; a log-in is answered with tok-1, tok-2 ... */
  volatile Consumer<Asked> messages = Asked::ok;

  /** A request, and what can be done about it; on the only thread. */
  static final class Asked {

    final String path;
    final String token;
    final String text;
    private final ChannelHandlerContext stream;

    /** How many others are under way. */
    final int others;

    Asked(ChannelHandlerContext stream, FullHttpRequest request, int others) {
      this.stream = stream;
      this.path = request.uri();
      this.token = request.headers().get("password", "");
      this.text = request.content().toString(StandardCharsets.UTF_8);
      this.others = others;
    }

    void ok() {
      answer("{\"code\":0,\"message\":\"success\",\"info\":{\"messageId\":892687627916247040}}");
    }

    void answer(String body) {
      DefaultFullHttpResponse response =
          new DefaultFullHttpResponse(
              HttpVersion.HTTP_1_1,
              HttpResponseStatus.OK,
              Unpooled.copiedBuffer(body, StandardCharsets.UTF_8));
      response.headers().set("content-type", "application/json");
      stream.writeAndFlush(response);
    }

    void reset() {
      stream.writeAndFlush(new DefaultHttp2ResetFrame(Http2Error.INTERNAL_ERROR));
    }

    void goAway() {
      connection().writeAndFlush(new DefaultHttp2GoAwayFrame(Http2Error.NO_ERROR));
    }

    /** Without a word. */
    void hangUp() {
      connection().pipeline().firstContext().close();
    }

    Channel connection() {
      return stream.channel().parent();
    }
  }

  Http2Double() throws Exception {
    SslContext tls =
        new JdkSslContext(
            TestCertificates.shared().server("localhost"),
            false,
            null,
            IdentityCipherSuiteFilter.INSTANCE,
            new ApplicationProtocolConfig(
                ApplicationProtocolConfig.Protocol.ALPN,
                ApplicationProtocolConfig.SelectorFailureBehavior.NO_ADVERTISE,
                ApplicationProtocolConfig.SelectedListenerFailureBehavior.ACCEPT,
                ApplicationProtocolNames.HTTP_2),
            ClientAuth.NONE,
            null,
            false);
    listener =
        new ServerBootstrap()
            .group(threads)
            .channel(NioServerSocketChannel.class)
            .childHandler(
                new ChannelInitializer<Channel>() {
                  @Override
                  protected void initChannel(Channel channel) {
                    connections.add(channel);
                    channel
                        .pipeline()
                        .addLast(tls.newHandler(channel.alloc()))
                        .addLast(new Negotiated());
                  }
                })
            .bind(InetAddress.getLoopbackAddress(), 0)
            .sync()
            .channel();
  }

  private final class Negotiated extends ApplicationProtocolNegotiationHandler {

    Negotiated() {
      super("");
    }

    @Override
    protected void configurePipeline(ChannelHandlerContext context, String protocol) {
      context
          .pipeline()
          .addLast(Http2FrameCodecBuilder.forServer().build())
          .addLast(
              new Http2MultiplexHandler(
                  new ChannelInitializer<Channel>() {
                    @Override
                    protected void initChannel(Channel stream) {
                      stream
                          .pipeline()
                          .addLast(new Http2StreamFrameToHttpObjectCodec(true))
                          .addLast(new HttpObjectAggregator(1 << 20))
                          .addLast(new Answering());
                    }
                  }));
    }
  }

  private final class Answering extends SimpleChannelInboundHandler<FullHttpRequest> {

    @Override
    public void channelActive(ChannelHandlerContext context) {
      open++;
      context.fireChannelActive();
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
      open--;
      context.fireChannelInactive();
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, FullHttpRequest request) {
      Asked asked = new Asked(context, request, open - 1);
      requests.add(asked);
      if (asked.path.equals("/auth")) {
        asked.answer("{\"code\":0,\"info\":{\"token\":\"tok-" + tokens.incrementAndGet() + "\"}}");
      } else {
        messages.accept(asked);
      }
    }
  }

  int port() {
    return ((InetSocketAddress) listener.localAddress()).getPort();
  }

  /** What was in the messages, in their order. */
  List<String> texts() {
    return requests.stream().filter(one -> !one.path.equals("/auth")).map(one -> one.text).toList();
  }

  @Override
  public void close() {
    threads.shutdownGracefully(0, 5, TimeUnit.SECONDS).awaitUninterruptibly();
  }
}
