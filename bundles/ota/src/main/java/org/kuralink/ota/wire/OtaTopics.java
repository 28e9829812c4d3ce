/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.ota.wire;

import com.google.gson.JsonObject;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.kuralink.api.codec.JsonText;
import org.kuralink.api.codec.VisibleText;
import org.kuralink.api.connection.Delivery;
import org.kuralink.api.connection.DeviceIdentity;
import org.kuralink.api.connection.DeviceLink;
import org.kuralink.api.connection.LinkException;
import org.kuralink.api.connection.Message;
import org.kuralink.api.connection.Reply;
import org.kuralink.api.ota.FirmwareOrder;
import org.kuralink.calls.ComponentThread;
import org.kuralink.ota.wire.Order.MalformedOrderException;

/**
 * The messages of one device's updates (developer guide 5 and 9.10) over the device's current link:
 * reports each version once, reports progress at intervals, repeats an outcome until the platform
 * has acknowledged it, and requests and receives orders. On the thread of the updates.
 */
public final class OtaTopics {

  private static final int MAX_DESCRIPTION = 512;
  private static final String GET = "thing.ota.firmware.get";
  private static final Duration FIRST_RETRY = Duration.ofSeconds(5);
  private static final Duration LAST_RETRY = Duration.ofMinutes(5);
  private static final int MAX_REQUESTS = 8;
  private static final Duration REQUEST_TIMEOUT = Duration.ofSeconds(10);

  private final ComponentThread thread;
  private final Duration interval;
  private final Map<String, String> informed = new HashMap<>();

  /** The requests whose order arrives on a topic. */
  private final List<CompletableFuture<Optional<FirmwareOrder>>> requests = new ArrayList<>();

  private Consumer<Order> ordered = order -> {};
  private Consumer<MalformedOrderException> malformed = failure -> {};
  private Optional<DeviceIdentity> whom = Optional.empty();
  private Optional<DeviceLink> link = Optional.empty();
  private long ids;
  private Optional<Final> last = Optional.empty();
  private long quietUntil;

  /**
   * @param interval the shortest time between two reports of progress
   */
  public OtaTopics(ComponentThread thread, Duration interval) {
    this.thread = thread;
    this.interval = interval;
    this.quietUntil = thread.nanos();
  }

  /** Sets the receivers of orders and of malformed orders. */
  public void onOrder(Consumer<Order> order, Consumer<MalformedOrderException> failure) {
    ordered = order;
    malformed = failure;
  }

  /** Uses this link from now on, or none; sends an outcome again that is not acknowledged yet. */
  public void through(Optional<DeviceLink> present) {
    link = present;
    ids = 0;
    Optional<DeviceIdentity> now = present.map(DeviceLink::identity);
    if (now.isPresent() && !now.equals(whom)) {
      // The connection is configured as another device, of which the platform knows no version.
      informed.clear();
      whom = now;
    }
    last.ifPresent(this::send);
  }

  /** Whether there is a link. */
  public boolean isThere() {
    return link.isPresent();
  }

  /** Reads an order that arrived on a topic, and completes the requests that wait for it. */
  public void received(Message message) {
    if (link.isEmpty()) {
      return;
    }
    try {
      Optional<Order> order = Order.ofMessage(JsonText.wrap(message.payload()));
      List<CompletableFuture<Optional<FirmwareOrder>>> waiting = List.copyOf(requests);
      requests.clear();
      order.ifPresent(ordered);
      waiting.forEach(answer -> answer.complete(order.map(Order::firmware)));
    } catch (MalformedOrderException e) {
      malformed.accept(e);
    }
  }

  /**
   * Requests the order of a module by {@code thing.ota.firmware.get} or, if the platform does not
   * answer that, on the older request topic.
   *
   * @param version supplies the version that runs
   */
  public void request(
      String module, Supplier<String> version, CompletableFuture<Optional<FirmwareOrder>> answer) {
    JsonObject params = new JsonObject();
    addModule(params, module);
    link.map(present -> present.request(GET, JsonText.of(params.toString())))
        .orElseGet(OtaTopics::offline)
        .whenComplete(
            (reply, failure) ->
                thread.run(
                    () -> {
                      if (reply != null && reply.isSuccess()) {
                        replied(reply, answer);
                      } else if (isUnanswered(failure)) {
                        requestOnTopic(module, version, answer);
                      } else {
                        answer.completeExceptionally(failure);
                      }
                    }));
  }

  private void replied(Reply reply, CompletableFuture<Optional<FirmwareOrder>> answer) {
    try {
      Optional<Order> order = Order.ofData(reply.data());
      order.ifPresent(ordered);
      answer.complete(order.map(Order::firmware));
    } catch (MalformedOrderException e) {
      malformed.accept(e);
      answer.complete(Optional.empty());
    }
  }

  /**
   * A platform that rejects the method has no failure; one that does not know it sends no reply.
   */
  private static boolean isUnanswered(@Nullable Throwable failure) {
    Throwable cause = failure != null && failure.getCause() != null ? failure.getCause() : failure;
    return cause == null
        || (cause instanceof LinkException e && e.reason() == LinkException.Reason.NO_REPLY);
  }

