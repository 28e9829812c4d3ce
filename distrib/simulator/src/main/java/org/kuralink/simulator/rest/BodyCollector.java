/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.simulator.rest;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpMessage;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpMessage;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import org.jspecify.annotations.Nullable;
import org.kuralink.simulator.https.HttpsUplinkHandler;

/** Collects the body of a request; rejects a body that is too large with an error message. */
final class BodyCollector extends HttpObjectAggregator {
  private final int most;

  BodyCollector(int most) {
    super(most);
    this.most = most;
  }

  @Override
  protected FullHttpMessage beginAggregation(HttpMessage start, ByteBuf content) throws Exception {
    HttpsUplinkHandler.mark(start);
    return super.beginAggregation(start, content);
  }

  @Override
  protected @Nullable Object newContinueResponse(
      HttpMessage start, int maxContentLength, ChannelPipeline pipeline) {
    Object response = super.newContinueResponse(start, maxContentLength, pipeline);
    return response instanceof HttpResponse given
            && given.status().equals(HttpResponseStatus.REQUEST_ENTITY_TOO_LARGE)
        ? refusal()
        : response;
  }

  @Override
  protected void handleOversizedMessage(ChannelHandlerContext context, HttpMessage oversized) {
    FullHttpResponse refusal = refusal();
    if (HttpUtil.isKeepAlive(oversized)) {
      // The rest of the body is read and dropped: a client that is still sending gets the answer.
      context.writeAndFlush(refusal).addListener(ChannelFutureListener.CLOSE_ON_FAILURE);
    } else {
      refusal.headers().set("Connection", "close");
      context.writeAndFlush(refusal).addListener(ChannelFutureListener.CLOSE);
    }
  }

  private FullHttpResponse refusal() {
    Response words =
        Response.error(
            new RestException(413, "too-large", "a body has at most " + most + " bytes"));
    FullHttpResponse response =
        new DefaultFullHttpResponse(
            HttpVersion.HTTP_1_1,
            HttpResponseStatus.REQUEST_ENTITY_TOO_LARGE,
            Unpooled.wrappedBuffer(words.body()));
    response.headers().set("Content-Type", words.contentType());
    response.headers().setInt("Content-Length", words.body().length);
    return response;
  }
}
