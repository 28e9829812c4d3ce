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
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.kuralink.api.codec.AlinkCodec;
import org.kuralink.api.codec.AlinkRequest;
import org.kuralink.api.codec.AlinkTopic;
import org.kuralink.api.codec.JsonText;
import org.kuralink.api.codec.MessageId;
import org.kuralink.api.connection.Delivery;
import org.kuralink.api.connection.DeviceIdentity;
import org.kuralink.api.connection.LinkException;
import org.kuralink.api.connection.Message;
import org.kuralink.api.connection.Reply;
import org.kuralink.api.connection.RequestOptions;
import org.kuralink.connection.link.PendingReplies.Pending;
import org.kuralink.connection.link.QueueSlot.UplinkMessage;

/** What links send: requests, and raw bytes on any topic. Any thread may call. */
final class LinkRequests {

  /** What is published there is of no use but for its answer. */
  private static final String QUESTIONS = "/ext/ntp/";

  /** What is posted so is of use without an answer: properties and events. */
  private static final String POSTS = "thing.event.";

  private final Supplier<@Nullable AlinkCodec> codecs;
  private final Supplier<Duration> deadline;
  private final PendingReplies pending;
  private final Subscriptions subscriptions;
  private final UplinkSender sender;
  private final Executor replies;

  /**
   * Requests of a session.
   *
   * @param codecs what there is at the moment
   * @param deadline for requests that do not say it themselves
   * @param replies completes the stages that callers see
   */
  LinkRequests(
      Supplier<@Nullable AlinkCodec> codecs,
      Supplier<Duration> deadline,
      PendingReplies pending,
      Subscriptions subscriptions,
      UplinkSender sender,
      Executor replies) {
    this.codecs = codecs;
    this.deadline = deadline;
    this.pending = pending;
    this.subscriptions = subscriptions;
    this.sender = sender;
    this.replies = replies;
  }

  CompletionStage<Reply> request(
      AlinkLink link, String method, JsonText params, RequestOptions options) {
    AlinkCodec codec = codecs.get();
    if (codec == null) {
      return CompletableFuture.failedFuture(
          new LinkException(
              LinkException.Reason.NO_CODEC,
              "The codec is being replaced or is not installed; try again"));
    }
    DeviceIdentity identity = link.identity();
    if (identity.productKey().isEmpty() || identity.deviceName().isEmpty()) {
      return CompletableFuture.failedFuture(
          new LinkException(
              LinkException.Reason.OFFLINE,
              "The connection has no product key or device name; configure it"));
    }
    Duration limit = options.deadline().orElseGet(deadline);
    try {
      return options.delivery() == Delivery.DURABLE
          ? durable(codec, link, method, params, limit)
          : direct(codec, link, method, params, options.within(limit));
    } catch (LinkException e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  private CompletionStage<Reply> direct(
      AlinkCodec codec, AlinkLink link, String method, JsonText params, RequestOptions options) {
    if (!link.isOnline()) {
      throw link.offline();
    }
    boolean unanswered = method.startsWith(POSTS) && sender.live().isDeaf();
    if (!unanswered) {
      checkThatAnswersCome();
    }
    Duration limit = options.deadline().orElseGet(deadline);
    Pending request =
        pending
            .addTransient(link, method, limit)
            .orElseThrow(
                () ->
                    new LinkException(
                        LinkException.Reason.BUSY,
                        "Too many requests are waiting for their replies"));
    try {
      UplinkMessage out = encode(codec, link, method, params, request);
      int qos = options.delivery() == Delivery.TRANSIENT ? 0 : 1;
      sender
          .live()
          .send(out.topic(), out.payload(), qos, request)
          .whenComplete((done, failure) -> sent(request, unanswered, failure));
    } catch (RuntimeException e) {
      request.fail(Wire.failure(e));
      throw e;
    }
    return request.future();
  }

  private CompletionStage<Reply> durable(
      AlinkCodec codec, AlinkLink link, String method, JsonText params, Duration limit) {
    Ticket<Reply> ticket = sender.slot().newTicket();
    Pending request = pending.addDurable(link, method, limit, ticket);
    try {
      sender.append(
          encode(codec, link, method, params, request),
          ticket,
          failure -> failure.ifPresentOrElse(request::fail, request::startDeadline));
    } catch (RuntimeException e) {
      request.fail(Wire.failure(e));
      throw e;
    }
    return request.future();
  }

  /** Why nothing that is not durable leaves now. */
  LinkException offline() {
    return sender.live().offline();
  }

  private void checkThatAnswersCome() {
    if (sender.live().isDeaf()) {
      throw new LinkException(
          LinkException.Reason.NO_DOWNLINK,
          "The line that is open brings nothing from the platform, so no reply can come");
    }
  }

  private UplinkMessage encode(
      AlinkCodec codec, AlinkLink link, String method, JsonText params, Pending request) {
    DeviceIdentity identity = link.identity();
    AlinkTopic topic = AlinkTopic.request(identity.productKey(), identity.deviceName(), method);
    byte[] payload = codec.encode(new AlinkRequest(MessageId.of(request.id()), method, params));
    String name = codec.formatTopic(topic);
    Wire.check(name, payload);
    subscriptions.needReplies(identity, name);
    return new UplinkMessage(name, payload, Long.toString(request.id()));
  }

  private void sent(Pending request, boolean unanswered, @Nullable Throwable failure) {
    if (failure != null) {
      sender.live().failed(failure);
      request.fail(Wire.failure(failure));
    } else if (unanswered) {
      pending.accepted(Long.toString(request.id()));
    }
  }

  /**
   * Publishes raw bytes.
   *
   * @param link who speaks
   */
  CompletionStage<Void> publish(AlinkLink link, Message message, Delivery delivery) {
    if (message.topic().isEmpty() || TopicFilter.hasWildcard(message.topic())) {
      throw Wire.noTopic(message.topic());
    }
    try {
      Wire.check(message.topic(), message.payload());
      if (message.topic().startsWith(QUESTIONS)) {
        checkThatAnswersCome();
      }
      if (delivery != Delivery.DURABLE && !link.isOnline()) {
        throw link.offline();
      }
      return delivery == Delivery.DURABLE
          ? keep(message)
          : send(message, delivery == Delivery.ACKNOWLEDGED ? 1 : 0);
    } catch (LinkException e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  // Stages that callers see are completed on the replies' lane, and fail with our own exception.

  private CompletionStage<Void> keep(Message message) {
    Ticket<Void> ticket = sender.slot().newTicket();
    sender.append(
        new UplinkMessage(message.topic(), message.payload(), ""),
        ticket,
        failure ->
            replies.execute(
                () -> failure.ifPresentOrElse(ticket::fail, () -> ticket.complete(null))));
    return ticket.handOut();
  }

  private CompletionStage<Void> send(Message message, int qos) {
    CompletableFuture<Void> seen = new CompletableFuture<>();
    sender
        .live()
        .send(message.topic(), message.payload(), qos, LiveMessages.Departure.PLAIN)
        .whenComplete(
            (done, failure) ->
                replies.execute(
                    () -> {
                      if (failure == null) {
                        seen.complete(null);
                      } else {
                        sender.live().failed(failure);
                        seen.completeExceptionally(Wire.failure(failure));
                      }
                    }));
    return seen;
  }
}
