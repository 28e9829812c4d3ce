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
 * The link of one identity: requests and raw messages of its device. Its own state is the device
 * state and the listeners; everything else belongs to the session, because a session may have
 * thousands of links. Any thread may call.
 */
final class AlinkLink implements DeviceLink {

  /** Prefixes of topics whose messages are useless without a reply. */
  private static final List<String> QUESTIONS = List.of("/ext/ntp/", "/ext/session/");

  /** The prefix of the methods that post properties and events; they are useful without a reply. */
  private static final String POSTS = "thing.event.";

  private static final AtomicIntegerFieldUpdater<AlinkLink> TRANSIENTS =
      AtomicIntegerFieldUpdater.newUpdater(AlinkLink.class, "transients");

  private final DeviceIdentity identity;
  private final DeviceLinks links;

  /** Written by {@link DeviceLinks} under its lock. */
  private volatile LinkState state = LinkState.OFFLINE;

  /** The monotonic time at which the device last came online. */
  private volatile long since;

  private volatile int transients;
  private ListenerLanes.@Nullable Group<LinkListener> listeners;

  AlinkLink(DeviceIdentity identity, DeviceLinks links) {
    this.identity = identity;
    this.links = links;
  }

  /** The state of a device on the platform. */
  enum LinkState {
    /** Not logged in. */
    OFFLINE(UplinkRules.Gate.CLOSED),
    /** Logged in; it may send. */
    ONLINE(UplinkRules.Gate.OPEN),
    /** Removed from the topology. */
    DELETED(UplinkRules.Gate.GONE);

    /** Whether messages of the device may be sent. */
    final UplinkRules.Gate gate;

    LinkState(UplinkRules.Gate gate) {
      this.gate = gate;
    }
  }

  /**
   * The parts of a session that its links share.
   *
   * @param codecs supplies the current codec
   * @param deadline the default deadline of requests
   * @param replies completes the stages of callers
   */
  record Shared(
      Supplier<@Nullable AlinkCodec> codecs,
      Supplier<Duration> deadline,
      PendingReplies pending,
      UplinkSender sender,
      Executor replies) {

    /** Returns why a message that is not durable cannot be sent now. */
    LinkException offline() {
      return sender.live().offline();
    }

    private void requireDownlink() {
      if (sender.live().isUplinkOnly()) {
        throw new LinkException(
            LinkException.Reason.NO_DOWNLINK,
            "The open line is uplink only, so no reply can arrive");
      }
    }
  }

  LinkState state() {
    return state;
  }

  void state(LinkState now) {
    state = now;
  }

  /** Sets the time at which the device came online. */
  void since(long nanos) {
    since = nanos;
  }

  /** Returns whether the device is online and has logged in after this time. */
  boolean cameBackSince(long nanos) {
    return isOnline() && since - nanos > 0;
  }

  /** Returns whether this is the link of the gateway. */
  boolean isOwn() {
    return links.own() == this;
  }

  /** Adds to the number of pending transient requests of this device and returns the sum. */
  int transients(int more) {
    return TRANSIENTS.addAndGet(this, more);
  }

  private Shared shared() {
    return links.shared();
  }

  @Override
  public DeviceIdentity identity() {
    return identity;
  }

  @Override
  public CompletionStage<Reply> request(String method, JsonText params, RequestOptions options) {
    if (state == LinkState.DELETED) {
      return CompletableFuture.failedFuture(deleted());
    }
    AlinkCodec codec = shared().codecs().get();
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
    Duration limit = options.deadline().orElseGet(shared().deadline());
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
    boolean unanswered = method.startsWith(POSTS) && shared().sender().live().isUplinkOnly();
    if (!unanswered) {
      shared().requireDownlink();
    }
    Pending request =
        shared()
            .pending()
            .addTransient(this, method, limit)
            .orElseThrow(
                () ->
                    new LinkException(
                        LinkException.Reason.BUSY,
                        "Too many requests are waiting for their replies"));
    try {
      UplinkMessage out = encode(codec, method, params, request);
      shared()
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
    Ticket<Reply> ticket = shared().sender().slot().newTicket();
    Pending request = shared().pending().addDurable(this, method, limit, ticket);
    try {
      shared()
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
      shared().sender().live().failed(failure);
      request.fail(Wire.failure(failure));
    } else if (unanswered) {
      shared().pending().accepted(Long.toString(request.id()));
    }
  }

  @Override
  public Registration answer(String method, RequestHandler handler) {
    return links.answer(this, method, handler);
  }

  @Override
  public boolean isOnline() {
    return state == LinkState.ONLINE;
  }

  @Override
  public boolean isDeleted() {
    return state == LinkState.DELETED;
  }

  @Override
  public Registration addListener(LinkListener listener) {
    return group().add(listener);
  }

  private synchronized ListenerLanes.Group<LinkListener> group() {
    ListenerLanes.@Nullable Group<LinkListener> present = listeners;
    if (present == null) {
      present = links.newGroup();
      listeners = present;
    }
    return present;
  }

  void tell(boolean online) {
    ListenerLanes.@Nullable Group<LinkListener> present;
    synchronized (this) {
      present = listeners;
    }
    if (present != null) {
      present.tell(listener -> listener.changed(online));
    }
  }

  @Override
  public CompletionStage<Void> publish(Message message, Delivery delivery) {
    if (state == LinkState.DELETED) {
      return CompletableFuture.failedFuture(deleted());
    }
    if (message.topic().isEmpty() || TopicFilter.hasWildcard(message.topic())) {
      throw Wire.noTopic(message.topic());
    }
    try {
      Wire.check(message.topic(), message.payload());
      if (QUESTIONS.stream().anyMatch(message.topic()::startsWith)) {
        shared().requireDownlink();
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

  // The stages of callers are completed on the reply lane, with a LinkException on failure.

  private CompletionStage<Void> keep(Message message) {
    Ticket<Void> ticket = shared().sender().slot().newTicket();
    shared()
        .sender()
        .append(
            new UplinkMessage(message.topic(), message.payload(), ""),
            ticket,
            failure ->
                shared()
                    .replies()
                    .execute(
                        () -> failure.ifPresentOrElse(ticket::fail, () -> ticket.complete(null))));
    return ticket.handOut();
  }

  private CompletionStage<Void> send(Message message, int qos) {
    CompletableFuture<Void> seen = new CompletableFuture<>();
    shared()
        .sender()
        .live()
        .send(message.topic(), message.payload(), qos, LiveMessages.Departure.PLAIN)
        .whenComplete(
            (done, failure) ->
                shared()
                    .replies()
                    .execute(
                        () -> {
                          if (failure == null) {
                            seen.complete(null);
                          } else {
                            shared().sender().live().failed(failure);
                            seen.completeExceptionally(Wire.failure(failure));
                          }
                        }));
    return seen;
  }

  @Override
  public Registration subscribe(String topicFilter, MessageListener listener) {
    return links.subscriptions().listen(this, topicFilter, listener);
  }

  /** Returns the exception for a message that cannot be sent now. */
  LinkException offline() {
    return isOwn() || !links.isUp()
        ? shared().offline()
        : new LinkException(LinkException.Reason.OFFLINE, identity + " is not logged in");
  }

  LinkException loggedOut() {
    return new LinkException(
        LinkException.Reason.LINK_LOST, identity + " was logged out before the reply arrived");
  }

  LinkException deleted() {
    return new LinkException(
        LinkException.Reason.DELETED,
        identity
            + " was removed from the topology of its gateway; add it to the topology again on the"
            + " platform, or stop sending messages for it");
  }

  @Override
  public String toString() {
    return "link of " + identity;
  }
}
