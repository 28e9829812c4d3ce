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
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
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

/**
 * What is said on the topics of one device's updates (developer guide 5 and 9.10), over the link
 * that there is at the moment: versions once, progress now and then, an outcome until the platform
 * has it, and questions for orders. On the thread of the updates.
 */
public final class OtaTopics {

  private static final int MAX_DESCRIPTION = 512;
  private static final String GET = "thing.ota.firmware.get";
  private static final Duration FIRST_RETRY = Duration.ofSeconds(5);
  private static final Duration LAST_RETRY = Duration.ofMinutes(5);

  private final ComponentThread thread;
  private final Duration interval;
  private final Map<String, String> informed = new HashMap<>();
  private Optional<DeviceIdentity> whom = Optional.empty();
  private Optional<DeviceLink> link = Optional.empty();
  private long ids;
  private Optional<Final> last = Optional.empty();
  private long quietUntil;

  /**
   * @param interval how long to be quiet between two percentages
   */
  public OtaTopics(ComponentThread thread, Duration interval) {
    this.thread = thread;
    this.interval = interval;
    this.quietUntil = thread.nanos();
  }

  /** Where to speak from now on, if anywhere; an outcome that waits is sent again. */
  public void through(Optional<DeviceLink> present) {
    link = present;
    ids = 0;
    Optional<DeviceIdentity> now = present.map(DeviceLink::identity);
    if (now.isPresent() && !now.equals(whom)) {
      // To the platform it is another device, of which it knows nothing.
      informed.clear();
      whom = now;
    }
    last.ifPresent(this::send);
  }

  /** Whether there is a link. */
  public boolean isThere() {
    return link.isPresent();
  }

  /** Asks for an order; it arrives on a topic. */
  public CompletionStage<Void> request(String module, String version) {
    return version("request", module, version, Delivery.TRANSIENT);
  }

  /** Asks for an order in the new way; the reply has it. */
  public CompletionStage<Reply> get(String module) {
    JsonObject params = new JsonObject();
    addModule(params, module);
    return link.map(present -> present.request(GET, JsonText.of(params.toString())))
        .orElseGet(OtaTopics::offline);
  }

  /** Reports the versions that have not been yet. */
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
   * Reports a percentage, unless the last one was a moment ago.
   *
   * @param milestone whether to report in any case
   */
  public void progress(String module, int percent, String description, boolean milestone) {
    long now = thread.nanos();
    if (!milestone && now - quietUntil < 0) {
      return;
    }
    quietUntil = now + interval.toNanos();
    progress(module, percent, description, Delivery.TRANSIENT);
  }

  /** Reports why an order is not carried out, whatever is going on. */
  public void refuse(String module, int step, String description) {
    progress(module, step, description, Delivery.DURABLE);
  }

  /**
   * Reports an outcome until the platform has acknowledged it.
   *
   * @param version the version that was brought; empty if none was
   */
  public void finish(
      String module, Optional<String> version, int step, String description, Runnable done) {
    Final report = new Final(module, version, step, description, done);
    last = Optional.of(report);
    send(report);
  }

  /** Says nothing any more; what the session's queue has taken still goes out. */
  public void close() {
    last = Optional.empty();
    link = Optional.empty();
  }

  private void send(Final report) {
    if (link.isEmpty() || last.filter(current -> current == report).isEmpty()) {
      return;
    }
    int mine = ++report.sendings;
    CompletableFuture<Void> all =
        progress(report.module, report.step, report.description, Delivery.DURABLE)
            .toCompletableFuture();
    if (report.version.isPresent()) {
      informed.put(report.module, report.version.get());
      all = all.thenCombine(inform(report.module, report.version.get()), (a, b) -> a);
    }
    all.whenComplete((ok, failure) -> thread.run(() -> answered(report, mine, failure != null)));
  }

  private void answered(Final report, int sending, boolean failed) {
    if (last.filter(current -> current == report).isEmpty()) {
      return;
    }
    if (!failed) {
      last = Optional.empty();
      report.done.run();
    } else if (sending == report.sendings) {
      long delay =
          Math.min(
              LAST_RETRY.toMillis(), FIRST_RETRY.toMillis() << Math.min(report.sendings - 1, 16));
      thread.later(Duration.ofMillis(delay), () -> send(report));
    }
  }

  /** Done when the platform has acknowledged it. */
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
        new LinkException(LinkException.Reason.OFFLINE, "there is no session at the moment"));
  }

  private static final class Final {
    private final String module;
    private final Optional<String> version;
    private final int step;
    private final String description;
    private final Runnable done;
    private int sendings;

    Final(String module, Optional<String> version, int step, String description, Runnable done) {
      this.module = module;
      this.version = version;
      this.step = step;
      this.description = description;
      this.done = done;
    }
  }
}
