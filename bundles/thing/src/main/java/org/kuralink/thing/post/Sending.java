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
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.kuralink.api.codec.JsonText;
import org.kuralink.api.connection.DeviceLink;
import org.kuralink.api.connection.Reply;
import org.kuralink.api.connection.RequestOptions;
import org.kuralink.api.thing.PostResult;
import org.kuralink.api.tsl.Violation;
import org.kuralink.thing.link.Failures;
import org.kuralink.thing.model.JsonForm;

/** The messages of one post, sent in order, their replies collected in that order. */
final class Sending {

  private Sending() {}

  /**
   * Sends until one is refused at once; the result fails as soon as one message has failed.
   *
   * @param names what the messages carry, so that it is known in what the platform answers
   */
  static CompletableFuture<PostResult> send(
      DeviceLink link,
      String method,
      List<JsonText> messages,
      RequestOptions options,
      List<Violation> violations,
      Set<String> names) {
    CompletableFuture<PostResult> result = new CompletableFuture<>();
    AtomicReferenceArray<Reply> replies = new AtomicReferenceArray<>(messages.size());
    AtomicInteger missing = new AtomicInteger(messages.size());
    if (messages.isEmpty()) {
      result.complete(new PostResult(List.of(), violations));
    }
    for (int i = 0; i < messages.size() && !result.isCompletedExceptionally(); i++) {
      int index = i;
      link.request(method, messages.get(i), options)
          .whenComplete(
              (reply, failure) -> {
                if (failure != null) {
                  result.completeExceptionally(Failures.cause(failure));
                  return;
                }
                replies.set(index, reply);
                if (missing.decrementAndGet() == 0) {
                  result.complete(result(inOrder(replies), violations, names));
                }
              });
    }
    return result;
  }

  private static PostResult result(
      List<Reply> replies, List<Violation> violations, Set<String> names) {
    Map<String, String> refused = new LinkedHashMap<>();
    replies.stream()
        .filter(Reply::isSuccess)
        .forEach(reply -> refused(reply.data(), names, refused));
    return new PostResult(replies, violations, refused);
  }

  /** The platform answers 200 with a text, or an object, for each value that it did not take. */
  private static void refused(JsonText data, Set<String> names, Map<String, String> refused) {
    try {
      if (!data.equals(JsonText.EMPTY_OBJECT) && JsonForm.read(data) instanceof Map<?, ?> members) {
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

  private static List<Reply> inOrder(AtomicReferenceArray<Reply> replies) {
    List<Reply> list = new ArrayList<>(replies.length());
    for (int i = 0; i < replies.length(); i++) {
      list.add(replies.get(i));
    }
    return list;
  }
}
