/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.api.connection;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import org.kuralink.api.codec.JsonText;
import org.kuralink.api.codec.MessageId;
import org.kuralink.api.codec.ResultCode;

/**
 * A test double of {@link DeviceLink}: records each request, lets the test reply or refuse, and
 * delivers requests of the platform to the handlers. Everything runs on the calling thread.
 */
public final class FakeDeviceLink implements DeviceLink {

  private final DeviceIdentity identity;
  private final List<Sent> sent = new CopyOnWriteArrayList<>();
  private final Map<String, RequestHandler> handlers = new ConcurrentHashMap<>();
  private final AtomicLong ids = new AtomicLong();
  private final List<Published> published = new CopyOnWriteArrayList<>();
  private final List<Subscriber> subscribers = new CopyOnWriteArrayList<>();
  private final List<LinkListener> listeners = new CopyOnWriteArrayList<>();
  private volatile boolean online = true;
  private volatile boolean deleted;
  private volatile Optional<FakeCloudSession> session = Optional.empty();
  private volatile Optional<Function<Sent, Reply>> answering = Optional.empty();
  private volatile Optional<LinkException> refusal = Optional.empty();

  /** Creates the link of the device {@code pk/dn}. */
  public FakeDeviceLink() {
    this(new DeviceIdentity("pk", "dn"));
  }

  /** Creates the link of a device. */
  public FakeDeviceLink(DeviceIdentity identity) {
    this.identity = identity;
  }

  /** Attaches the link to a session, whose handlers and listeners for all devices then apply. */
  void belongsTo(FakeCloudSession owner) {
    session = Optional.of(owner);
  }

  @Override
  public DeviceIdentity identity() {
    return identity;
  }

  @Override
  public CompletionStage<Reply> request(String method, JsonText params, RequestOptions options) {
    Sent request = new Sent(method, params, options, new CompletableFuture<>());
    refusal.ifPresentOrElse(request.reply()::completeExceptionally, () -> accept(request));
    return request.reply();
  }

  @Override
  public Registration answer(String method, RequestHandler handler) {
    if (handlers.putIfAbsent(method, handler) != null) {
      throw new IllegalStateException(method + " has a handler already");
    }
    return () -> handlers.remove(method, handler);
  }

  @Override
  public boolean isOnline() {
    return online;
  }

  @Override
  public Registration addListener(LinkListener listener) {
    return add(listeners, listener);
  }

  @Override
  public CompletionStage<Void> publish(Message message, Delivery delivery) {
    Optional<LinkException> gone =
        refusal.filter(why -> why.reason() == LinkException.Reason.DELETED);
    if (gone.isPresent()) {
      return CompletableFuture.failedFuture(gone.get());
    }
    if (delivery != Delivery.DURABLE && !online) {
      return CompletableFuture.failedFuture(
          new LinkException(LinkException.Reason.OFFLINE, "offline"));
    }
    published.add(new Published(message, delivery));
    return CompletableFuture.completedFuture(null);
  }

  @Override
  public Registration subscribe(String topicFilter, MessageListener listener) {
    return add(subscribers, new Subscriber(topicFilter, listener));
  }

  @Override
  public boolean isDeleted() {
    return deleted;
  }

  /** Makes the link permanently offline, as after the removal from the topology. */
  void delete() {
    deleted = true;
    boolean before = online;
    online(false);
    refuseWith(LinkException.Reason.DELETED);
    if (!before) {
      session.ifPresent(owner -> owner.changed(this, false));
    }
  }

  /** Goes online or offline and notifies the listeners. */
  public void online(boolean now) {
    if (online != now) {
      online = now;
      listeners.forEach(listener -> listener.changed(now));
      session.ifPresent(owner -> owner.changed(this, now));
    }
  }

  /** Delivers a message to all matching subscriptions; returns their number. */
  public int deliver(String topic, byte[] payload) {
    Message message = new Message(topic, payload);
    List<Subscriber> matching = subscribers.stream().filter(s -> s.matches(topic)).toList();
    matching.forEach(subscriber -> subscriber.listener().received(message));
    return matching.size() + session.map(owner -> owner.deliverToAll(this, message)).orElse(0);
  }

  /** Returns the published raw messages in order. */
  public List<Published> published() {
    return List.copyOf(published);
  }

  /** Returns the subscribed filters in order. */
  public List<String> subscribed() {
    return subscribers.stream().map(Subscriber::filter).toList();
  }

  /** Replies to each further request immediately. */
  public void answerWith(Function<Sent, Reply> answer) {
    answering = Optional.of(answer);
  }

  /** Replies to each further request with success. */
  public void answerWithSuccess() {
    answerWith(request -> Reply.success());
  }

  /** Lets further requests wait until the test completes {@link Sent#reply}. */
  public void answerNothing() {
    answering = Optional.empty();
  }

