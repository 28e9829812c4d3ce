/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.simulator.files;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.codec.http.QueryStringDecoder;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Handles the requests for files of a connection, one at a time. Runs on the thread of the
 * connection, where it also reads the disk in pieces.
 */
final class DownloadHandler extends ChannelInboundHandlerAdapter {
  private static final Logger LOG = LoggerFactory.getLogger(DownloadHandler.class);

  /** Spelled as everybody does: there are devices that look for exactly this. */
  private static final String CONTENT_LENGTH = "Content-Length";

  private static final DateTimeFormatter HTTP_DATE =
      DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.US);

  private final FileServer server;
  private final FileLinks.Scheme scheme;
  private boolean swallowing;
  private @Nullable BodySender sender;

  DownloadHandler(FileServer server, FileLinks.Scheme scheme) {
    this.server = server;
    this.scheme = scheme;
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    if (message instanceof HttpRequest request
        && request.decoderResult().isSuccess()
        && request.uri().startsWith(FileServer.PREFIX)) {
      swallowing = true;
      if (sender != null) {
        context.close();
      } else {
        context.channel().config().setAutoRead(false);
        begin(context, request);
      }
    } else if (swallowing && message instanceof HttpContent) {
      swallowing = !(message instanceof LastHttpContent);
      ReferenceCountUtil.release(message);
    } else {
      context.fireChannelRead(message);
    }
  }

  private void begin(ChannelHandlerContext context, HttpRequest request) {
    boolean get = request.method().equals(HttpMethod.GET);
    if (!get && !request.method().equals(HttpMethod.HEAD)) {
      refuse(context, request, "", 405, "only GET and HEAD are offered here");
      return;
    }
    QueryStringDecoder uri = new QueryStringDecoder(request.uri());
    String[] segments = request.uri().replaceFirst("\\?.*", "").split("/", -1);
    Optional<StoredFile> file =
        segments.length == 4 ? server.store().find(segments[2]) : Optional.empty();
    if (file.isEmpty() || !file.get().name().equals(segments[3])) {
      refuse(context, request, "", 404, "there is no such file");
      return;
    }
    Optional<FileLinks.Claims> claims = claims(file.get(), uri);
    if (claims.isEmpty()) {
      refuse(context, request, file.get().id(), 403, "the signature is not that of this address");
    } else if (server.links().expired(claims.get())) {
      refuse(context, request, file.get().id(), 403, "the address has expired");
    } else {
      serve(context, request, file.get(), claims.get());
    }
  }

  private Optional<FileLinks.Claims> claims(StoredFile file, QueryStringDecoder uri) {
    try {
      return server.links().read(file.id(), file.name(), uri.parameters());
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private void serve(
      ChannelHandlerContext context,
      HttpRequest request,
      StoredFile file,
      FileLinks.Claims claims) {
    FileFaults faults = server.links().next(claims);
    if (faults.redirects() == -1 || claims.hop() < faults.redirects()) {
      redirect(context, request, file, claims, faults);
    } else if (faults.status() == 416) {
      refuseRange(context, request, file);
    } else if (faults.status() != 0) {
      refuse(context, request, file.id(), faults.status(), "fault: status");
    } else {
      send(context, request, file, faults);
    }
  }

  private void redirect(
      ChannelHandlerContext context,
      HttpRequest request,
      StoredFile file,
      FileLinks.Claims claims,
      FileFaults faults) {
    FileLinks.Scheme to = faults.redirectToHttp() ? FileLinks.Scheme.HTTP : scheme;
    HttpResponse response = answer(302, "");
    response.headers().set("Location", server.links().next(file, to, claims));
    finish(context, request, file.id(), response);
  }

  private void refuseRange(ChannelHandlerContext context, HttpRequest request, StoredFile file) {
    HttpResponse response = answer(416, "the range is not in the file\n");
    response.headers().set("Content-Range", "bytes */" + file.size());
    finish(context, request, file.id(), response);
  }

  private void refuse(
      ChannelHandlerContext context, HttpRequest request, String fileId, int status, String why) {
    finish(context, request, fileId, answer(status, why + "\n"));
  }

  private static HttpResponse answer(int status, String text) {
    byte[] body = text.getBytes(StandardCharsets.UTF_8);
    HttpResponse response =
        new DefaultFullHttpResponse(
            HttpVersion.HTTP_1_1, HttpResponseStatus.valueOf(status), Unpooled.wrappedBuffer(body));
    response.headers().set("Content-Type", "text/plain; charset=utf-8");
    response.headers().set(CONTENT_LENGTH, body.length);
    return response;
  }

  private void finish(
      ChannelHandlerContext context, HttpRequest request, String fileId, HttpResponse response) {
    note(request, fileId, response.status().code(), 0, true);
    boolean keep = HttpUtil.isKeepAlive(request);
    if (!keep) {
      response.headers().set("Connection", "close");
    }
    context
        .writeAndFlush(response)
        .addListener(
            written -> {
              if (keep && written.isSuccess()) {
                context.channel().config().setAutoRead(true);
              } else {
                context.close();
              }
            });
  }

  private void note(HttpRequest request, String fileId, int status, long sent, boolean whole) {
    if (!fileId.isEmpty()) {
      String range = request.headers().get(HttpHeaderNames.RANGE, "");
      server
          .downloads()
          .add(fileId, scheme.toString(), request.method().name(), range, status, sent, whole);
    }
  }

  private void send(
      ChannelHandlerContext context, HttpRequest request, StoredFile file, FileFaults faults) {
    Optional<ByteRange> asked = faults.ignoreRange() ? Optional.empty() : range(request, file);
    if (asked.isPresent() && asked.get().equals(ByteRange.UNSATISFIABLE)) {
      refuseRange(context, request, file);
      return;
    }
    ByteRange range = asked.orElse(new ByteRange(0, file.size()));
    HttpResponse head = head(file, asked, faults);
    long declared = Math.max(0, range.length() + faults.lengthDelta());
    head.headers().set(CONTENT_LENGTH, declared);
    boolean keep = HttpUtil.isKeepAlive(request) && declared == range.length();
    if (!keep) {
      head.headers().set("Connection", "close");
    }
    Optional<FileChannel> channel = open(context, request, file);
    if (channel.isEmpty()) {
      return;
    }
    long length = Math.min(range.length(), declared);
    boolean headOnly = request.method().equals(HttpMethod.HEAD);
    BodySender.Plan plan =
        new BodySender.Plan(
            range.start(), range.start() + (headOnly ? 0 : length), file.size() / 2, faults);
    context.write(head);
    int status = head.status().code();
    BodySender body =
        new BodySender(
            context,
            channel.get(),
            plan,
            (sent, whole) -> {
              sender = null;
              note(request, file.id(), status, sent, whole);
              goOn(context, whole && keep);
            });
    sender = body;
    body.pump();
  }

  /** Empty if the file cannot be read, which is answered then. */
  private Optional<FileChannel> open(
      ChannelHandlerContext context, HttpRequest request, StoredFile file) {
    try {
      return Optional.of(server.store().open(file));
    } catch (IOException e) {
      LOG.warn("{} cannot be read: {}", file.name(), e.toString());
      refuse(context, request, file.id(), 404, "the file has gone");
      return Optional.empty();
    }
  }

  private static void goOn(ChannelHandlerContext context, boolean keep) {
    if (keep) {
      context.channel().config().setAutoRead(true);
    } else {
      context.close();
    }
  }

  private static HttpResponse head(StoredFile file, Optional<ByteRange> asked, FileFaults faults) {
    HttpResponse head =
        new DefaultHttpResponse(
            HttpVersion.HTTP_1_1,
            asked.isPresent() ? HttpResponseStatus.PARTIAL_CONTENT : HttpResponseStatus.OK);
    head.headers().set("Content-Type", "application/octet-stream");
    head.headers().set("ETag", file.tag());
    head.headers().set("Last-Modified", date(file));
    head.headers().set("X-Content-Type-Options", "nosniff");
    if (!faults.ignoreRange()) {
      head.headers().set("Accept-Ranges", "bytes");
    }
    asked.ifPresent(
        range ->
            head.headers()
                .set(
                    "Content-Range",
                    "bytes " + range.start() + "-" + (range.end() - 1) + "/" + file.size()));
    return head;
  }

  private static Optional<ByteRange> range(HttpRequest request, StoredFile file) {
    String header = request.headers().get(HttpHeaderNames.RANGE, "");
    String condition = request.headers().get(HttpHeaderNames.IF_RANGE, "");
    boolean same =
        condition.isEmpty() || condition.equals(file.tag()) || condition.equals(date(file));
    return same ? ByteRange.parse(header, file.size()) : Optional.empty();
  }

  private static String date(StoredFile file) {
    return HTTP_DATE.format(Instant.ofEpochMilli(file.createdAt()).atOffset(ZoneOffset.UTC));
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext context) {
    BodySender body = sender;
    if (body != null && context.channel().isWritable()) {
      // This may come from within a write, which must end before the next begins.
      context.executor().execute(body::pump);
    }
    context.fireChannelWritabilityChanged();
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    if (sender != null) {
      sender.abandon();
    }
    context.fireChannelInactive();
  }
}
