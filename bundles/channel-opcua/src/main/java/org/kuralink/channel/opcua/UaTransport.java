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
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandler;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
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
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicReference;
import org.eclipse.milo.opcua.stack.core.UaException;
import org.eclipse.milo.opcua.stack.core.types.UaRequestMessageType;
import org.eclipse.milo.opcua.stack.core.types.UaResponseMessageType;
import org.eclipse.milo.opcua.stack.core.types.structured.PublishRequest;
import org.eclipse.milo.opcua.stack.transport.client.tcp.OpcTcpClientTransport;
import org.eclipse.milo.opcua.stack.transport.client.tcp.OpcTcpClientTransportConfig;
import org.eclipse.milo.opcua.stack.transport.client.uasc.UascClientAcknowledgeHandler;
import org.eclipse.milo.opcua.stack.transport.client.uasc.UascClientMessageHandler;
import org.jspecify.annotations.Nullable;
import org.kuralink.api.channel.FieldException;
import org.kuralink.api.channel.FieldException.Cause;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The transport to one server. Connects to the address that was checked, whatever the name service
 * or the server report meanwhile. Counts requests, limits concurrent requests to the number that
 * the server accepts, and handles a lost connection without a stack trace.
 */
final class UaTransport extends OpcTcpClientTransport {

  private static final Logger LOG = LoggerFactory.getLogger(UaTransport.class);
  private static final Duration CONNECT = Duration.ofSeconds(5);

  private final EventLoopGroup network;
  private final RequestCount count;
  private final UaParts parts = new UaParts(this::counted);
  private final AtomicReference<@Nullable Throwable> broken;

  /** Counts requests. Called on any thread. */
  interface RequestCount {

    /** A counter that ignores all calls. */
    RequestCount UNCOUNTED =
        new RequestCount() {
          @Override
          public void asked() {}

          @Override
          public void answered(Duration took) {}

          @Override
          public void unanswered() {}
        };

    /** Called when a request is sent. */
    void asked();

    /** Called when a request has been answered. */
    void answered(Duration took);

    /** Called when a request has failed. */
    void unanswered();
  }

  UaTransport(UaThreads threads, InetAddress address, RequestCount count) {
    this(threads, address, count, new AtomicReference<>());
  }

  private UaTransport(
      UaThreads threads,
      InetAddress address,
      RequestCount count,
      AtomicReference<@Nullable Throwable> broken) {
    super(
        threads
            .serve(OpcTcpClientTransportConfig.newBuilder())
            .setConnectTimeout(uint(CONNECT.toMillis()))
            .setAcknowledgeTimeout(uint(CONNECT.toMillis()))
            .setBootstrapCustomizer(bootstrap -> bootstrap.resolver(new Fixed(address)))
            .setChannelPipelineCustomizer(pipeline -> pipeline.addFirst(new Door(broken)))
            .build());
    network = threads.network();
    this.count = count;
    this.broken = broken;
  }

  /** Returns the message that could not be read, or the reason for closing the connection. */
  Optional<Throwable> broken() {
    awaitNetwork();
    return Optional.ofNullable(broken.get());
  }

  /** Milo fails a request while it is still reading a message, whose remaining part follows. */
  private void awaitNetwork() {
    EventLoop loop = network.next();
    try {
      if (!loop.inEventLoop()) {
        loop.submit(() -> {}).awaitUninterruptibly(CONNECT.toMillis());
      }
    } catch (RejectedExecutionException e) {
      LOG.debug("the network threads have ended: {}", e.toString());
    }
  }

  @Override
  public CompletableFuture<UaResponseMessageType> sendRequestMessage(UaRequestMessageType request) {
    return parts.send(request);
  }

  /**
   * Sends a request and counts it. A publish request is not counted: it waits for the server to
   * publish, so that its duration is not a round-trip time.
   */
  private CompletableFuture<UaResponseMessageType> counted(UaRequestMessageType request) {
    CompletableFuture<UaResponseMessageType> answer = super.sendRequestMessage(request);
    if (request instanceof PublishRequest) {
      return answer;
    }
    count.asked();
    long begin = System.nanoTime();
    return answer.whenComplete(
        (response, failure) -> {
          if (failure == null) {
            count.answered(Duration.ofNanos(System.nanoTime() - begin));
          } else {
            LOG.debug("{}: {}", request.getClass().getSimpleName(), failure.toString());
            count.unanswered();
          }
        });
  }

