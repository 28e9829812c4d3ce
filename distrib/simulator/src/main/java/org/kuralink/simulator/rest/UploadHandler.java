/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.simulator.rest;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.codec.http.QueryStringDecoder;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.kuralink.simulator.files.FileStore;
import org.kuralink.simulator.files.Incoming;
import org.kuralink.simulator.registry.RegistryException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Receives uploaded files of any size in a streaming way. Runs on the thread of the connection,
 * where it also writes to the disk in pieces.
 */
final class UploadHandler extends ChannelInboundHandlerAdapter {
  private static final Logger LOG = LoggerFactory.getLogger(UploadHandler.class);
  private static final String PATH = "/api/v1/files";

  private final Site site;
  private boolean taking;
  private boolean keepAlive;
  private @Nullable Incoming incoming;
  private @Nullable RestException refusal;

  UploadHandler(Site site) {
    this.site = site;
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    if (message instanceof HttpRequest request && isUpload(request)) {
      taking = true;
      begin(context, request);
    } else if (taking && message instanceof HttpContent content) {
      take(content);
      boolean last = content instanceof LastHttpContent;
      ReferenceCountUtil.release(content);
      if (last) {
        end(context);
      }
    } else {
      context.fireChannelRead(message);
    }
  }

  private boolean isUpload(HttpRequest request) {
    return site.personSide().isPresent()
        && request.decoderResult().isSuccess()
        && request.method().equals(HttpMethod.POST)
        && (request.uri().equals(PATH) || request.uri().startsWith(PATH + "?"));
  }

  private void begin(ChannelHandlerContext context, HttpRequest request) {
    keepAlive = HttpUtil.isKeepAlive(request);
    refusal = null;
    try {
      site.guard().check(request, "application/octet-stream");
      if (HttpUtil.getContentLength(request, 0L) > FileStore.MAX_SIZE) {
        throw new RestException(
            413, "too-large", "a file has at most " + FileStore.MAX_SIZE + " bytes");
      }
      incoming = site.files().store().receive(name(request));
      if (HttpUtil.is100ContinueExpected(request)) {
        context.writeAndFlush(
            new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.CONTINUE));
      }
    } catch (RestException e) {
      refusal = e;
    } catch (RegistryException e) {
      refusal = HttpHandler.refusal(e);
    } catch (IOException | RuntimeException e) {
      refusal = failed(e);
    }
    if (refusal != null && HttpUtil.is100ContinueExpected(request)) {
      keepAlive = false;
    }
  }

  private static String name(HttpRequest request) throws RestException {
    List<String> names = new QueryStringDecoder(request.uri()).parameters().get("name");
    if (names == null) {
      throw RestException.bad("name is missing: POST " + PATH + "?name=firmware.bin");
    }
    return names.get(0);
  }

  private static RestException failed(Exception e) {
    LOG.warn("An upload failed: {}", e.toString());
    return new RestException(500, "failed", String.valueOf(e.getMessage()));
  }

  private void take(HttpContent content) {
    if (incoming == null || refusal != null) {
      return;
    }
    try {
      incoming.write(content.content().nioBuffer());
      if (content.decoderResult().isFailure()) {
        throw new IOException("the upload is not valid HTTP");
      }
    } catch (IOException e) {
      refusal = failed(e);
    }
  }

  private void end(ChannelHandlerContext context) {
    taking = false;
    Response response;
    Incoming whole = incoming;
    if (refusal != null || whole == null) {
      response = Response.error(refusal == null ? RestException.bad("no file") : refusal);
    } else {
      try {
        response = Response.json(201, whole.finish().toJson());
      } catch (IOException e) {
        response = Response.error(failed(e));
      }
    }
    forget();
    HttpHandler.send(context, response, null, keepAlive);
  }

  private void forget() {
    if (incoming != null) {
      try {
        incoming.close();
      } catch (IOException e) {
        LOG.debug("An upload could not be closed: {}", e.toString());
      }
      incoming = null;
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    forget();
    context.fireChannelInactive();
  }
}
