/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.kura.publisher;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicReference;
import org.kuralink.api.connection.Delivery;
import org.kuralink.api.connection.LinkException;
import org.kuralink.api.connection.Reply;
import org.kuralink.api.thing.PostResult;

/** What became of posts. */
final class Posts {

  private Posts() {}

  /** Fails if the platform has refused. */
  static CompletionStage<?> accepted(CompletionStage<PostResult> post) {
    return post.thenApply(
        result -> {
          for (Reply reply : result.replies()) {
            if (!reply.isSuccess()) {
              throw new RefusedException(
                  "the platform answers code " + reply.code() + " " + reply.message().orElse(""));
            }
          }
          return result;
        });
  }

  /** Empty if a durable message was not taken because a bundle is being replaced. */
  static Optional<CompletionStage<?>> unlessAway(CompletionStage<?> sent, Delivery delivery) {
    boolean away =
        delivery == Delivery.DURABLE
            && failureNow(sent)
                .filter(LinkException.class::isInstance)
                .map(failure -> ((LinkException) failure).reason())
                .filter(
                    reason ->
                        reason == LinkException.Reason.OFFLINE
                            || reason == LinkException.Reason.CLOSED
                            || reason == LinkException.Reason.NO_CODEC)
                .isPresent();
    return away ? Optional.empty() : Optional.of(sent);
  }

  /** The failure of what has failed already. */
  static Optional<Throwable> failureNow(CompletionStage<?> stage) {
    CompletableFuture<?> future = stage.toCompletableFuture();
    AtomicReference<Throwable> found = new AtomicReference<>();
    if (future.isCompletedExceptionally()) {
      future.whenComplete((done, failure) -> found.set(failure));
    }
    Throwable failure = found.get();
    return Optional.ofNullable(
        failure instanceof CompletionException && failure.getCause() != null
            ? failure.getCause()
            : failure);
  }

  /** The platform has refused; expected, hence without a stack trace. */
  private static final class RefusedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    RefusedException(String message) {
      super(message, null, false, false);
    }
  }
}
