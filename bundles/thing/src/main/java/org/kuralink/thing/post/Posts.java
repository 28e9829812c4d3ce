/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.thing.post;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
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
  private final Validation validation;
  private final Supplier<Optional<DeviceLink>> links;
  private final Supplier<ModelCheck> checks;
  private final LastValues lastValues;
  private volatile String warned = "";

  /** Posts of one thing. */
  public Posts(
      String name,
      String connection,
      Validation validation,
      Supplier<Optional<DeviceLink>> links,
      Supplier<ModelCheck> checks,
      LastValues lastValues) {
    this.name = name;
    this.connection = connection;
    this.validation = validation;
    this.links = links;
    this.checks = checks;
    this.lastValues = lastValues;
  }

  /** Posts properties; what was sent is remembered. */
  public CompletionStage<PostResult> post(PropertyPost post) {
    return properties(post, validation);
  }

  private CompletionStage<PostResult> properties(PropertyPost post, Validation strictness) {
    Outgoing outgoing = new Outgoing(checks.get(), strictness);
    Map<String, Object> sent = new LinkedHashMap<>();
    List<JsonText> messages = PropertyForm.write(post, outgoing, sent);
    CompletableFuture<PostResult> result =
        send(PropertyForm.METHOD, messages, post.options(), outgoing);
    if (!result.isCompletedExceptionally()) {
      lastValues.remember(sent);
    }
    return result;
  }

  /** Posts an event. */
  public CompletionStage<PostResult> post(EventPost post) {
    ModelCheck check = checks.get();
    Outgoing outgoing = new Outgoing(check, validation);
    StringBuilder message = new StringBuilder();
    if (ModelCheck.isEventIdentifier(post.identifier())) {
      outgoing.event(message, post.identifier(), post.identifier(), post.event());
    } else {
      outgoing.forbid(post.identifier(), "is no identifier of an event");
    }
    List<JsonText> messages = List.of(JsonText.of(message.toString()));
    return send(check.eventMethod(post.identifier()), messages, post.options(), outgoing);
  }

  /** Posts several values and events together. */
  public CompletionStage<PostResult> post(BatchPost post) {
    Outgoing outgoing = new Outgoing(checks.get(), validation);
    List<JsonText> messages = BatchForm.write(post, outgoing);
    return send(BatchForm.METHOD, messages, post.options(), outgoing);
  }

  /** Posts what is past. */
  public CompletionStage<PostResult> post(HistoryPost post) {
    Optional<DeviceLink> link = links.get();
    if (link.isEmpty()) {
      return offline();
    }
    Outgoing outgoing = new Outgoing(checks.get(), validation);
    List<JsonText> messages = HistoryForm.write(post, link.get().identity(), outgoing);
    return send(HistoryForm.METHOD, messages, post.options(), outgoing);
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
      String method, List<JsonText> messages, RequestOptions options, Outgoing outgoing) {
    Optional<DeviceLink> link = links.get();
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
    return Sending.send(link.get(), method, messages, options, violations);
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