  /**
   * Filters out expected errors that Milo would log with a stack trace. Calls Milo's handlers
   * itself, so that their decoding errors return to this class; therefore it precedes them in the
   * pipeline.
   */
  private static final class Door extends ChannelInboundHandlerAdapter {

    private static final Set<String> FIRST = Set.of("ACK", "ERR");
    private static final String REFUSAL = "ERR";
    private static final String SECURED = "MSG";
    private static final int STATUS_AT = 8;
    private static final int REASON_AT = 12;
    private static final int SHORTEST_REFUSAL = 16;

    private final AtomicReference<@Nullable Throwable> broken;
    private final Messages messages;
    private boolean known;

    Door(AtomicReference<@Nullable Throwable> broken) {
      this(broken, new Messages(), false);
    }

    private Door(AtomicReference<@Nullable Throwable> broken, Messages messages, boolean known) {
      this.broken = broken;
      this.messages = messages;
      this.known = known;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
      ByteBuf bytes = message instanceof ByteBuf some ? some : Unpooled.EMPTY_BUFFER;
      String began = messages.follow(bytes);
      if (!known && !began.isEmpty()) {
        known = true;
        if (!FIRST.contains(began)) {
          LOG.debug("{} does not speak OPC UA", context.channel().remoteAddress());
          ReferenceCountUtil.release(message);
          context.close();
          return;
        }
        hand(context, (to, at) -> to.channelRead(at, message));
        // Milo's next handler inserts itself before this one in the following call.
        context.executor().execute(() -> stepForward(context));
      } else if (began.equals(REFUSAL) && bytes.readableBytes() >= SHORTEST_REFUSAL) {
        broken.compareAndSet(null, refusal(bytes));
        ReferenceCountUtil.release(message);
        context.close();
      } else {
        hand(context, (to, at) -> to.channelRead(at, message));
        if (messages.last.equals(SECURED) && !context.channel().isActive()) {
          // Milo has closed the connection and reports the reason only to its logger.
          broken.compareAndSet(null, new FieldException(Cause.UNREACHABLE, UaWords.UNPROTECTED));
        }
      }
    }

    /** Returns the text with which a server closed the connection. */
    private static UaException refusal(ByteBuf bytes) {
      int at = bytes.readerIndex();
      int length = bytes.getIntLE(at + REASON_AT);
      boolean whole = length > 0 && length <= bytes.readableBytes() - SHORTEST_REFUSAL;
      String reason =
          whole ? bytes.toString(at + SHORTEST_REFUSAL, length, StandardCharsets.UTF_8) : "";
      return new UaException(bytes.getUnsignedIntLE(at + STATUS_AT), reason);
    }

    private void stepForward(ChannelHandlerContext context) {
      if (context.pipeline().first() != this && !context.isRemoved()) {
        context.pipeline().addFirst(new Door(broken, messages, true));
        context.pipeline().remove(this);
      }
    }

    /** Milo then sends a hello message, which fails if the channel has just been closed. */
    @Override
    public void channelActive(ChannelHandlerContext context) {
      hand(context, ChannelInboundHandler::channelActive);
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
      hand(context, ChannelInboundHandler::channelInactive);
    }

    /** An event that Netty delivers to the next handler. */
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
        broken.set(cause);
      }
      context.close();
    }
  }

  /** Tracks message boundaries in the received bytes, however they are fragmented. */
  private static final class Messages {

    private static final int HEADER = 8;
    private static final int TYPE = 3;

    private final ByteBuf header = Unpooled.buffer(HEADER, HEADER);
    private long left;
    private String last = "";

    /**
     * Processes received bytes.
     *
     * @return the type of the message that begins with these bytes; empty if none begins
     */
    String follow(ByteBuf bytes) {
      boolean begins = left == 0 && !header.isReadable() && bytes.readableBytes() >= TYPE;
      for (int at = bytes.readerIndex(); at < bytes.writerIndex(); ) {
        int skipped = (int) Math.min(left, bytes.writerIndex() - at);
        left -= skipped;
        at += skipped;
        if (left == 0 && at < bytes.writerIndex()) {
          header.writeByte(bytes.getByte(at++));
          if (!header.isWritable()) {
            last = header.toString(0, TYPE, StandardCharsets.ISO_8859_1);
            left = Math.max(0, header.getUnsignedIntLE(HEADER / 2) - HEADER);
            header.clear();
          }
        }
      }
      return begins ? bytes.toString(bytes.readerIndex(), TYPE, StandardCharsets.ISO_8859_1) : "";
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
