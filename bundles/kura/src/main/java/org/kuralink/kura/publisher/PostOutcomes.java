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
import java.util.concurrent.CompletionStage;
import org.kuralink.api.connection.Delivery;
import org.kuralink.api.connection.LinkException;
import org.kuralink.api.connection.Reply;
import org.kuralink.api.thing.PostResult;
import org.kuralink.kura.endpoint.StageFailures;

/** What became of posts. */
final class PostOutcomes {

  private PostOutcomes() {}

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
          if (!result.refused().isEmpty()) {
            throw new RefusedException("the platform did not take " + result.refused());
          }
          return result;
        });
  }

  /** Empty if a durable message was not taken because a bundle is being replaced. */
  static Optional<CompletionStage<?>> unlessAway(CompletionStage<?> sent, Delivery delivery) {
    boolean away =
        delivery == Delivery.DURABLE
            && StageFailures.now(sent)
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

  /** The platform has refused; expected, hence without a stack trace. */
  private static final class RefusedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    RefusedException(String message) {
      super(message, null, false, false);
    }
  }
}
