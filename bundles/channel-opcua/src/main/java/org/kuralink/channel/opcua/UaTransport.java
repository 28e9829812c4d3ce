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
import io.netty.channel.ChannelInboundHandler;
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
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.eclipse.milo.opcua.stack.core.types.UaRequestMessageType;
import org.eclipse.milo.opcua.stack.core.types.UaResponseMessageType;
import org.eclipse.milo.opcua.stack.core.types.structured.PublishRequest;
import org.eclipse.milo.opcua.stack.transport.client.tcp.OpcTcpClientTransport;
import org.eclipse.milo.opcua.stack.transport.client.tcp.OpcTcpClientTransportConfig;
import org.eclipse.milo.opcua.stack.transport.client.uasc.UascClientAcknowledgeHandler;
import org.eclipse.milo.opcua.stack.transport.client.uasc.UascClientMessageHandler;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The way to one server: connects to the address that was checked, whatever the name service or the
 * server say meanwhile, counts requests, asks for no more at once than the server takes, and loses
 * a connection without a stack trace.
 */
final class UaTransport extends OpcTcpClientTransport {

  private static final Logger LOG = LoggerFactory.getLogger(UaTransport.class);
  private static final Duration CONNECT = Duration.ofSeconds(5);

  private final Traffic traffic;
  private final UaParts parts = new UaParts(this::counted);
  private final AtomicReference<@Nullable Throwable> broken;

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
    this(threads, address, traffic, new AtomicReference<>());
  }

  private UaTransport(
      UaThreads threads,
      InetAddress address,
      Traffic traffic,
      AtomicReference<@Nullable Throwable> broken) {
    super(
        threads
            .serve(OpcTcpClientTransportConfig.newBuilder())
            .setConnectTimeout(uint(CONNECT.toMillis()))
            .setAcknowledgeTimeout(uint(CONNECT.toMillis()))
            .setBootstrapCustomizer(bootstrap -> bootstrap.resolver(new Fixed(address)))
            .setChannelPipelineCustomizer(
                pipeline -> pipeline.addFirst(new Door(broken::set, false)))
            .build());
    this.traffic = traffic;
    this.broken = broken;
  }

  /** What the server sent that cannot be read, or why it was not listened to any longer. */
  Optional<Throwable> broken() {
    return Optional.ofNullable(broken.get());
  }

  @Override
  public CompletableFuture<UaResponseMessageType> sendRequestMessage(UaRequestMessageType request) {
    return parts.send(request);
  }

  /** What waits for the server to publish says nothing of how fast it answers. */
  private CompletableFuture<UaResponseMessageType> counted(UaRequestMessageType request) {
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

  /**
   * Lets nothing in that Milo would report with a stack trace, although it is to be expected. Hands
   * what comes to Milo's handlers itself, so that what they cannot read comes back here; for that
   * it has to stand before them.
   */
  private static final class Door extends ChannelInboundHandlerAdapter {

    private static final Set<String> FIRST = Set.of("ACK", "ERR");
    private static final int TYPE = 3;

    private final Consumer<Throwable> broken;
    private boolean known;

    Door(Consumer<Throwable> broken, boolean known) {
      this.broken = broken;
      this.known = known;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
      if (!known && message instanceof ByteBuf bytes && bytes.readableBytes() >= TYPE) {
        known = true;
        String type = bytes.toString(bytes.readerIndex(), TYPE, StandardCharsets.ISO_8859_1);
        if (!FIRST.contains(type)) {
          LOG.debug("{} does not speak OPC UA", context.channel().remoteAddress());
          ReferenceCountUtil.release(message);
          context.close();
          return;
        }
        hand(context, (to, at) -> to.channelRead(at, message));
        // Milo's next handler puts itself before this one, in the turn that comes now.
        context.executor().execute(() -> stepForward(context));
      } else {
        hand(context, (to, at) -> to.channelRead(at, message));
      }
    }

    private void stepForward(ChannelHandlerContext context) {
      if (context.pipeline().first() != this && !context.isRemoved()) {
        context.pipeline().addFirst(new Door(broken, true));
        context.pipeline().remove(this);
      }
    }

    /** Milo says hello then, which fails when the channel has just ended. */
    @Override
    public void channelActive(ChannelHandlerContext context) {
      hand(context, ChannelInboundHandler::channelActive);
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
      hand(context, ChannelInboundHandler::channelInactive);
    }

    /** Something that comes. */
    private interface Coming {
      void to(ChannelInboundHandler handler, ChannelHandlerContext at) throws Exception;
    }

    private void hand(ChannelHandlerContext context, Coming what) {
      ChannelHandlerContext reader = context.pipeline().context(UascClientMessageHandler.class);
      ChannelHandlerContext next =
          reader == null ? context.pipeline().context(UascClientAcknowledgeHandler.class) : reader;
      if (next != null) {
        try {
          what.to((ChannelInboundHandler) next.handler(), next);
        } catch (Exception e) {
          exceptionCaught(context, e);
        }
      }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
      LOG.debug("{}: {}", context.channel().remoteAddress(), cause.toString());
      if (!(cause instanceof IOException)) {
        broken.accept(cause);
      }
      context.close();
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
