/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.thing.post;

import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.kuralink.api.codec.JsonText;
import org.kuralink.api.connection.DeviceLink;
import org.kuralink.api.connection.RequestOptions;
import org.kuralink.api.thing.BatchPost;
import org.kuralink.api.thing.EventPost;
import org.kuralink.api.thing.HistoryPost;
import org.kuralink.api.thing.PostResult;
import org.kuralink.api.thing.PropertyPost;
import org.kuralink.api.thing.RejectedPostException;
import org.kuralink.api.tsl.Violation;
import org.kuralink.thing.link.Failures;
import org.kuralink.thing.model.ModelCheck;
import org.kuralink.thing.model.Strictness;
import org.kuralink.thing.model.Validation;
import org.kuralink.thing.property.LastValues;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Posts what applications hand in: checked by the model, split into messages, sent in order over
 * the link that is there at this moment. Any thread may call.
 */
public final class Posts {

  private static final Logger LOG = LoggerFactory.getLogger(Posts.class);

  private final String name;
  private final String connection;
  private final Strictness strictness;
  private final Supplier<Optional<DeviceLink>> links;
  private final Supplier<ModelCheck> checks;
  private final LastValues lastValues;
  private final Map<String, String> complained = new ConcurrentHashMap<>();
  private volatile String warned = "";

  /** Posts of one thing. */
  public Posts(
      String name,
      String connection,
      Strictness strictness,
      Supplier<Optional<DeviceLink>> links,
      Supplier<ModelCheck> checks,
      LastValues lastValues) {
    this.name = name;
    this.connection = connection;
    this.strictness = strictness;
    this.links = links;
    this.checks = checks;
    this.lastValues = lastValues;
  }

  /** Posts properties; what was sent is remembered. */
  public CompletionStage<PostResult> post(PropertyPost post) {
    return properties(post, strictness.validation());
  }

  private CompletionStage<PostResult> properties(PropertyPost post, Validation validation) {
    Optional<DeviceLink> link = links.get();
    Outgoing outgoing = new Outgoing(checks.get(), validation);
    Map<String, Object> sent = new LinkedHashMap<>();
    List<JsonText> messages = PropertyForm.write(post, outgoing, sent);
    CompletableFuture<PostResult> result =
        send(link, PropertyForm.METHOD, messages, post.options(), outgoing, sent.keySet());
    if (link.isPresent() && !result.isCompletedExceptionally()) {
      lastValues.remember(link.get().identity(), sent);
    }
    return result;
  }

  /** Posts an event. */
  public CompletionStage<PostResult> post(EventPost post) {
    ModelCheck check = checks.get();
    Outgoing outgoing = new Outgoing(check, strictness.validation());
    StringBuilder message = new StringBuilder();
    if (ModelCheck.isEventIdentifier(post.identifier())) {
      outgoing.event(message, post.identifier(), post.identifier(), post.event());
    } else {
      outgoing.forbid(post.identifier(), "is no identifier of an event");
    }
    List<JsonText> messages = List.of(JsonText.of(message.toString()));
    Set<String> names = new HashSet<>(post.event().outputs().keySet());
    names.add(post.identifier());
    return send(
        links.get(),
        check.eventMethod(post.identifier()),
        messages,
        post.options(),
        outgoing,
        names);
  }

  /** Posts several values and events together. */
  public CompletionStage<PostResult> post(BatchPost post) {
    Outgoing outgoing = new Outgoing(checks.get(), strictness.validation());
    List<JsonText> messages = BatchForm.write(post, outgoing);
    Set<String> names = new HashSet<>(post.properties().keySet());
    names.addAll(post.events().keySet());
    return send(links.get(), BatchForm.METHOD, messages, post.options(), outgoing, names);
  }

  /** Posts what is past. */
  public CompletionStage<PostResult> post(HistoryPost post) {
    Optional<DeviceLink> link = links.get();
    if (link.isEmpty()) {
      return offline();
    }
    Outgoing outgoing = new Outgoing(checks.get(), strictness.validation());
    List<JsonText> messages = HistoryForm.write(post, link.get().identity(), outgoing);
    Set<String> names = new HashSet<>();
    post.properties().forEach(each -> names.addAll(each.keySet()));
    post.events().forEach(each -> names.addAll(each.keySet()));
    return send(link, HistoryForm.METHOD, messages, post.options(), outgoing, names);
  }

  /** Lets the platform see what it has set; the values were checked before. */
  public void report(Map<String, Object> values) {
    properties(PropertyPost.durable(values), Validation.OFF)
        .whenComplete(
            (result, failure) -> {
              if (failure != null) {
                LOG.info("{}: what was set is not reported: {}", name, Failures.words(failure));
              }
            });
  }

  private CompletableFuture<PostResult> send(
      Optional<DeviceLink> link,
      String method,
      List<JsonText> messages,
      RequestOptions options,
      Outgoing outgoing,
      Set<String> names) {
    if (link.isEmpty()) {
      return offline();
    }
    List<Violation> forbidden = outgoing.forbidden();
    if (!forbidden.isEmpty()) {
      return CompletableFuture.failedFuture(new RejectedPostException(forbidden));
    }
    List<Violation> violations = outgoing.violations();
    if (!violations.isEmpty()) {
      warn(violations);
    }
    strictness.doubts().tell("posted", outgoing.doubts());
    CompletableFuture<PostResult> result =
        Sending.send(link.get(), method, messages, options, violations, names);
    result.thenAccept(this::complain);
    return result;
  }

  /** Says once of each what the platform does not take, and for which reason. */
  private void complain(PostResult result) {
    Map<String, String> refused = result.refused();
    if (refused.isEmpty()) {
      return;
    }
    Map<String, String> fresh = new LinkedHashMap<>(refused);
    fresh.entrySet().removeIf(each -> !isNews(each.getKey(), each.getValue()));
    if (!fresh.isEmpty()) {
      LOG.warn("{}: the platform did not take {}", name, fresh);
    }
  }

  private boolean isNews(String identifier, String words) {
    boolean room = complained.size() < LastValues.MAX || complained.containsKey(identifier);
    return room && !words.equals(complained.put(identifier, words));
  }

  private CompletableFuture<PostResult> offline() {
    return CompletableFuture.failedFuture(Failures.noConnection(connection));
  }

  /** Warns once of a source that keeps posting the same. */
  private void warn(List<Violation> violations) {
    String words = violations.toString();
    if (!words.equals(warned)) {
      warned = words;
      LOG.warn("{}: posted although the thing model does not allow it: {}", name, words);
    }
  }
}
