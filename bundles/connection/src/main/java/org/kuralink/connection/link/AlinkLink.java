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
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicIntegerFieldUpdater;
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
import org.kuralink.connection.link.QueueSlot.UplinkMessage;

/**
 * The link of one identity: what its device sends, requests and raw bytes on any topic. Has nothing
 * of its own but how it stands and who listens: all else is the session's, because there may be
 * thousands of links. Any thread may call.
 */
final class AlinkLink implements DeviceLink {

  /** What is published there is of no use but for its answer. */
  private static final List<String> QUESTIONS = List.of("/ext/ntp/", "/ext/session/");

  /** What is posted so is of use without an answer: properties and events. */
  private static final String POSTS = "thing.event.";

  private static final AtomicIntegerFieldUpdater<AlinkLink> TRANSIENTS =
      AtomicIntegerFieldUpdater.newUpdater(AlinkLink.class, "transients");

  private final DeviceIdentity identity;
  private final DeviceLinks links;

  /** Written by {@link DeviceLinks} under its lock. */
  private volatile Standing standing = Standing.OFFLINE;

  /** When it last came online, by the clock that nobody sets. */
  private volatile long since;

  private volatile int transients;
  private Audience.@Nullable Group<LinkListener> listeners;

  AlinkLink(DeviceIdentity identity, DeviceLinks links) {
    this.identity = identity;
    this.links = links;
  }

  /** How a device stands with the platform. */
  enum Standing {
    /** Not logged in. */
    OFFLINE(UplinkRules.Gate.CLOSED),
    /** It may speak. */
    ONLINE(UplinkRules.Gate.OPEN),
    /** Not in the topology any more. */
    DELETED(UplinkRules.Gate.GONE);

    /** Whether what the device says may leave. */
    final UplinkRules.Gate gate;

    Standing(UplinkRules.Gate gate) {
      this.gate = gate;
    }
  }

  /**
   * What all links of a session send by.
   *
   * @param codecs what there is at the moment
   * @param deadline for requests that do not say it themselves
   * @param replies completes the stages that callers see
   */
  record Ways(
      Supplier<@Nullable AlinkCodec> codecs,
      Supplier<Duration> deadline,
      PendingReplies pending,
      UplinkSender sender,
      Executor replies) {

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
  }

  Standing standing() {
    return standing;
  }

  void standing(Standing now) {
    standing = now;
  }

  /** It comes online now. */
  void since(long nanos) {
    since = nanos;
  }

  /** Whether it has logged in since then, and is online. */
  boolean cameBackSince(long nanos) {
    return isOnline() && since - nanos > 0;
  }

  /** Whether it is the gateway's. */
  boolean isOwn() {
    return links.own() == this;
  }

  /** How many transient requests of its own wait for their replies, after so many more. */
  int transients(int more) {
    return TRANSIENTS.addAndGet(this, more);
  }

  private Ways ways() {
    return links.ways();
  }

  @Override
  public DeviceIdentity identity() {
    return identity;
  }

