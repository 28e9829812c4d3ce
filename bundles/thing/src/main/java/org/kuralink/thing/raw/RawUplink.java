/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.thing.raw;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.kuralink.api.codec.JsonText;
import org.kuralink.api.connection.Delivery;
import org.kuralink.api.connection.DeviceLink;
import org.kuralink.api.connection.LinkException;
import org.kuralink.api.connection.Message;
import org.kuralink.api.connection.Reply;
import org.kuralink.api.connection.RequestOptions;
import org.kuralink.api.thing.RawDataCodec;
import org.kuralink.thing.handler.Handler;
import org.kuralink.thing.handler.Whiteboard;
import org.kuralink.thing.link.DelegatingLink;

/**
 * A link whose requests go up as bytes. The platform's answer to bytes has no id, hence a request
 * succeeds as soon as its bytes are on their way (transient) or acknowledged (durable).
 */
public final class RawUplink extends DelegatingLink {

  private final String connection;
  private final Whiteboard<RawDataCodec> codecs;

  /** Translates for one connection. */
  public RawUplink(DeviceLink link, String connection, Whiteboard<RawDataCodec> codecs) {
    super(link);
    this.connection = connection;
    this.codecs = codecs;
  }

  @Override
  public CompletionStage<Reply> request(String method, JsonText params, RequestOptions options) {
    List<Handler<RawDataCodec>> serving = codecs.serving(connection);
    if (serving.isEmpty()) {
      return CompletableFuture.failedFuture(
          new LinkException(
              LinkException.Reason.NO_CODEC,
              "no RawDataCodec is there for the connection '" + connection + "'"));
    }
    try {
      byte[] payload = serving.get(0).service().encodePost(method, params);
      return publish(payload, options.delivery()).thenApply(done -> Reply.success());
    } catch (RuntimeException e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  /** Publishes bytes as they are. */
  public CompletionStage<Void> publish(byte[] payload, Delivery delivery) {
    return publish(new Message(new DeviceTopics(identity()).upRaw(), payload), delivery);
  }
}
