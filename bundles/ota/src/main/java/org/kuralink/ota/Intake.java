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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.kuralink.api.codec.JsonText;
import org.kuralink.api.connection.Delivery;
import org.kuralink.api.connection.LinkException;
import org.kuralink.api.connection.Message;
import org.kuralink.api.connection.Reply;
import org.kuralink.api.ota.FirmwareOrder;
import org.kuralink.api.ota.UpdateFault;
import org.kuralink.api.ota.UpdateState;
import org.kuralink.ota.install.Installers.Offer;
import org.kuralink.ota.journal.Outcome;
import org.kuralink.ota.journal.Situation;
import org.kuralink.ota.version.VersionOrder;
import org.kuralink.ota.wire.MalformedOrderException;
import org.kuralink.ota.wire.Order;
import org.kuralink.ota.wire.OrderForm;
import org.kuralink.ota.wire.OtaTopics;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What becomes of orders: one at a time is carried out; of those that come meanwhile the last of
 * each module waits. On the thread of the updates.
 */
final class Intake {

  private static final Logger LOG = LoggerFactory.getLogger(Intake.class);
  private static final int MAX_WAITING = 8;
  private static final int MAX_ASKED = 8;
  private static final Duration ANSWER = Duration.ofSeconds(10);

  private final UpdateSite around;
  private final OtaSettings settings;
  private final Updates updates;
  private final Map<String, Order> waiting = new LinkedHashMap<>();
  private final List<CompletableFuture<Optional<FirmwareOrder>>> asked = new ArrayList<>();

  Intake(UpdateSite around, OtaSettings settings, Updates updates) {
    this.around = around;
    this.settings = settings;
    this.updates = updates;
    updates.onIdle(this::next);
    updates.onAsk((module, topics) -> request(module, topics, new CompletableFuture<>()));
  }

  /** A message came on one of the topics. */
  void received(Message message, OtaTopics topics) {
    try {
      Optional<Order> order = OrderForm.ofMessage(JsonText.wrap(message.payload()));
      List<CompletableFuture<Optional<FirmwareOrder>>> answered = List.copyOf(asked);
      asked.clear();
      order.ifPresent(this::take);
      answered.forEach(future -> future.complete(order.map(Order::firmware)));
    } catch (MalformedOrderException e) {
      refuse(e, topics);
    }
  }

  private void refuse(MalformedOrderException e, OtaTopics topics) {
    LOG.warn("{}: an order is refused: {}", around.name(), e.getMessage());
    // While an update of the module is going on a failure would be taken for its own.
    boolean same =
        updates
            .steps()
            .situation()
            .order()
            .filter(order -> order.firmware().module().equals(e.module()))
            .isPresent();
    if (!same) {
      topics.progress(
          e.module(), e.fault().step(), String.valueOf(e.getMessage()), Delivery.DURABLE);
    }
  }

  private void take(Order order) {
    Situation situation = updates.steps().situation();
    boolean same = situation.order().filter(o -> o.key().equals(order.key())).isPresent();
    if (same && situation.state() == UpdateState.AWAITING_ADDRESS) {
      updates.renew(order);
    } else if (same) {
      LOG.debug("{}: {} is ordered once more", around.name(), order);
    } else if (!order.messageId().isEmpty() && situation.handled().contains(order.delivery())) {
      LOG.debug("{}: {} was delivered once more", around.name(), order);
    } else if (situation.state() != UpdateState.IDLE) {
      keep(order);
    } else {
      judge(order);
    }
  }

  private void keep(Order order) {
    String module = order.firmware().module();
    if (waiting.size() >= MAX_WAITING && !waiting.containsKey(module)) {
      LOG.warn("{}: {} is dropped, {} orders wait", around.name(), order, waiting.size());
      return;
    }
    waiting.put(module, order);
    LOG.info("{}: {} waits for the present update", around.name(), order);
  }

