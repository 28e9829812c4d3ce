/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.simulator.https;

import com.google.gson.JsonObject;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.DefaultLastHttpContent;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpMessage;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.QueryStringDecoder;
import io.netty.handler.codec.http2.Http2StreamChannel;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.kuralink.simulator.broker.Transport;
import org.kuralink.simulator.fault.HttpsFaults;
import org.kuralink.simulator.fault.HttpsForm;

/**
 * Answers devices that authenticate and publish, and applies the active faults; passes other
 * requests on to the next handler. Runs on the thread of the connection.
 */
public final class HttpsUplinkHandler extends SimpleChannelInboundHandler<FullHttpRequest> {
  private static final String IN_CHUNKS = "kuralink-in-chunks";
  private static final byte[] HTML =
      "<!DOCTYPE html><html><body><h1>It works!</h1></body></html>"
          .getBytes(StandardCharsets.UTF_8);
  private static final int HUGE_PIECES = 320;
  private static final byte[] BLANKS = " ".repeat(64 * 1024).getBytes(StandardCharsets.UTF_8);

  private final HttpsUplink uplink;
  private final Transport way;

  /** For connections that came that way. */
  public HttpsUplinkHandler(HttpsUplink uplink, Transport way) {
    this.uplink = uplink;
    this.way = way;
  }

  /** Leaves a mark at a request, before it is put together, if its body comes in chunks. */
  public static void mark(HttpMessage start) {
    start.headers().remove(IN_CHUNKS);
    if (HttpUtil.isTransferEncodingChunked(start)) {
      start.headers().set(IN_CHUNKS, "yes");
    }
  }

  @Override
  public boolean acceptInboundMessage(Object message) {
    return message instanceof FullHttpRequest request
        && request.decoderResult().isSuccess()
        && path(request).filter(Asked::isFor).isPresent();
  }

  private static Optional<String> path(FullHttpRequest request) {
    try {
      return Optional.of(new QueryStringDecoder(request.uri()).path());
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  @Override
  protected void channelRead0(ChannelHandlerContext context, FullHttpRequest request) {
    boolean keepAlive = HttpUtil.isKeepAlive(request);
    HttpsUplink.Answered answered = uplink.answer(asked(context, request), context.executor());
    HttpsFaults fault = answered.fault();
    if (answered.mute() || fault.form() == HttpsForm.NONE) {
      return;
    }
    context.channel().config().setAutoRead(false);
    Runnable send = () -> send(context, answered, keepAlive);
    if (answered.delayMs() > 0) {
      context.executor().schedule(send, answered.delayMs(), TimeUnit.MILLISECONDS);
    } else {
      send.run();
    }
  }

  private Asked asked(ChannelHandlerContext context, FullHttpRequest request) {
    return new Asked(
        path(request).orElseThrow(),
        unusable(request),
        request.headers().get(HttpHeaderNames.CONTENT_TYPE, ""),
        Optional.ofNullable(request.headers().get("password")).filter(token -> !token.isBlank()),
        ByteBufUtil.getBytes(request.content()),
        way,
        String.valueOf(context.channel().remoteAddress()).replaceFirst("^.*/", ""));
  }

  private static Optional<String> unusable(FullHttpRequest request) {
    if (!request.method().equals(HttpMethod.POST)) {
      return Optional.of("POST is needed, not " + request.method());
    }
    if (request.uri().indexOf('?') >= 0) {
      return Optional.of("no query string is taken");
    }
    return request.headers().contains(IN_CHUNKS)
        ? Optional.of("Content-Length is needed")
        : Optional.empty();
  }

  private static void send(
      ChannelHandlerContext context, HttpsUplink.Answered answered, boolean keepAlive) {
    HttpsFaults fault = answered.fault();
    byte[] body = body(answered.answer(), fault);
    HttpResponse head =
        new DefaultHttpResponse(
            HttpVersion.HTTP_1_1,
            HttpResponseStatus.valueOf(fault.status() == 0 ? 200 : fault.status()));
    boolean html = fault.form() == HttpsForm.HTML;
    int blanks = fault.form() == HttpsForm.HUGE ? HUGE_PIECES : 0;
    if (body.length > 0) {
      head.headers()
          .set(
              HttpHeaderNames.CONTENT_TYPE,
              html ? "text/html; charset=utf-8" : "application/json; charset=utf-8");
    }
    head.headers().setInt(HttpHeaderNames.CONTENT_LENGTH, body.length + blanks * BLANKS.length);
    if (fault.status() / 100 == 3) {
      head.headers().set(HttpHeaderNames.LOCATION, "http://localhost/");
    }
    if (!keepAlive) {
      head.headers().set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
    }
    context.write(head);
    if (fault.form() == HttpsForm.CUT_OFF) {
      context
          .writeAndFlush(new DefaultHttpContent(Unpooled.EMPTY_BUFFER))
          .addListener(written -> closeConnection(context));
    } else if (fault.form() == HttpsForm.TRICKLE) {
      trickle(context, Unpooled.wrappedBuffer(body), keepAlive);
    } else {
      ByteBuf all = Unpooled.wrappedBuffer(body);
      for (int i = 0; i < blanks; i++) {
        all = Unpooled.wrappedBuffer(all, Unpooled.wrappedBuffer(BLANKS));
      }
      finish(context, all, keepAlive);
    }
  }

  /** Over HTTP/2 a request has a channel of its own, within that of the connection. */
  private static void closeConnection(ChannelHandlerContext context) {
    context.close();
    if (context.channel() instanceof Http2StreamChannel) {
      context.channel().parent().close();
    }
  }

  private static void finish(ChannelHandlerContext context, ByteBuf rest, boolean keepAlive) {
    context
        .writeAndFlush(new DefaultLastHttpContent(rest))
        .addListener(
            written -> {
              if (!keepAlive || !written.isSuccess()) {
                context.close();
              } else {
                context.channel().config().setAutoRead(true);
              }
            });
  }

  private static void trickle(ChannelHandlerContext context, ByteBuf left, boolean keepAlive) {
    if (!context.channel().isActive()) {
      left.release();
    } else if (left.readableBytes() <= 1) {
      finish(context, left, keepAlive);
    } else {
      context.writeAndFlush(new DefaultHttpContent(left.readRetainedSlice(1)));
      context.executor().schedule(() -> trickle(context, left, keepAlive), 1, TimeUnit.SECONDS);
    }
  }

  private static byte[] body(HttpsAnswer answer, HttpsFaults fault) {
    if (fault.form() == HttpsForm.HTML) {
      return HTML;
    }
    if (fault.status() != 0 && fault.status() != 200) {
      return new byte[0];
    }
    JsonObject json = answer.toJson();
    if (fault.form() == HttpsForm.NO_CODE) {
      json.remove("code");
    } else if (fault.form() == HttpsForm.TEXT_CODE) {
      json.addProperty("code", String.valueOf(answer.code()));
    }
    String text = fault.form() == HttpsForm.TWICE ? json + "{\"code\":0}" : json.toString();
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
