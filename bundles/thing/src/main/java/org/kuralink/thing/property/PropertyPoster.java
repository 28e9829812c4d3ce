/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.thing.property;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.Consumer;
import org.kuralink.api.codec.JsonText;
import org.kuralink.api.connection.DeviceLink;
import org.kuralink.api.connection.Reply;
import org.kuralink.api.connection.RequestOptions;
import org.kuralink.api.thing.PostResult;
import org.kuralink.api.thing.PropertyPost;
import org.kuralink.api.thing.PropertyValue;
import org.kuralink.api.thing.RejectedPostException;
import org.kuralink.api.tsl.CheckedValue;
import org.kuralink.api.tsl.Violation;
import org.kuralink.thing.link.Failures;
import org.kuralink.thing.model.JsonForm;
import org.kuralink.thing.model.PropertyCheck;
import org.kuralink.thing.model.Validation;

/** One post: checked, split into messages, sent in order, its replies collected in that order. */
public final class PropertyPoster {

  public static final String METHOD = "thing.event.property.post";

  /** As many properties as the platform takes in one message (developer guide 9.5, code 6106). */
  public static final int MAX_PROPERTIES = 200;

  /** As many characters as leave a message well below the platform's 256 KB, whatever they are. */
  private static final int MAX_CHARACTERS = 60 * 1024;

  private final PropertyCheck check;
  private final Validation validation;
  private final List<Violation> violations = new ArrayList<>();
  private final Map<String, Object> sent = new LinkedHashMap<>();
  private final List<JsonText> messages = new ArrayList<>();
  private final StringBuilder message = new StringBuilder("{");
  private int inMessage;

  private PropertyPoster(PropertyCheck check, Validation validation) {
    this.check = check;
    this.validation = validation;
  }

  /**
   * Posts; what was sent is remembered.
   *
   * @param warnings hears of the violations that are let through
   */
  public static CompletionStage<PostResult> post(
      PropertyPost post,
      DeviceLink link,
      PropertyCheck check,
      Validation validation,
      LastValues lastValues,
      Consumer<List<Violation>> warnings) {
    PropertyPoster poster = new PropertyPoster(check, validation);
    List<Violation> forbidden = poster.write(post);
    if (!forbidden.isEmpty()) {
      return CompletableFuture.failedFuture(new RejectedPostException(forbidden));
    }
    if (!poster.violations.isEmpty()) {
      warnings.accept(poster.violations);
    }
    CompletableFuture<PostResult> result = poster.send(link, post.options());
    if (!result.isCompletedExceptionally()) {
      lastValues.remember(poster.sent);
    }
    return result;
  }

  /** Writes the messages; tells what forbids to send them. */
  private List<Violation> write(PropertyPost post) {
    List<Violation> unwritable = new ArrayList<>();
    post.values()
        .forEach(
            (identifier, value) -> {
              int before = violations.size();
              Object checked = checked(identifier, value);
              try {
                write(identifier, checked, value.time());
                sent.put(identifier, checked);
              } catch (IllegalArgumentException e) {
                if (violations.size() == before || validation == Validation.WARN) {
                  unwritable.add(new Violation(identifier, String.valueOf(e.getMessage())));
                }
              }
            });
    endMessage();
    if (validation == Validation.REJECT) {
      unwritable.addAll(0, violations);
    }
    return unwritable;
  }

  private Object checked(String identifier, PropertyValue value) {
    if (validation == Validation.OFF || isNull(value)) {
      return value.value();
    }
    CheckedValue result = check.check(identifier, value.value());
    violations.addAll(result.violations());
    return result.value();
  }

  @SuppressWarnings("ConstantValue")
  private static boolean isNull(PropertyValue value) {
    return value.value() == null;
  }

  private void write(String identifier, Object value, OptionalLong time) {
    if (inMessage == MAX_PROPERTIES || message.length() > MAX_CHARACTERS) {
      endMessage();
    }
    if (inMessage > 0) {
      message.append(',');
    }
    JsonForm.writeText(message, identifier);
    message.append(time.isPresent() ? ":{\"value\":" : ":");
    JsonForm.write(message, check.type(identifier), value);
    if (time.isPresent()) {
      message.append(",\"time\":").append(time.getAsLong()).append('}');
    }
    inMessage++;
  }

  private void endMessage() {
    if (inMessage > 0) {
      messages.add(JsonText.of(message.append('}').toString()));
      message.setLength(1);
      inMessage = 0;
    }
  }

  /** Sends until one is refused at once; the result fails as soon as one message has failed. */
  private CompletableFuture<PostResult> send(DeviceLink link, RequestOptions options) {
    CompletableFuture<PostResult> result = new CompletableFuture<>();
    AtomicReferenceArray<Reply> replies = new AtomicReferenceArray<>(messages.size());
    AtomicInteger missing = new AtomicInteger(messages.size());
    if (messages.isEmpty()) {
      result.complete(new PostResult(List.of(), violations));
    }
    for (int i = 0; i < messages.size() && !result.isCompletedExceptionally(); i++) {
      int index = i;
      link.request(METHOD, messages.get(i), options)
          .whenComplete(
              (reply, failure) -> {
                if (failure != null) {
                  result.completeExceptionally(Failures.cause(failure));
                  return;
                }
                replies.set(index, reply);
                if (missing.decrementAndGet() == 0) {
                  result.complete(new PostResult(inOrder(replies), violations));
                }
              });
    }
    return result;
  }

  private static List<Reply> inOrder(AtomicReferenceArray<Reply> replies) {
    List<Reply> list = new ArrayList<>(replies.length());
    for (int i = 0; i < replies.length(); i++) {
      list.add(replies.get(i));
    }
    return list;
  }
}
