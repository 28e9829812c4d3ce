/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.connection;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.kuralink.api.connection.SessionFault;
import org.kuralink.connection.mqtt.LinkEvents;
import org.kuralink.connection.mqtt.LinkSettings;
import org.kuralink.connection.mqtt.MqttTransport;
import org.kuralink.connection.mqtt.TransportException;
import org.kuralink.login.Login;

/** A transport that does what a test says. */
public final class FakeTransport implements MqttTransport {

  public final CompletableFuture<Boolean> opening = new CompletableFuture<>();
  public final List<Sent> sent = new CopyOnWriteArrayList<>();
  public final List<List<String>> subscribed = new CopyOnWriteArrayList<>();
  public final List<List<String>> unsubscribed = new CopyOnWriteArrayList<>();

  /** Filters that are not granted. */
  public final Set<String> refused = ConcurrentHashMap.newKeySet();

  /** Filters that cost the answer to the SUBSCRIBE they are in. */
  public final Set<String> unanswered = ConcurrentHashMap.newKeySet();

  private volatile Consumer<Collection<String>> asking = filters -> {};
  private volatile Consumer<Collection<String>> leaving = filters -> {};
  public volatile LinkSettings settings;
  public volatile Login login;
  public volatile boolean closed;
  public volatile boolean acknowledging = true;
  public volatile boolean busy;
  private volatile LinkEvents events;

  @Override
  public CompletionStage<Boolean> open(Login with, LinkSettings how, LinkEvents to) {
    login = with;
    settings = how;
    events = to;
    return opening;
  }

  @Override
  public CompletionStage<Void> publish(String topic, byte[] payload, int qos) {
    if (busy) {
      return CompletableFuture.failedFuture(TransportException.busy(1));
    }
    Sent one = new Sent(topic, payload, qos, new CompletableFuture<>());
    sent.add(one);
    if (qos == 0 || acknowledging) {
      one.done.complete(null);
    }
    return one.done;
  }

  @Override
  public CompletionStage<List<String>> subscribe(Collection<String> filters, int qos) {
    asking.accept(filters);
    subscribed.add(new ArrayList<>(filters));
    return unanswered.stream().anyMatch(filters::contains)
        ? CompletableFuture.failedFuture(
            new TransportException(SessionFault.Cause.TIMEOUT, "no answer"))
        : CompletableFuture.completedFuture(filters.stream().filter(refused::contains).toList());
  }

  @Override
  public CompletionStage<Void> unsubscribe(Collection<String> filters) {
    leaving.accept(filters);
    unsubscribed.add(new ArrayList<>(filters));
    return CompletableFuture.completedFuture(null);
  }

  @Override
  public void close() {
    closed = true;
  }

  /** Tells, in their order, what is subscribed and unsubscribed. */
  public void onSubscribed(
      Consumer<Collection<String>> subscribing, Consumer<Collection<String>> unsubscribing) {
    asking = subscribing;
    leaving = unsubscribing;
  }

  public void accept() {
    opening.complete(false);
  }

  public void refuse(SessionFault.Cause cause, String message) {
    opening.completeExceptionally(new TransportException(cause, message));
  }

  public void lose() {
    lose(SessionFault.Cause.LINK_LOST);
  }

  public void lose(SessionFault.Cause cause) {
    events.lost(cause, "the link is gone");
  }

  public void deliver(String topic, String payload) {
    deliver(topic, payload.getBytes(StandardCharsets.UTF_8));
  }

  public void deliver(String topic, byte[] payload) {
    events.received(topic, payload);
  }

  /** What was sent on a topic, as text. */
  public List<String> sentOn(String topic) {
    return sent.stream().filter(one -> one.topic.equals(topic)).map(Sent::text).toList();
  }

  /** A message as it was sent. */
  public record Sent(String topic, byte[] payload, int qos, CompletableFuture<Void> done) {

    public String text() {
      return new String(payload, StandardCharsets.UTF_8);
    }
  }
}
