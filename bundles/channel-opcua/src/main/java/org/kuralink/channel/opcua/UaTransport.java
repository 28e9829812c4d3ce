/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.channel.opcua;

import static org.eclipse.milo.opcua.stack.core.types.builtin.unsigned.Unsigned.uint;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.resolver.AbstractAddressResolver;
import io.netty.resolver.AddressResolver;
import io.netty.resolver.AddressResolverGroup;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.Promise;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.eclipse.milo.opcua.stack.core.types.UaRequestMessageType;
import org.eclipse.milo.opcua.stack.core.types.UaResponseMessageType;
import org.eclipse.milo.opcua.stack.core.types.structured.PublishRequest;
import org.eclipse.milo.opcua.stack.transport.client.tcp.OpcTcpClientTransport;
import org.eclipse.milo.opcua.stack.transport.client.tcp.OpcTcpClientTransportConfig;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The way to one server: connects to the address that was checked, whatever the name service or the
 * server say meanwhile, counts requests, and loses a connection without a stack trace.
 */
final class UaTransport extends OpcTcpClientTransport {

  private static final Logger LOG = LoggerFactory.getLogger(UaTransport.class);
  private static final Duration CONNECT = Duration.ofSeconds(5);

  private final Traffic traffic;

  /** Who counts requests. Any thread calls. */
  interface Traffic {

    /** Nobody. */
    Traffic UNCOUNTED =
        new Traffic() {
          @Override
          public void asked() {}

          @Override
          public void answered(Duration took) {}

          @Override
          public void unanswered() {}
        };

    /** A request leaves. */
    void asked();

    /** It was answered. */
    void answered(Duration took);

    /** It was not. */
    void unanswered();
  }

  UaTransport(UaThreads threads, InetAddress address, Traffic traffic) {
    super(
        threads
            .serve(OpcTcpClientTransportConfig.newBuilder())
            .setConnectTimeout(uint(CONNECT.toMillis()))
            .setAcknowledgeTimeout(uint(CONNECT.toMillis()))
            .setBootstrapCustomizer(bootstrap -> bootstrap.resolver(new Fixed(address)))
            .setChannelPipelineCustomizer(pipeline -> pipeline.addFirst(new Door()))
            .build());
    this.traffic = traffic;
  }

  /** What waits for the server to publish says nothing of how fast it answers. */
  @Override
  public CompletableFuture<UaResponseMessageType> sendRequestMessage(UaRequestMessageType request) {
    CompletableFuture<UaResponseMessageType> answer = super.sendRequestMessage(request);
    if (request instanceof PublishRequest) {
      return answer;
    }
    traffic.asked();
    long begin = System.nanoTime();
    return answer.whenComplete(
        (response, failure) -> {
          if (failure == null) {
            traffic.answered(Duration.ofNanos(System.nanoTime() - begin));
          } else {
            LOG.debug("{}: {}", request.getClass().getSimpleName(), failure.toString());
            traffic.unanswered();
          }
        });
  }

  /** Lets nothing in that Milo would report with a stack trace, although it is to be expected. */
  private static final class Door extends ChannelInboundHandlerAdapter {

    private static final Set<String> FIRST = Set.of("ACK", "ERR");
    private static final int TYPE = 3;

    private boolean known;

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) throws Exception {
      if (!known && message instanceof ByteBuf bytes && bytes.readableBytes() >= TYPE) {
        known = true;
        String type = bytes.toString(bytes.readerIndex(), TYPE, StandardCharsets.ISO_8859_1);
        if (!FIRST.contains(type)) {
          LOG.debug("{} does not speak OPC UA", context.channel().remoteAddress());
          ReferenceCountUtil.release(message);
          context.close();
          return;
        }
      }
      super.channelRead(context, message);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) throws Exception {
      if (cause instanceof IOException) {
        LOG.debug("{}: {}", context.channel().remoteAddress(), cause.toString());
        context.close();
      } else {
        super.exceptionCaught(context, cause);
      }
    }
  }

  private static final class Fixed extends AddressResolverGroup<InetSocketAddress> {

    private final InetAddress address;

    Fixed(InetAddress address) {
      this.address = address;
    }

    @Override
    protected AddressResolver<InetSocketAddress> newResolver(EventExecutor executor) {
      return new AbstractAddressResolver<>(executor, InetSocketAddress.class) {

        @Override
        protected boolean doIsResolved(InetSocketAddress any) {
          return address.equals(any.getAddress());
        }

        @Override
        protected void doResolve(InetSocketAddress any, Promise<InetSocketAddress> promise) {
          promise.setSuccess(new InetSocketAddress(address, any.getPort()));
        }

        @Override
        protected void doResolveAll(
            InetSocketAddress any, Promise<List<InetSocketAddress>> promise) {
          promise.setSuccess(List.of(new InetSocketAddress(address, any.getPort())));
        }
      };
    }
  }
}
