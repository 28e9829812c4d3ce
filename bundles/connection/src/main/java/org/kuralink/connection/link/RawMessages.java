/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.connection.link;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import org.kuralink.api.connection.Delivery;
import org.kuralink.api.connection.LinkException;
import org.kuralink.api.connection.Message;
import org.kuralink.api.connection.MessageListener;
import org.kuralink.api.connection.Registration;

/** Raw bytes on any topic, out and in. Any thread may call. */
final class RawMessages {

  private final LiveMessages live;
  private final UplinkSender sender;
  private final Subscriptions subscriptions;
  private final Executor replies;

  /**
   * Raw messages of a session.
   *
   * @param replies completes the stages that callers see
   */
  RawMessages(
      LiveMessages live, UplinkSender sender, Subscriptions subscriptions, Executor replies) {
    this.live = live;
    this.sender = sender;
    this.subscriptions = subscriptions;
    this.replies = replies;
  }

  CompletionStage<Void> publish(Message message, Delivery delivery) {
    if (message.topic().isEmpty() || TopicFilter.hasWildcard(message.topic())) {
      throw Wire.noTopic(message.topic());
    }
    try {
      Wire.check(message.topic(), message.payload());
      CompletionStage<Void> sent =
          switch (delivery) {
            case DURABLE -> sender.append(message.topic(), message.payload());
            case ACKNOWLEDGED -> live.send(message.topic(), message.payload(), 1, () -> {});
            case TRANSIENT -> live.send(message.topic(), message.payload(), 0, () -> {});
          };
      return outcome(sent);
    } catch (LinkException e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  Registration subscribe(String topicFilter, MessageListener listener) {
    return subscriptions.listen(topicFilter, listener);
  }

  /** The stage that callers see: completed on the replies' lane, failing with our own exception. */
  private CompletionStage<Void> outcome(CompletionStage<Void> sent) {
    CompletableFuture<Void> seen = new CompletableFuture<>();
    sent.whenComplete(
        (done, failure) ->
            replies.execute(
                () -> {
                  if (failure == null) {
                    seen.complete(null);
                  } else {
                    seen.completeExceptionally(Wire.failure(failure));
                  }
                }));
    return seen;
  }
}
