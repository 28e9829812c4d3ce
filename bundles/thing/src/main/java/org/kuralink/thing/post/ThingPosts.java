/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.thing.post;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.Consumer;
import org.kuralink.api.codec.JsonText;
import org.kuralink.api.connection.Delivery;
import org.kuralink.api.connection.DeviceLink;
import org.kuralink.api.connection.Reply;
import org.kuralink.api.connection.RequestOptions;
import org.kuralink.api.thing.BatchPost;
import org.kuralink.api.thing.EventPost;
import org.kuralink.api.thing.HistoryPost;
import org.kuralink.api.thing.PostResult;
import org.kuralink.api.thing.PropertyPost;
import org.kuralink.api.thing.RejectedPostException;
import org.kuralink.api.tsl.Violation;
import org.kuralink.json.Json;
import org.kuralink.thing.device.Devices.Device;
import org.kuralink.thing.handler.HandlerFaults;
import org.kuralink.thing.model.ModelCheck;
import org.kuralink.thing.model.ProductModels;
import org.kuralink.thing.model.ProductModels.Validation;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Posts what applications hand in for the devices of one session: checked by the model, split into
 * messages, sent in order over the device's link. Any thread may call.
 */
public final class ThingPosts {

  private static final String PROPERTIES = "thing.event.property.post";
  private static final String BATCH = "thing.event.property.batch.post";
  private static final String HISTORY = "thing.event.property.history.post";

  /** Of how many posts that wait it is heard what became of them, though nobody else asks. */
  public static final int MOST_WATCHED = 100;

  private static final Logger LOG = LoggerFactory.getLogger(ThingPosts.class);

  private final String name;
  private final ProductModels models;
  private final Uplink uplink;
  private final AtomicInteger watched = new AtomicInteger();

  /** Posts of the devices of one session. */
  public ThingPosts(String name, ProductModels models, Uplink uplink) {
    this.name = name;
    this.models = models;
    this.uplink = uplink;
  }

  private ModelCheck check(Device device, Optional<DeviceLink> link) {
    return link.map(models::check).orElseGet(() -> models.check(device.identity().productKey()));
  }

  /** Posts properties; what was sent is remembered. */
  public CompletionStage<PostResult> post(Device device, PropertyPost post) {
    return post(device, post, models.validation());
  }

  private CompletionStage<PostResult> post(
      Device device, PropertyPost post, Validation validation) {
    Optional<DeviceLink> link = uplink.link(device);
    Outgoing outgoing = new Outgoing(check(device, link), validation);
    Map<String, Object> sent = outgoing.properties(post);
    CompletionStage<PostResult> result = send(device, link, PROPERTIES, outgoing, post.options());
    if (link.isPresent() && !hasFailed(result)) {
      device.remember(sent);
    }
    return result;
  }

  /** Posts an event. */
  public CompletionStage<PostResult> post(Device device, EventPost post) {
    Optional<DeviceLink> link = uplink.link(device);
    ModelCheck check = check(device, link);
    Outgoing outgoing = new Outgoing(check, models.validation());
    outgoing.event(post);
    return send(device, link, check.eventMethod(post.identifier()), outgoing, post.options());
  }

  /** Posts several values and events together. */
  public CompletionStage<PostResult> post(Device device, BatchPost post) {
    Optional<DeviceLink> link = uplink.link(device);
    Outgoing outgoing = new Outgoing(check(device, link), models.validation());
    outgoing.batch(post);
    return send(device, link, BATCH, outgoing, post.options());
  }

  /** Posts what is past. */
  public CompletionStage<PostResult> post(Device device, HistoryPost post) {
    Optional<DeviceLink> link = uplink.link(device);
    if (link.isEmpty()) {
      return uplink.noConnection();
    }
    Outgoing outgoing = new Outgoing(check(device, link), models.validation());
    outgoing.history(post, link.get().identity());
    return send(device, link, HISTORY, outgoing, post.options());
  }

  /** Lets the platform see what it has set; the values were checked before. */
  public void report(Device device, Map<String, Object> values) {
    post(device, PropertyPost.durable(values), Validation.OFF)
        .whenComplete(
            (result, failure) -> {
              if (failure != null) {
                LOG.info(
                    "{}: what was set is not reported: {}", name, HandlerFaults.words(failure));
              }
            });
  }

