/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.simulator.rest;

import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.QueryStringDecoder;
import io.netty.handler.timeout.IdleStateEvent;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.kuralink.simulator.registry.RegistryException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Handles one HTTP connection, one request at a time. Runs on the thread of the connection. */
final class HttpHandler extends SimpleChannelInboundHandler<FullHttpRequest> {
  private static final Logger LOG = LoggerFactory.getLogger(HttpHandler.class);
  private static final String PAGE_POLICY =
      "default-src 'self'; img-src 'self' data:; frame-ancestors 'none'; base-uri 'none'";

  private final Site site;
  private boolean streaming;

  HttpHandler(Site site) {
    this.site = site;
  }

  @Override
  protected void channelRead0(ChannelHandlerContext context, FullHttpRequest request) {
    if (streaming) {
      context.close(); // nothing can be answered behind a stream that has no end
      return;
    }
    boolean keepAlive = HttpUtil.isKeepAlive(request);
    context.channel().config().setAutoRead(false);
    CompletionStage<Response> answer;
    try {
      if (request.decoderResult().isFailure()) {
        throw RestException.bad("not an HTTP request that can be read");
      }
      answer = answer(context, request);
    } catch (RestException e) {
      answer = Response.error(e).now();
    } catch (RegistryException e) {
      answer = Response.error(refusal(e)).now();
    } catch (RuntimeException e) {
      LOG.warn("{} {} failed", request.method(), request.uri(), e);
      answer = Response.error(new RestException(500, "failed", "see the simulator's log")).now();
    }
    if (streaming) {
      context.channel().config().setAutoRead(true);
      return;
    }
    answer.whenComplete((response, failure) -> send(context, response, failure, keepAlive));
  }

  private CompletionStage<Response> answer(ChannelHandlerContext context, FullHttpRequest request)
      throws RestException, RegistryException {
    QueryStringDecoder uri = decoded(request.uri());
    String method = request.method().name();
    byte[] body = ByteBufUtil.getBytes(request.content());
    if (uri.path().startsWith("/auth/")) {
      Router.Found found = site.deviceSide().find(method, uri.path());
      return found.endpoint().handle(new Call(found.values(), single(uri), body));
    }
    Router router =
        site.personSide()
            .orElseThrow(
                () ->
                    new RestException(404, "not-found", "only /auth/... and /files/... are here"));
    site.guard().check(request);
    if (method.equals("GET") && uri.path().equals("/api/v1/events")) {
      site.events().open(context, single(uri));
      streaming = true;
      return Response.empty(200).now();
    }
    if (method.equals("GET") && !uri.path().startsWith("/api/")) {
      Optional<Response> file = site.page().find(uri.path());
      if (file.isPresent()) {
        return file.get().now();
      }
    }
    Router.Found found = router.find(method, uri.path());
    return found.endpoint().handle(new Call(found.values(), single(uri), body));
  }

  private static QueryStringDecoder decoded(String text) throws RestException {
    try {
      QueryStringDecoder uri = new QueryStringDecoder(text);
      uri.path();
      uri.parameters();
      return uri;
    } catch (IllegalArgumentException e) {
      throw RestException.bad("address: " + e.getMessage());
    }
  }

  private static Map<String, String> single(QueryStringDecoder uri) {
    Map<String, String> query = new HashMap<>();
    uri.parameters().forEach((name, values) -> query.put(name, values.get(values.size() - 1)));
    return query;
  }

  static RestException refusal(RegistryException e) {
    return switch (e.kind()) {
      case NOT_FOUND -> new RestException(404, "not-found", e.getMessage());
      case CONFLICT -> new RestException(409, "conflict", e.getMessage());
      case INVALID -> RestException.bad(e.getMessage());
    };
  }

  /** Sends the answer; what comes next on the connection is read after it. */
  static void send(
      ChannelHandlerContext context,
      @Nullable Response given,
      @Nullable Throwable failure,
      boolean keepAlive) {
    Response response =
        given != null
            ? given
            : Response.error(new RestException(500, "failed", String.valueOf(failure)));
    FullHttpResponse message =
        new DefaultFullHttpResponse(
            HttpVersion.HTTP_1_1,
            HttpResponseStatus.valueOf(response.status()),
            Unpooled.wrappedBuffer(response.body()));
    if (!response.contentType().isEmpty()) {
      message.headers().set("Content-Type", response.contentType());
    }
    message.headers().setInt("Content-Length", response.body().length);
    message.headers().set("Cache-Control", "no-store");
    message.headers().set("X-Content-Type-Options", "nosniff");
    message.headers().set("Content-Security-Policy", PAGE_POLICY);
    if (!keepAlive) {
      message.headers().set("Connection", "close");
    }
    context
        .writeAndFlush(message)
        .addListener(
            written -> {
              if (!keepAlive || !written.isSuccess()) {
                context.close();
              } else {
                context.channel().config().setAutoRead(true);
              }
            });
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext context, Object event) {
    if (event instanceof IdleStateEvent && !streaming) {
      context.close();
    } else {
      context.fireUserEventTriggered(event);
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    if (!(cause instanceof IOException)) {
      LOG.debug("HTTP connection ended: {}", cause.toString());
    }
    context.close();
  }
}
