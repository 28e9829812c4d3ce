/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.simulator.rest;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http2.Http2FrameCodecBuilder;
import io.netty.handler.codec.http2.Http2MultiplexHandler;
import io.netty.handler.codec.http2.Http2StreamFrameToHttpObjectCodec;
import io.netty.handler.flow.FlowControlHandler;
import io.netty.handler.ssl.ApplicationProtocolNames;
import io.netty.handler.ssl.ApplicationProtocolNegotiationHandler;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.timeout.IdleStateEvent;
import io.netty.handler.timeout.IdleStateHandler;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import org.kuralink.simulator.broker.Transport;
import org.kuralink.simulator.files.FileLinks.Scheme;
import org.kuralink.simulator.https.HttpsUplinkHandler;
import org.kuralink.simulator.port.ListeningPort;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Listens for HTTP or HTTPS. Runs on the given event loops and owns no thread. */
final class HttpListener {
  private static final int MAX_BODY = 4 * 1024 * 1024;
  private static final int IDLE_SECONDS = 120;

  private final Channel listener;

  private HttpListener(Channel listener) {
    this.listener = listener;
  }

  /** Opens the port; requests wait until {@link #accept}. */
  static HttpListener reserve(
      EventLoopGroup acceptors,
      EventLoopGroup workers,
      String bind,
      int port,
      Optional<SslContext> tls,
      Site site)
      throws IOException {
    try {
      return new HttpListener(
          new ListeningPort(acceptors, workers, bind, new WriteBufferWaterMark(1 << 19, 1 << 20))
              .reserve(
                  port, tls.isPresent() ? "https" : "http", channel -> equip(channel, tls, site))
              .join());
    } catch (CompletionException e) {
      throw e.getCause() instanceof IOException io ? io : new IOException(e);
    }
  }

  private static void equip(Channel channel, Optional<SslContext> tls, Site site) {
    ChannelPipeline pipeline = channel.pipeline();
    if (tls.isPresent()) {
      pipeline
          .addLast(tls.get().newHandler(channel.alloc()))
          .addLast(new IdleStateHandler(0, 0, IDLE_SECONDS))
          .addLast(new SpokenProtocol(site));
    } else {
      pipeline.addLast(new IdleStateHandler(0, 0, IDLE_SECONDS));
      speakHttp1(pipeline, site, Scheme.HTTP);
    }
  }

  private static void speakHttp1(ChannelPipeline pipeline, Site site, Scheme scheme) {
    pipeline
        .addLast(new HttpServerCodec())
        .addLast(new FlowControlHandler()); // requests sent ahead wait for the answer to the first
    answer(pipeline, site, scheme);
  }

  /** HTTP/2: each request is a stream, and each stream has a channel of its own. */
  private static void speakHttp2(ChannelPipeline pipeline, Site site) {
    pipeline
        .addLast(Http2FrameCodecBuilder.forServer().build())
        .addLast(
            new Http2MultiplexHandler(
                new ChannelInitializer<Channel>() {
                  @Override
                  protected void initChannel(Channel stream) {
                    stream.pipeline().addLast(new Http2StreamFrameToHttpObjectCodec(true));
                    answer(stream.pipeline(), site, Scheme.HTTPS);
                  }
                }))
        .addLast(new ConnectionEnd());
  }

  private static void answer(ChannelPipeline pipeline, Site site, Scheme scheme) {
    pipeline
        .addLast(site.files().newHandler(scheme))
        .addLast(new UploadHandler(site))
        .addLast(new BodyCollector(MAX_BODY))
        .addLast(
            new HttpsUplinkHandler(
                site.uplink(), scheme == Scheme.HTTPS ? Transport.HTTPS : Transport.HTTP))
        .addLast(new HttpHandler(site));
  }

  /** Selects the protocol that was negotiated in TLS; HTTP/1.1 by default. */
  private static final class SpokenProtocol extends ApplicationProtocolNegotiationHandler {
    private final Site site;

    SpokenProtocol(Site site) {
      super(ApplicationProtocolNames.HTTP_1_1);
      this.site = site;
    }

    @Override
    protected void configurePipeline(ChannelHandlerContext context, String protocol) {
      if (protocol.equals(ApplicationProtocolNames.HTTP_2)) {
        speakHttp2(context.pipeline(), site);
      } else {
        speakHttp1(context.pipeline(), site, Scheme.HTTPS);
      }
    }

    @Override
    protected void handshakeFailure(ChannelHandlerContext context, Throwable cause) {
      ConnectionEnd.close(context, cause);
    }
  }

  /** Closes an idle or broken HTTP/2 connection. */
  private static final class ConnectionEnd extends ChannelInboundHandlerAdapter {
    private static final Logger LOG = LoggerFactory.getLogger(HttpListener.class);

    static void close(ChannelHandlerContext context, Throwable cause) {
      LOG.debug("HTTPS connection ended: {}", cause.toString());
      context.close();
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
      if (event instanceof IdleStateEvent) {
        context.close();
      } else {
        context.fireUserEventTriggered(event);
      }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
      close(context, cause);
    }
  }

  void accept() {
    ListeningPort.accept(listener);
  }

  int port() {
    return ListeningPort.number(listener);
  }
}