  @Override
  public CompletionStage<Reply> request(String method, JsonText params, RequestOptions options) {
    if (standing == Standing.DELETED) {
      return CompletableFuture.failedFuture(deleted());
    }
    AlinkCodec codec = ways().codecs().get();
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
    Duration limit = options.deadline().orElseGet(ways().deadline());
    try {
      return options.delivery() == Delivery.DURABLE
          ? durable(codec, method, params, limit)
          : direct(codec, method, params, limit, options.delivery() == Delivery.TRANSIENT ? 0 : 1);
    } catch (LinkException e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  private CompletionStage<Reply> direct(
      AlinkCodec codec, String method, JsonText params, Duration limit, int qos) {
    if (!isOnline()) {
      throw offline();
    }
    boolean unanswered = method.startsWith(POSTS) && ways().sender().live().isDeaf();
    if (!unanswered) {
      ways().checkThatAnswersCome();
    }
    Pending request =
        ways()
            .pending()
            .addTransient(this, method, limit)
            .orElseThrow(
                () ->
                    new LinkException(
                        LinkException.Reason.BUSY,
                        "Too many requests are waiting for their replies"));
    try {
      UplinkMessage out = encode(codec, method, params, request);
      ways()
          .sender()
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
      AlinkCodec codec, String method, JsonText params, Duration limit) {
    Ticket<Reply> ticket = ways().sender().slot().newTicket();
    Pending request = ways().pending().addDurable(this, method, limit, ticket);
    try {
      ways()
          .sender()
          .append(
              encode(codec, method, params, request),
              ticket,
              failure -> failure.ifPresentOrElse(request::fail, request::startDeadline));
    } catch (RuntimeException e) {
      request.fail(Wire.failure(e));
      throw e;
    }
    return request.future();
  }

  private UplinkMessage encode(AlinkCodec codec, String method, JsonText params, Pending request) {
    AlinkTopic topic = AlinkTopic.request(identity.productKey(), identity.deviceName(), method);
    byte[] payload = codec.encode(new AlinkRequest(MessageId.of(request.id()), method, params));
    String name = codec.formatTopic(topic);
    Wire.check(name, payload);
    links.subscriptions().needReplies(identity, name);
    return new UplinkMessage(name, payload, Long.toString(request.id()));
  }

  private void sent(Pending request, boolean unanswered, @Nullable Throwable failure) {
    if (failure != null) {
      ways().sender().live().failed(failure);
      request.fail(Wire.failure(failure));
    } else if (unanswered) {
      ways().pending().accepted(Long.toString(request.id()));
    }
  }

  @Override
  public Registration answer(String method, RequestHandler handler) {
    return links.answer(this, method, handler);
  }

  @Override
  public boolean isOnline() {
    return standing == Standing.ONLINE;
  }

  @Override
  public boolean isDeleted() {
    return standing == Standing.DELETED;
  }

  @Override
  public Registration addListener(LinkListener listener) {
    return group().add(listener);
  }

  private synchronized Audience.Group<LinkListener> group() {
    Audience.@Nullable Group<LinkListener> present = listeners;
    if (present == null) {
      present = links.newGroup();
      listeners = present;
    }
    return present;
  }

  void tell(boolean online) {
    Audience.@Nullable Group<LinkListener> present;
    synchronized (this) {
      present = listeners;
    }
    if (present != null) {
      present.tell(listener -> listener.changed(online));
    }
  }

  @Override
  public CompletionStage<Void> publish(Message message, Delivery delivery) {
    if (standing == Standing.DELETED) {
      return CompletableFuture.failedFuture(deleted());
    }
    if (message.topic().isEmpty() || TopicFilter.hasWildcard(message.topic())) {
      throw Wire.noTopic(message.topic());
    }
    try {
      Wire.check(message.topic(), message.payload());
      if (QUESTIONS.stream().anyMatch(message.topic()::startsWith)) {
        ways().checkThatAnswersCome();
      }
      if (delivery != Delivery.DURABLE && !isOnline()) {
        throw offline();
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
    Ticket<Void> ticket = ways().sender().slot().newTicket();
    ways()
        .sender()
        .append(
            new UplinkMessage(message.topic(), message.payload(), ""),
            ticket,
            failure ->
                ways()
                    .replies()
                    .execute(
                        () -> failure.ifPresentOrElse(ticket::fail, () -> ticket.complete(null))));
    return ticket.handOut();
  }

  private CompletionStage<Void> send(Message message, int qos) {
    CompletableFuture<Void> seen = new CompletableFuture<>();
    ways()
        .sender()
        .live()
        .send(message.topic(), message.payload(), qos, LiveMessages.Departure.PLAIN)
        .whenComplete(
            (done, failure) ->
                ways()
                    .replies()
                    .execute(
                        () -> {
                          if (failure == null) {
                            seen.complete(null);
                          } else {
                            ways().sender().live().failed(failure);
                            seen.completeExceptionally(Wire.failure(failure));
                          }
                        }));
    return seen;
  }

  @Override
  public Registration subscribe(String topicFilter, MessageListener listener) {
    return links.subscriptions().listen(this, topicFilter, listener);
  }

  /** What is said of a message that cannot be sent now. */
  LinkException offline() {
    return isOwn() || !links.isUp()
        ? ways().offline()
        : new LinkException(
            LinkException.Reason.OFFLINE, identity + " is not logged in at this moment");
  }

  LinkException loggedOut() {
    return new LinkException(
        LinkException.Reason.LINK_LOST, identity + " was logged out before the reply came");
  }

  LinkException deleted() {
    return new LinkException(
        LinkException.Reason.DELETED,
        identity
            + " was taken out of the topology of its gateway; add it to the topology again on the"
            + " platform, or send nothing for it any more");
  }

  @Override
  public String toString() {
    return "link of " + identity;
  }
}
