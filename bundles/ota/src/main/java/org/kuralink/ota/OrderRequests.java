/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.ota;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.kuralink.api.connection.LinkException;
import org.kuralink.api.connection.Reply;
import org.kuralink.api.ota.FirmwareOrder;
import org.kuralink.ota.wire.Order;
import org.kuralink.ota.wire.Order.MalformedOrderException;

/**
 * Asks the platform for orders, in the new way and, where that is not answered, in the old, whose
 * answer comes on a topic. On the thread of the updates.
 */
final class OrderRequests {

  private static final int MAX_ASKED = 8;
  private static final Duration ANSWER = Duration.ofSeconds(10);

  private final UpdateSite around;
  private final Updates updates;
  private final Consumer<Order> taken;
  private final Consumer<MalformedOrderException> refused;
  private final List<CompletableFuture<Optional<FirmwareOrder>>> asked = new ArrayList<>();

  /**
   * Nothing was asked yet.
   *
   * @param taken hears of orders
   * @param refused hears of what is none
   */
  OrderRequests(
      UpdateSite around,
      Updates updates,
      Consumer<Order> taken,
      Consumer<MalformedOrderException> refused) {
    this.around = around;
    this.updates = updates;
    this.taken = taken;
    this.refused = refused;
  }

  /** Who waits for what now came on a topic; they do not wait any more. */
  List<CompletableFuture<Optional<FirmwareOrder>>> answered() {
    List<CompletableFuture<Optional<FirmwareOrder>>> all = List.copyOf(asked);
    asked.clear();
    return all;
  }

  /** Asks the platform for an order, in the new way and, if it does not know that, in the old. */
  void ask(String module, CompletableFuture<Optional<FirmwareOrder>> answer) {
    updates
        .topics()
        .get(module)
        .whenComplete(
            (reply, failure) -> around.thread().run(() -> replied(module, answer, reply, failure)));
  }

  private void replied(
      String module,
      CompletableFuture<Optional<FirmwareOrder>> answer,
      @Nullable Reply reply,
      @Nullable Throwable failure) {
    if (reply == null || !reply.isSuccess()) {
      if (isUnanswered(failure)) {
        requestOnTopic(module, answer);
      } else {
        answer.completeExceptionally(
            failure == null
                ? new LinkException(LinkException.Reason.NO_REPLY, "no answer")
                : failure);
      }
      return;
    }
    try {
      Optional<Order> order = Order.ofData(reply.data());
      order.ifPresent(taken);
      answer.complete(order.map(Order::firmware));
    } catch (MalformedOrderException e) {
      refused.accept(e);
      answer.complete(Optional.empty());
    }
  }

  /** A refusal has no failure; a platform that does not know the method does not answer. */
  private static boolean isUnanswered(@Nullable Throwable failure) {
    Throwable cause = failure != null && failure.getCause() != null ? failure.getCause() : failure;
    return cause == null
        || (cause instanceof LinkException e && e.reason() == LinkException.Reason.NO_REPLY);
  }

  private void requestOnTopic(String module, CompletableFuture<Optional<FirmwareOrder>> answer) {
    if (asked.size() >= MAX_ASKED) {
      answer.completeExceptionally(
          new LinkException(LinkException.Reason.BUSY, "too many questions wait for an answer"));
      return;
    }
    asked.add(answer);
    around
        .thread()
        .later(
            ANSWER,
            () -> {
              asked.remove(answer);
              answer.complete(Optional.empty());
            });
    updates
        .topics()
        .request(module, updates.versions().getOrDefault(module, ""))
        .whenComplete(
            (sent, failure) -> {
              if (failure != null) {
                answer.completeExceptionally(failure);
              }
            });
  }
}
