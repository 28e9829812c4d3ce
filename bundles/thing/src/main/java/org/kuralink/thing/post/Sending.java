/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.thing.post;

import java.util.ArrayList;
import java.util.List;
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

/** The messages of one post, sent in order, their replies collected in that order. */
final class Sending {

  private Sending() {}

  /** Sends until one is refused at once; the result fails as soon as one message has failed. */
  static CompletableFuture<PostResult> send(
      DeviceLink link,
      String method,
      List<JsonText> messages,
      RequestOptions options,
      List<Violation> violations) {
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
