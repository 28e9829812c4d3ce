/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.simulator.rest;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.util.concurrent.Future;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.kuralink.simulator.live.Journal;
import org.kuralink.simulator.live.Subscriber;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Server-Sent Events: one open response per subscriber; a subscriber that does not read is
 * disconnected.
 */
final class EventStream {
  private static final Logger LOG = LoggerFactory.getLogger(EventStream.class);
  private static final int MAX_SUBSCRIBERS = 64;
  private static final int BEAT_SECONDS = 15;

  private final Journal journal;
  private final Supplier<JsonObject> hello;
  private final AtomicInteger open = new AtomicInteger();

  EventStream(Journal journal, Supplier<JsonObject> hello) {
    this.journal = journal;
    this.hello = hello;
  }

  void open(ChannelHandlerContext context, Map<String, String> query) throws RestException {
    if (open.incrementAndGet() > MAX_SUBSCRIBERS) {
      open.decrementAndGet();
      throw new RestException(503, "too-many-streams", "close another stream first");
    }
    Channel channel = context.channel();
    HttpResponse head = new DefaultHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.OK);
    head.headers().set("Content-Type", "text/event-stream; charset=utf-8");
    head.headers().set("Cache-Control", "no-store");
    HttpUtil.setTransferEncodingChunked(head, true);
    channel.write(head);
    write(channel, frame("hello", hello.get()));
    Watcher watcher = new Watcher(channel, query);
    Future<?> beat =
        channel
            .eventLoop()
            .scheduleAtFixedRate(
                () -> watcher.offer(": still there\n\n"),
                BEAT_SECONDS,
                BEAT_SECONDS,
                TimeUnit.SECONDS);
    channel
        .closeFuture()
        .addListener(
            closed -> {
              journal.unsubscribe(watcher);
              beat.cancel(false);
              open.decrementAndGet();
            });
    journal.subscribe(watcher);
  }

  private static boolean fits(JsonObject data, Map<String, String> query) {
    return fits(data, query, "productKey") && fits(data, query, "deviceName");
  }

  private static boolean fits(JsonObject data, Map<String, String> query, String name) {
    String wanted = query.get(name);
    JsonElement given = data.get(name);
    return wanted == null || given == null || wanted.equals(given.getAsString());
  }

  private static String frame(String name, JsonObject data) {
    return "event: " + name + "\ndata: " + data + "\n\n";
  }

  /** A subscriber; disconnected at most once. */
  private static final class Watcher implements Subscriber {
    private final Channel channel;
    private final Map<String, String> query;
    private final AtomicBoolean cut = new AtomicBoolean();

    private Watcher(Channel channel, Map<String, String> query) {
      this.channel = channel;
      this.query = query;
    }

    @Override
    public void event(String name, JsonObject data) {
      if (fits(data, query)) {
        offer(frame(name, data));
      }
    }

    private void offer(String text) {
      if (cut.get()) {
        return;
      }
      if (channel.isWritable()) {
        write(channel, text);
      } else if (cut.compareAndSet(false, true)) {
        LOG.info(
            "Live stream to {} closed, because the client reads too slowly",
            channel.remoteAddress());
        channel.close();
      }
    }
  }

  private static void write(Channel channel, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    channel.writeAndFlush(
        new DefaultHttpContent(Unpooled.wrappedBuffer(bytes)), channel.voidPromise());
  }
}
