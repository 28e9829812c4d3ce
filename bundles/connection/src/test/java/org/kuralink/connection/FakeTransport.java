/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.connection;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.kuralink.api.connection.SessionFault;
import org.kuralink.api.line.FilterAnswer;
import org.kuralink.api.line.Line;
import org.kuralink.api.line.LineEvents;
import org.kuralink.api.line.LineException;
import org.kuralink.api.line.LineServer;
import org.kuralink.api.line.LineSettings;
import org.kuralink.api.line.OpenLine;

/** A line that a test controls. */
public class FakeTransport implements Line {

  public final CompletableFuture<OpenLine> opening = new CompletableFuture<>();
  public final List<Sent> sent = new CopyOnWriteArrayList<>();
  public final List<List<String>> subscribed = new CopyOnWriteArrayList<>();
  public final List<List<String>> unsubscribed = new CopyOnWriteArrayList<>();

  /** Filters that are not granted. */
  public final Set<String> refused = ConcurrentHashMap.newKeySet();

  /** Filters that cost the answer to the SUBSCRIBE they are in. */
  public final Set<String> unanswered = ConcurrentHashMap.newKeySet();

  /** Whether it answers a SUBSCRIBE at once; else when it is told to. */
  public volatile boolean answering = true;

  private final List<Runnable> answers = new CopyOnWriteArrayList<>();
  private volatile Consumer<Collection<String>> asking = filters -> {};
  private volatile Consumer<Collection<String>> leaving = filters -> {};
  public final LineSettings settings;
  private final LineEvents events;

  /** Whether it has a downlink, and whether it takes synchronous calls. */
  public volatile boolean downlink = true;

  public volatile boolean calls;
  public volatile boolean subscribes;
  public volatile boolean opened;
  public volatile boolean closed;
  public volatile boolean acknowledging = true;

  /** It knows no QoS, and says of each message whether it was taken. */
  private volatile boolean reporting;

  public volatile boolean busy;

  /** Run with each message that is to be sent. */
  public volatile Runnable publishing = () -> {};

  /** How many messages it is too busy for. */
  public final AtomicInteger busyFor = new AtomicInteger();

  /** It does what no line may do. */
  public volatile boolean throwing;

  FakeTransport(LineSettings settings, LineEvents events) {
    this.settings = settings;
    this.events = events;
  }

  @Override
  public URI server() {
    LineServer server = settings.server();
    return URI.create(server.transport() + "://" + server.host() + ":" + server.port());
  }

  @Override
  public CompletionStage<OpenLine> open() {
    opened = true;
    return opening;
  }

  @Override
  public CompletionStage<Void> publish(String topic, byte[] payload, int qos) {
    publishing.run();
    if (throwing) {
      throw new IllegalStateException("not so");
    }
    if (busy || busyFor.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
      return CompletableFuture.failedFuture(LineException.busy(1));
    }
    Sent one = new Sent(topic, payload, qos, new CompletableFuture<>());
    sent.add(one);
    if ((qos == 0 && !reporting) || acknowledging) {
      one.done.complete(null);
    }
    return one.done;
  }

  @Override
  public CompletionStage<List<FilterAnswer>> subscribe(Collection<String> filters, int qos) {
    asking.accept(filters);
    subscribed.add(new ArrayList<>(filters));
    if (unanswered.stream().anyMatch(filters::contains)) {
      return CompletableFuture.failedFuture(
          new LineException(SessionFault.Cause.TIMEOUT, "no answer"));
    }
    List<String> all = List.copyOf(filters);
    CompletableFuture<List<FilterAnswer>> answered = new CompletableFuture<>();
    Runnable answer = () -> answered.complete(all.stream().map(this::answer).toList());
    if (answering) {
      answer.run();
    } else {
      answers.add(answer);
    }
    return answered;
  }

  /** Answers the oldest SUBSCRIBE that it has not answered. */
  public void answerNext() {
    answers.remove(0).run();
  }

  /** Answers all that it has not answered, and whatever comes later. */
  public void answerAll() {
    answering = true;
    answers.forEach(Runnable::run);
    answers.clear();
  }

  private FilterAnswer answer(String filter) {
    return refused.contains(filter)
        ? new FilterAnswer(filter, false, "the platform refused it")
        : new FilterAnswer(filter, true, "");
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
    if (throwing) {
      throw new NoClassDefFoundError("what went with its bundle");
    }
  }

  /** Tells, in their order, what is subscribed and unsubscribed. */
  public void onSubscribed(
      Consumer<Collection<String>> subscribing, Consumer<Collection<String>> unsubscribing) {
    asking = subscribing;
    leaving = unsubscribing;
  }

  public void accept() {
    accept(new OpenLine(false, 256 * 1024, 30_000, downlink, calls, subscribes));
  }

  public void accept(OpenLine what) {
    reporting = !what.downlink();
    opening.complete(what);
  }

  public void refuse(SessionFault.Cause cause, String message) {
    opening.completeExceptionally(new LineException(cause, message));
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
    events.received(topic, payload, false);
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
