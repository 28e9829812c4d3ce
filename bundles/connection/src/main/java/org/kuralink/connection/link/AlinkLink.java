/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.connection.link;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.kuralink.api.codec.AlinkCodec;
import org.kuralink.api.codec.AlinkRequest;
import org.kuralink.api.codec.AlinkTopic;
import org.kuralink.api.codec.JsonText;
import org.kuralink.api.codec.MessageId;
import org.kuralink.api.connection.Delivery;
import org.kuralink.api.connection.DeviceIdentity;
import org.kuralink.api.connection.DeviceLink;
import org.kuralink.api.connection.LinkException;
import org.kuralink.api.connection.LinkListener;
import org.kuralink.api.connection.Message;
import org.kuralink.api.connection.MessageListener;
import org.kuralink.api.connection.Registration;
import org.kuralink.api.connection.Reply;
import org.kuralink.api.connection.RequestHandler;
import org.kuralink.api.connection.RequestOptions;
import org.kuralink.connection.link.PendingReplies.Pending;

/** The door through which one identity asks and answers. Any thread may call. */
final class AlinkLink implements DeviceLink {

  private final DeviceIdentity identity;
  private final Supplier<@Nullable AlinkCodec> codecs;
  private final Supplier<Duration> deadline;
  private final PendingReplies pending;
  private final Answers answers;
  private final Subscriptions subscriptions;
  private final Wire wire;
  private final UplinkSender sender;
  private final LiveMessages live;
  private final RawMessages raw;
  private final Audience.Group<LinkListener> listeners;

  AlinkLink(
      DeviceIdentity identity,
      Supplier<@Nullable AlinkCodec> codecs,
      Supplier<Duration> deadline,
      PendingReplies pending,
      Answers answers,
      Subscriptions subscriptions,
      Wire wire,
      UplinkSender sender,
      LiveMessages live,
      RawMessages raw,
      Audience.Group<LinkListener> listeners) {
    this.identity = identity;
    this.codecs = codecs;
    this.deadline = deadline;
    this.pending = pending;
    this.answers = answers;
    this.subscriptions = subscriptions;
    this.wire = wire;
    this.sender = sender;
    this.live = live;
    this.raw = raw;
    this.listeners = listeners;
  }

  @Override
  public DeviceIdentity identity() {
    return identity;
  }

  @Override
  public CompletionStage<Reply> request(String method, JsonText params, RequestOptions options) {
    AlinkCodec codec = codecs.get();
    if (codec == null) {
      return CompletableFuture.failedFuture(
          new LinkException(
              LinkException.Reason.NO_CODEC,
              "The codec is being replaced or is not installed; try again"));
    }
    if (identity.productKey().isEmpty() || identity.deviceName().isEmpty()) {
      return CompletableFuture.failedFuture(
          new LinkException(
              LinkException.Reason.OFFLINE,
              "The connection has no product key or device name; configure it"));
    }
    Duration limit = options.deadline().orElseGet(deadline);
    try {
      return options.delivery() == Delivery.DURABLE
          ? durable(codec, method, params, limit)
          : direct(codec, method, params, limit, options.delivery());
    } catch (LinkException e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  @Override
  public Registration answer(String method, RequestHandler handler) {
    return answers.register(method, handler);
  }

  @Override
  public boolean isOnline() {
    return wire.isUp();
  }

  @Override
  public Registration addListener(LinkListener listener) {
    return listeners.add(listener);
  }

  @Override
  public CompletionStage<Void> publish(Message message, Delivery delivery) {
    return raw.publish(message, delivery);
  }

  @Override
  public Registration subscribe(String topicFilter, MessageListener listener) {
    return raw.subscribe(topicFilter, listener);
  }

  private CompletionStage<Reply> direct(
      AlinkCodec codec, String method, JsonText params, Duration limit, Delivery delivery) {
    if (!wire.isUp()) {
      throw Wire.offline();
    }
    Pending request =
        pending
            .addTransient(method, limit)
            .orElseThrow(
                () ->
                    new LinkException(
                        LinkException.Reason.BUSY,
                        PendingReplies.LIMIT + " requests are waiting for their replies"));
    try {
      Outgoing out = encode(codec, method, params, request);
      int qos = delivery == Delivery.TRANSIENT ? 0 : 1;
      live.send(out.topic, out.payload, qos, request::startDeadline)
          .whenComplete((done, failure) -> failed(request, failure));
    } catch (RuntimeException e) {
      request.fail(Wire.failure(e));
      throw e;
    }
    return request.future();
  }

  private CompletionStage<Reply> durable(
      AlinkCodec codec, String method, JsonText params, Duration limit) {
    Pending request = pending.addDurable(method, limit);
    try {
      Outgoing out = encode(codec, method, params, request);
      sender
          .append(out.topic, out.payload)
          .whenComplete(
              (done, failure) -> {
                if (failure == null) {
                  request.startDeadline();
                } else {
                  failed(request, failure);
                }
              });
    } catch (RuntimeException e) {
      request.fail(Wire.failure(e));
      throw e;
    }
    return request.future();
  }

  private Outgoing encode(AlinkCodec codec, String method, JsonText params, Pending request) {
    AlinkTopic topic = AlinkTopic.request(identity.productKey(), identity.deviceName(), method);
    byte[] payload = codec.encode(new AlinkRequest(MessageId.of(request.id()), method, params));
    String name = codec.formatTopic(topic);
    Wire.check(name, payload);
    subscriptions.need(codec.formatTopic(topic.toReply()));
    return new Outgoing(name, payload);
  }

  private static void failed(Pending request, @Nullable Throwable failure) {
    if (failure != null) {
      request.fail(Wire.failure(failure));
    }
  }

  @SuppressWarnings("ArrayRecordComponent")
  private record Outgoing(String topic, byte[] payload) {}
}