  private void next() {
    waiting.values().stream()
        .findFirst()
        .ifPresent(
            order -> {
              waiting.remove(order.firmware().module());
              around.thread().execute(() -> take(order));
            });
  }

  private void judge(Order order) {
    Optional<Outcome> known = outcome(order.firmware());
    Optional<Offer> offer = around.installers().find(around.device(), order.firmware());
    if (known.isPresent()) {
      updates.decide(order, known.get());
    } else if (offer.isEmpty()) {
      updates.decide(order, refusal("there is no installer for " + kind(order.firmware())));
    } else {
      updates.begin(order, offer.get());
    }
  }

  private Optional<Outcome> outcome(FirmwareOrder order) {
    Map<String, String> versions = updates.versions();
    String module = order.module();
    String present = versions.getOrDefault(module, "");
    if (!versions.containsKey(module)
        && !module.equals(FirmwareOrder.DEFAULT_MODULE)
        && !around.installers().names(around.device(), module)) {
      return Optional.of(refusal("there is no module " + module));
    }
    if (present.equals(order.version())) {
      return Optional.of(Outcome.done("version " + present + " runs already"));
    }
    boolean backwards =
        !present.isEmpty() && new VersionOrder().compare(order.version(), present) < 0;
    if (backwards && !settings.allowDowngrade()) {
      return Optional.of(
          refusal("version " + order.version() + " is older than " + present + ", which runs"));
    }
    return Optional.empty();
  }

  private static Outcome refusal(String description) {
    return Outcome.failed(UpdateFault.UPGRADE, description);
  }

  private static String kind(FirmwareOrder order) {
    return "module " + order.module() + ", file type '" + order.fileType() + "'";
  }

  /** Asks the platform for an order, in the new way and, if it does not know that, in the old. */
  void request(String module, OtaTopics topics, CompletableFuture<Optional<FirmwareOrder>> answer) {
    topics
        .get(module)
        .whenComplete(
            (reply, failure) ->
                OtaThread.run(
                    around.thread(), () -> replied(module, topics, answer, reply, failure)));
  }

  private void replied(
      String module,
      OtaTopics topics,
      CompletableFuture<Optional<FirmwareOrder>> answer,
      @Nullable Reply reply,
      @Nullable Throwable failure) {
    if (reply == null || !reply.isSuccess()) {
      if (isUnanswered(failure)) {
        requestOnTopic(module, topics, answer);
      } else {
        answer.completeExceptionally(
            failure == null
                ? new LinkException(LinkException.Reason.NO_REPLY, "no answer")
                : failure);
      }
      return;
    }
    try {
      Optional<Order> order = OrderForm.ofData(reply.data());
      order.ifPresent(this::take);
      answer.complete(order.map(Order::firmware));
    } catch (MalformedOrderException e) {
      refuse(e, topics);
      answer.complete(Optional.empty());
    }
  }

  /** A refusal has no failure; a platform that does not know the method does not answer. */
  private static boolean isUnanswered(@Nullable Throwable failure) {
    Throwable cause = failure != null && failure.getCause() != null ? failure.getCause() : failure;
    return cause == null
        || (cause instanceof LinkException e && e.reason() == LinkException.Reason.NO_REPLY);
  }

  private void requestOnTopic(
      String module, OtaTopics topics, CompletableFuture<Optional<FirmwareOrder>> answer) {
    if (asked.size() >= MAX_ASKED) {
      answer.completeExceptionally(
          new LinkException(LinkException.Reason.BUSY, "too many questions wait for an answer"));
      return;
    }
    asked.add(answer);
    around
        .thread()
        .schedule(
            () -> {
              asked.remove(answer);
              answer.complete(Optional.empty());
            },
            ANSWER.toMillis(),
            TimeUnit.MILLISECONDS);
    topics
        .request(module, updates.versions().getOrDefault(module, ""))
        .whenComplete(
            (sent, failure) -> {
              if (failure != null) {
                answer.completeExceptionally(failure);
              }
            });
  }
}