  private void requestOnTopic(
      String module, Supplier<String> version, CompletableFuture<Optional<FirmwareOrder>> answer) {
    if (requests.size() >= MAX_REQUESTS) {
      answer.completeExceptionally(
          new LinkException(
              LinkException.Reason.BUSY, MAX_REQUESTS + " requests for an order are in progress"));
      return;
    }
    requests.add(answer);
    thread.later(
        REQUEST_TIMEOUT,
        () -> {
          requests.remove(answer);
          answer.complete(Optional.empty());
        });
    version("request", module, version.get(), Delivery.TRANSIENT)
        .whenComplete(
            (sent, failure) -> {
              if (failure != null) {
                answer.completeExceptionally(failure);
              }
            });
  }

  /** Reports the versions that have not been reported yet. */
  public void inform(Map<String, String> versions) {
    if (link.isEmpty()) {
      return;
    }
    versions.forEach(
        (module, version) -> {
          if (!version.equals(informed.put(module, version))) {
            forgetIfFailed(inform(module, version), module, version);
          }
        });
  }

  private void forgetIfFailed(CompletionStage<Void> sent, String module, String version) {
    sent.whenComplete(
        (done, failure) -> {
          if (failure != null) {
            thread.run(() -> informed.remove(module, version));
          }
        });
  }

  /**
   * Reports a percentage, unless the last report is more recent than the interval.
   *
   * @param milestone whether to report it in any case
   */
  public void progress(String module, int percent, String description, boolean milestone) {
    long now = thread.nanos();
    if (!milestone && now - quietUntil < 0) {
      return;
    }
    quietUntil = now + interval.toNanos();
    progress(module, percent, description, Delivery.TRANSIENT);
  }

  /** Reports why an order is rejected, without a change to the update in progress. */
  public void refuse(String module, int step, String description) {
    progress(module, step, description, Delivery.DURABLE);
  }

  /**
   * Reports an outcome, and repeats the report until the platform has acknowledged it.
   *
   * @param version the version that the update has installed; empty if it failed
   */
  public void finish(
      String module, Optional<String> version, int step, String description, Runnable done) {
    Final report = new Final(module, version, step, description, done);
    last = Optional.of(report);
    send(report);
  }

  /** Sends nothing any more; messages in the session's queue are still delivered. */
  public void close() {
    last = Optional.empty();
    link = Optional.empty();
  }

  private void send(Final report) {
    if (link.isEmpty() || last.filter(current -> current == report).isEmpty()) {
      return;
    }
    int attempt = ++report.attempts;
    CompletableFuture<Void> all =
        progress(report.module, report.step, report.description, Delivery.DURABLE)
            .toCompletableFuture();
    if (report.version.isPresent()) {
      informed.put(report.module, report.version.get());
      all = all.thenCombine(inform(report.module, report.version.get()), (a, b) -> a);
    }
    all.whenComplete((ok, failure) -> thread.run(() -> reported(report, attempt, failure != null)));
  }

  private void reported(Final report, int attempt, boolean failed) {
    if (last.filter(current -> current == report).isEmpty()) {
      return;
    }
    if (!failed) {
      last = Optional.empty();
      report.done.run();
    } else if (attempt == report.attempts) {
      long delay =
          Math.min(
              LAST_RETRY.toMillis(), FIRST_RETRY.toMillis() << Math.min(report.attempts - 1, 16));
      thread.later(Duration.ofMillis(delay), () -> send(report));
    }
  }

  /** Reports a version; completes when the platform has acknowledged it. */
  private CompletionStage<Void> inform(String module, String version) {
    return version("inform", module, version, Delivery.DURABLE);
  }

  private CompletionStage<Void> version(
      String verb, String module, String version, Delivery delivery) {
    JsonObject params = new JsonObject();
    params.addProperty("version", version);
    addModule(params, module);
    return publish(verb, params, delivery);
  }

  private CompletionStage<Void> progress(
      String module, int step, String description, Delivery delivery) {
    JsonObject params = new JsonObject();
    params.addProperty("step", String.valueOf(step));
    String desc = VisibleText.of(description);
    params.addProperty(
        "desc", desc.length() > MAX_DESCRIPTION ? desc.substring(0, MAX_DESCRIPTION) : desc);
    addModule(params, module);
    return publish("progress", params, delivery);
  }

  private static void addModule(JsonObject params, String module) {
    if (!module.equals(FirmwareOrder.DEFAULT_MODULE)) {
      params.addProperty("module", module);
    }
  }

  private CompletionStage<Void> publish(String verb, JsonObject params, Delivery delivery) {
    if (link.isEmpty()) {
      return offline();
    }
    JsonObject message = new JsonObject();
    message.addProperty("id", String.valueOf(++ids));
    message.add("params", params);
    byte[] payload = message.toString().getBytes(StandardCharsets.UTF_8);
    String topic = "/ota/device/" + verb + "/" + link.get().identity();
    return link.get().publish(new Message(topic, payload), delivery);
  }

  private static <T> CompletionStage<T> offline() {
    return CompletableFuture.failedFuture(
        new LinkException(LinkException.Reason.OFFLINE, "the connection is offline"));
  }

  private static final class Final {
    private final String module;
    private final Optional<String> version;
    private final int step;
    private final String description;
    private final Runnable done;
    private int attempts;

    Final(String module, Optional<String> version, int step, String description, Runnable done) {
      this.module = module;
      this.version = version;
      this.step = step;
      this.description = description;
      this.done = done;
    }
  }
}