  /** Refuses each further request, without recording it as sent. */
  public void refuseWith(LinkException.Reason reason) {
    refusal = Optional.of(new LinkException(reason, "refused by the test"));
  }

  /** Accepts requests again. */
  public void acceptAgain() {
    refusal = Optional.empty();
  }

  /** Returns the sent requests in order. */
  public List<Sent> sent() {
    return List.copyOf(sent);
  }

  /** Returns the sent requests with a method, in order. */
  public List<Sent> sent(String method) {
    return sent.stream().filter(request -> request.method().equals(method)).toList();
  }

  /** Returns the last sent request. */
  public Sent last() {
    List<Sent> all = sent();
    if (all.isEmpty()) {
      throw new NoSuchElementException("nothing was sent");
    }
    return all.get(all.size() - 1);
  }

  /** Clears the recorded requests and messages. */
  public void clear() {
    sent.clear();
    published.clear();
  }

  /** Returns the methods with a handler, as registered, including {@code .*}. */
  public Set<String> answered() {
    return Set.copyOf(handlers.keySet());
  }

  /**
   * Delivers a request of the platform.
   *
   * @return the handler's reply; code 400 if there is no handler, it throws or its stage fails
   */
  public CompletionStage<Reply> deliver(String method, JsonText params) {
    return deliver(Optional.of(MessageId.of(ids.incrementAndGet())), method, params);
  }

  /** Delivers a request with a given id, or without one. */
  public CompletionStage<Reply> deliver(Optional<MessageId> id, String method, JsonText params) {
    return deliver(new Request(id, method, params, Instant.EPOCH));
  }

  /** Delivers a request without parameters. */
  public CompletionStage<Reply> deliverWithoutParams(String method) {
    Optional<MessageId> id = Optional.of(MessageId.of(ids.incrementAndGet()));
    return deliver(new Request(id, method, JsonText.EMPTY_OBJECT, Instant.EPOCH, false));
  }

  private CompletionStage<Reply> deliver(Request request) {
    Optional<RequestHandler> handler = handlerOf(request.method());
    if (handler.isEmpty()) {
      return CompletableFuture.completedFuture(failure("no handler"));
    }
    try {
      return handler.get().handle(request).exceptionally(e -> failure(e.toString()));
    } catch (RuntimeException e) {
      return CompletableFuture.completedFuture(failure(e.toString()));
    }
  }

  private void accept(Sent request) {
    sent.add(request);
    answering.ifPresent(answer -> request.reply().complete(answer.apply(request)));
  }

  private Optional<RequestHandler> handlerOf(String method) {
    Optional<RequestHandler> found = registered(method);
    for (int dot = method.lastIndexOf('.');
        found.isEmpty() && dot > 0;
        dot = method.lastIndexOf('.', dot - 1)) {
      found = registered(method.substring(0, dot) + ".*");
    }
    return found;
  }

  private Optional<RequestHandler> registered(String method) {
    return Optional.ofNullable(handlers.get(method))
        .or(
            () ->
                session
                    .flatMap(owner -> owner.handlerOfAll(method))
                    .map(handler -> request -> handler.handle(this, request)));
  }

  private static Reply failure(String message) {
    return Reply.failure(ResultCode.REQUEST_ERROR, message);
  }

  private static <T> Registration add(List<T> list, T element) {
    list.add(element);
    return () -> list.removeIf(other -> other == element);
  }

  /** A published raw message. */
  public record Published(Message message, Delivery delivery) {}

  /** Returns whether a topic matches a filter. */
  static boolean matches(String filter, String topic) {
    String[] pattern = filter.split("/", -1);
    String[] levels = topic.split("/", -1);
    for (int i = 0; i < pattern.length; i++) {
      if (pattern[i].equals("#")) {
        return true;
      }
      if (i == levels.length || !(pattern[i].equals("+") || pattern[i].equals(levels[i]))) {
        return false;
      }
    }
    return pattern.length == levels.length;
  }

  private record Subscriber(String filter, MessageListener listener) {

    boolean matches(String topic) {
      return FakeDeviceLink.matches(filter, topic);
    }
  }

  /**
   * A sent request.
   *
   * @param reply the stage that was returned to the caller; the test completes it
   */
  public record Sent(
      String method, JsonText params, RequestOptions options, CompletableFuture<Reply> reply) {

    /** Completes the request with success. */
    public void succeed() {
      reply.complete(Reply.success());
    }

    /** Completes the request with a refusal of the platform. */
    public void refuse(int code, String message) {
      reply.complete(Reply.failure(new ResultCode(code), message));
    }

    /** Fails the request without a reply. */
    public void fail(LinkException.Reason reason) {
      reply.completeExceptionally(new LinkException(reason, "failed by the test"));
    }
  }
}