  private CompletionStage<PostResult> send(
      Device device,
      Optional<DeviceLink> link,
      String method,
      Outgoing outgoing,
      RequestOptions options) {
    if (link.isEmpty()) {
      return uplink.noConnection();
    }
    List<Violation> violations = outgoing.violations();
    models.missed(device.identity().productKey(), violations);
    List<Violation> forbidden = outgoing.forbidden();
    if (!forbidden.isEmpty()) {
      return CompletableFuture.failedFuture(new RejectedPostException(forbidden));
    }
    if (!violations.isEmpty() && device.isNews(violations.toString())) {
      LOG.warn("{}: posted although the thing model does not allow it: {}", name, violations);
    }
    models.tell("posted", outgoing.doubts());
    List<CompletionStage<?>> sent = new ArrayList<>();
    boolean failed = false;
    for (JsonText message : outgoing.messages()) {
      if (!failed) {
        CompletionStage<?> reply = uplink.post(device, link.get(), method, message, options);
        sent.add(reply);
        failed = hasFailed(reply);
      }
    }
    Sending sending = new Sending(sent, outgoing, result -> complain(device, result));
    if (options.delivery() != Delivery.DURABLE || sent.isEmpty() || failed) {
      sending.follow();
    } else {
      watch(sending);
    }
    return sending;
  }

  /** Whether a stage has failed already, asked in a way that depends on nothing. */
  private static boolean hasFailed(CompletionStage<?> stage) {
    return stage instanceof CompletableFuture<?> future && future.isCompletedExceptionally();
  }

  /** Follows some of what waits, so that a person hears of what the platform does not take. */
  private void watch(Sending sending) {
    if (watched.incrementAndGet() <= MOST_WATCHED) {
      sending.whenComplete((result, failure) -> watched.decrementAndGet());
    } else {
      watched.decrementAndGet();
    }
  }

  /** Says once of each what the platform does not take, and for which reason. */
  private void complain(Device device, PostResult result) {
    if (!result.refused().isEmpty()) {
      Map<String, String> fresh = device.freshlyRefused(result.refused());
      if (!fresh.isEmpty()) {
        LOG.warn("{}: the platform did not take {}", name, fresh);
      }
    }
  }

  /**
   * The messages of one post, sent until one is refused at once; brings their replies in that
   * order. A connection keeps what waits on disk in memory for who depends on its stage; so this
   * one depends on it only when somebody depends on this. Who drops it without having asked for
   * anything leaves nothing behind.
   */
  private static final class Sending extends CompletableFuture<PostResult> {

    private final AtomicBoolean followed = new AtomicBoolean();
    private final List<CompletionStage<?>> sent;
    private final List<Violation> violations;
    private final Set<String> names;
    private final Consumer<PostResult> listener;
    private final AtomicReferenceArray<Reply> replies;
    private final AtomicInteger missing;

    Sending(List<CompletionStage<?>> sent, Outgoing outgoing, Consumer<PostResult> listener) {
      int messages = outgoing.messages().size();
      this.sent = sent;
      this.violations = outgoing.violations();
      this.names = outgoing.names();
      this.listener = listener;
      this.replies = new AtomicReferenceArray<>(messages);
      this.missing = new AtomicInteger(messages);
    }

    /** Is completed from now on, whoever asks. */
    void follow() {
      if (!followed.compareAndSet(false, true)) {
        return;
      }
      if (sent.isEmpty()) {
        complete(new PostResult(List.of(), violations));
      }
      for (int i = 0; i < sent.size(); i++) {
        int index = i;
        sent.get(i).whenComplete((reply, failure) -> done(index, reply, failure));
      }
    }

    @Override
    public <U> CompletableFuture<U> newIncompleteFuture() {
      follow();
      return new CompletableFuture<>();
    }

    @Override
    public CompletableFuture<PostResult> toCompletableFuture() {
      follow();
      return this;
    }

    /** A message was answered, or has failed, and with it the post. */
    @SuppressWarnings("ConstantValue")
    private void done(int index, Object reply, Throwable failure) {
      if (failure != null) {
        completeExceptionally(HandlerFaults.cause(failure));
        return;
      }
      // Bytes have no reply: who has them has taken them.
      replies.set(index, reply instanceof Reply answer ? answer : Reply.success());
      if (missing.decrementAndGet() == 0) {
        PostResult all = result();
        listener.accept(all);
        complete(all);
      }
    }

    private PostResult result() {
      List<Reply> inOrder = new ArrayList<>(replies.length());
      Map<String, String> refused = new LinkedHashMap<>();
      for (int i = 0; i < replies.length(); i++) {
        inOrder.add(replies.get(i));
        if (replies.get(i).isSuccess()) {
          refused(replies.get(i).data(), refused);
        }
      }
      return new PostResult(inOrder, violations, refused);
    }

    /** The platform answers 200 with a text, or an object, for each value that it did not take. */
    private void refused(JsonText data, Map<String, String> refused) {
      try {
        if (!data.equals(JsonText.EMPTY_OBJECT) && Json.read(data) instanceof Map<?, ?> members) {
          members.forEach(
              (name, why) -> {
                if (name instanceof String identifier && names.contains(identifier)) {
                  Object words = why instanceof Map<?, ?> more ? more.get("message") : why;
                  refused.put(identifier, String.valueOf(words == null ? why : words));
                }
              });
        }
      } catch (IOException e) {
        // Data of another form says nothing about values.
        return;
      }
    }
  }
}
