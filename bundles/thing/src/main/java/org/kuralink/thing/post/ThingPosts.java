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
import org.kuralink.thing.raw.RawPosts;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The posts of the devices of one session. Checks a post against the thing model, splits it into
 * messages, sends these in order over the link of the device, and collects their replies. Any
 * thread may call.
 */
public final class ThingPosts {

  private static final String PROPERTIES = "thing.event.property.post";
  private static final String BATCH = "thing.event.property.batch.post";
  private static final String HISTORY = "thing.event.property.history.post";

  /** The number of waiting posts whose replies are evaluated even if the caller ignores them. */
  public static final int MOST_WATCHED = 100;

  private static final Logger LOG = LoggerFactory.getLogger(ThingPosts.class);

  private final String name;
  private final ProductModels models;
  private final Optional<RawPosts> raw;
  private final AtomicInteger watched = new AtomicInteger();

  /**
   * Creates the posts of one session.
   *
   * @param name the component, for the log
   * @param raw turns posts into bytes; empty if they go up as Alink JSON
   */
  public ThingPosts(String name, ProductModels models, Optional<RawPosts> raw) {
    this.name = name;
    this.models = models;
    this.raw = raw;
  }

  private ModelCheck check(Device device, Optional<DeviceLink> link) {
    return link.map(models::check).orElseGet(() -> models.check(device.identity().productKey()));
  }

  /** Posts properties and remembers their values as the last ones of the device. */
  public CompletionStage<PostResult> post(Device device, PropertyPost post) {
    return post(device, post, models.validation());
  }

  private CompletionStage<PostResult> post(
      Device device, PropertyPost post, Validation validation) {
    Optional<DeviceLink> link = device.link();
    OutgoingPost outgoing = new OutgoingPost(check(device, link), validation);
    Map<String, Object> sent = outgoing.properties(post);
    CompletionStage<PostResult> result = send(device, link, PROPERTIES, outgoing, post.options());
    if (link.isPresent() && !hasFailed(result)) {
      device.remember(sent);
    }
    return result;
  }

  /** Posts an event. */
  public CompletionStage<PostResult> post(Device device, EventPost post) {
    Optional<DeviceLink> link = device.link();
    ModelCheck check = check(device, link);
    OutgoingPost outgoing = new OutgoingPost(check, models.validation());
    outgoing.event(post);
    return send(device, link, check.eventMethod(post.identifier()), outgoing, post.options());
  }

  /** Posts several values and events together. */
  public CompletionStage<PostResult> post(Device device, BatchPost post) {
    Optional<DeviceLink> link = device.link();
    OutgoingPost outgoing = new OutgoingPost(check(device, link), models.validation());
    outgoing.batch(post);
    return send(device, link, BATCH, outgoing, post.options());
  }

  /** Posts properties and events of the past. */
  public CompletionStage<PostResult> post(Device device, HistoryPost post) {
    Optional<DeviceLink> link = device.link();
    if (link.isEmpty()) {
      return device.noConnection();
    }
    OutgoingPost outgoing = new OutgoingPost(check(device, link), models.validation());
    outgoing.history(post, link.get().identity());
    return send(device, link, HISTORY, outgoing, post.options());
  }

  /** Posts values that the platform has set; they were checked before. */
  public void report(Device device, Map<String, Object> values) {
    post(device, PropertyPost.durable(values), Validation.OFF)
        .whenComplete(
            (result, failure) -> {
              if (failure != null) {
                LOG.info(
                    "{}: values set by the platform were not posted back: {}",
                    name,
                    HandlerFaults.words(failure));
              }
            });
  }

  private CompletionStage<PostResult> send(
      Device device,
      Optional<DeviceLink> link,
      String method,
      OutgoingPost outgoing,
      RequestOptions options) {
    if (link.isEmpty()) {
      return device.noConnection();
    }
    List<Violation> violations = outgoing.violations();
    models.refreshIfUnknown(device.identity().productKey(), violations);
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
        CompletionStage<?> reply = send(device, link.get(), method, message, options);
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

  /** Sends one message as Alink JSON or as bytes; bytes have no reply, hence bring nothing. */
  private CompletionStage<?> send(
      Device device, DeviceLink link, String method, JsonText params, RequestOptions options) {
    return raw.isPresent()
        ? device.send(link, over -> raw.get().request(over, method, params, options))
        : device.send(link, over -> over.request(method, params, options));
  }

  /** Tells whether a stage has failed already, without depending on the stage. */
  private static boolean hasFailed(CompletionStage<?> stage) {
    return stage instanceof CompletableFuture<?> future && future.isCompletedExceptionally();
  }

  /** Evaluates the replies of up to {@link #MOST_WATCHED} waiting posts, for the warning below. */
  private void watch(Sending sending) {
    if (watched.incrementAndGet() <= MOST_WATCHED) {
      sending.whenComplete((result, failure) -> watched.decrementAndGet());
    } else {
      watched.decrementAndGet();
    }
  }

  /** Logs each value that the platform refused and its reason, once. */
  private void complain(Device device, PostResult result) {
    if (!result.refused().isEmpty()) {
      Map<String, String> fresh = device.freshlyRefused(result.refused());
      if (!fresh.isEmpty()) {
        LOG.warn("{}: the platform did not take {}", name, fresh);
      }
    }
  }

  /**
   * The result of one post: the replies to its messages, in their order. The connection keeps a
   * queued message in memory as long as something depends on its stage. So this future depends on
   * these stages only once somebody depends on this future: a post whose result nobody asks for
   * costs no memory.
   */
  private static final class Sending extends CompletableFuture<PostResult> {

    private final AtomicBoolean followed = new AtomicBoolean();
    private final List<CompletionStage<?>> sent;
    private final List<Violation> violations;
    private final Set<String> names;
    private final Consumer<PostResult> listener;
    private final AtomicReferenceArray<Reply> replies;
    private final AtomicInteger missing;

    Sending(List<CompletionStage<?>> sent, OutgoingPost outgoing, Consumer<PostResult> listener) {
      int messages = outgoing.messages().size();
      this.sent = sent;
      this.violations = outgoing.violations();
      this.names = outgoing.names();
      this.listener = listener;
      this.replies = new AtomicReferenceArray<>(messages);
      this.missing = new AtomicInteger(messages);
    }

    /** Starts to depend on the messages, so that this future is completed. */
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

    /** Takes the reply to a message, or its failure, with which the post fails. */
    @SuppressWarnings("ConstantValue")
    private void done(int index, Object reply, Throwable failure) {
      if (failure != null) {
        completeExceptionally(HandlerFaults.cause(failure));
        return;
      }
      // Raw data has no reply: the platform has accepted it when it is acknowledged.
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

    /** Reads refused values: the platform answers 200 and names each with a text or an object. */
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
        // Data of another form names no values.
        return;
      }
    }
  }
}
