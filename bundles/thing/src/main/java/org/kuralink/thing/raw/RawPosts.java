/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.thing.raw;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.kuralink.api.codec.JsonText;
import org.kuralink.api.connection.Delivery;
import org.kuralink.api.connection.DeviceIdentity;
import org.kuralink.api.connection.DeviceLink;
import org.kuralink.api.connection.LinkException;
import org.kuralink.api.connection.Message;
import org.kuralink.api.connection.RequestOptions;
import org.kuralink.api.thing.RawDataCodec;
import org.kuralink.thing.handler.Whiteboard;
import org.kuralink.thing.handler.Whiteboard.Handler;

/**
 * The posts of products with raw data. The platform's answer to raw data has no id, hence a post
 * succeeds as soon as its bytes are sent (transient) or acknowledged (durable).
 */
public final class RawPosts {

  /** The time in which a codec must encode a post. */
  private static final Duration WRITING = Duration.ofSeconds(5);

  private final String connection;
  private final Whiteboard.Serving<RawDataCodec> codecs;

  /** Creates the posts of one connection. */
  public RawPosts(String connection, Whiteboard.Serving<RawDataCodec> codecs) {
    this.connection = connection;
    this.codecs = codecs;
  }

  /** Encodes a request in Alink JSON with the codec of the device, and publishes the bytes. */
  public CompletionStage<Void> request(
      DeviceLink link, String method, JsonText params, RequestOptions options) {
    DeviceIdentity device = link.identity();
    List<Handler<RawDataCodec>> serving = codecs.serving(device);
    if (serving.isEmpty()) {
      return CompletableFuture.failedFuture(
          new LinkException(
              LinkException.Reason.NO_CODEC,
              "no RawDataCodec is registered for the connection '" + connection + "'"));
    }
    try {
      byte[] payload = written(serving.get(0), device, method, params);
      return publish(link, payload, options.delivery());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return CompletableFuture.failedFuture(e);
    } catch (ExecutionException | TimeoutException | RuntimeException e) {
      return CompletableFuture.failedFuture(failure(serving.get(0), e));
    }
  }

  /** Waits for the codec, because a durable message has to be on disk when the post returns. */
  private static byte[] written(
      Handler<RawDataCodec> codec, DeviceIdentity device, String method, JsonText params)
      throws InterruptedException, ExecutionException, TimeoutException {
    CompletableFuture<Void> over = new CompletableFuture<>();
    CompletableFuture<byte[]> bytes =
        codec
            .outwardQueue()
            .call(device, () -> completed(codec.service().encodePost(method, params)), over);
    try {
      return bytes.get(WRITING.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      over.complete(null);
      throw e;
    }
  }

  /** Wraps a value; {@link org.kuralink.thing.handler.HandlerQueue} reports null. */
  @SuppressWarnings("NullAway")
  private static <T> CompletableFuture<T> completed(T value) {
    return CompletableFuture.completedFuture(value);
  }

  private static Throwable failure(Handler<RawDataCodec> codec, Exception e) {
    if (e instanceof TimeoutException) {
      String name = codec.service().getClass().getName();
      return new LinkException(LinkException.Reason.BUSY, name + " did not encode a post in time");
    }
    Throwable cause = e.getCause();
    return e instanceof ExecutionException && cause != null ? cause : e;
  }

  /** Publishes raw data unchanged. */
  public static CompletionStage<Void> publish(DeviceLink link, byte[] payload, Delivery delivery) {
    String topic = new DeviceTopics(link.identity()).upRaw();
    return link.publish(new Message(topic, payload), delivery);
  }
}
