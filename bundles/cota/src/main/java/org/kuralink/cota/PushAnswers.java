/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.cota;

import java.io.IOException;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.kuralink.api.codec.ResultCode;
import org.kuralink.api.connection.Delivery;
import org.kuralink.api.connection.DeviceLink;
import org.kuralink.api.connection.Message;
import org.kuralink.api.connection.Reply;
import org.kuralink.api.cota.ConfigurationOutcome;
import org.kuralink.api.cota.ConfigurationResult;
import org.kuralink.api.cota.ConfigurationStep;
import org.kuralink.cota.offer.Offer;
import org.kuralink.cota.store.ConfigurationFiles;
import org.kuralink.cota.store.PushOrder;
import org.kuralink.cota.store.PushOrder.OpenPush;
import org.kuralink.cota.store.PushOrder.Report;
import org.kuralink.cota.store.TrialRecord;
import org.kuralink.cota.store.VersionStore;
import org.kuralink.json.output.JsonOutput;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers each push by a {@code push_reply} with its real result. The connection waits 20 seconds
 * for an answer; a configuration that interrupts the link takes longer. A push without a result in
 * time is answered as in progress, and the result follows in a second reply under the same id,
 * which is stored until the connection's queue has taken it. For the thread of the remote
 * configuration.
 */
final class PushAnswers {

  /** The time after which a push is answered as in progress. */
  static final Duration PATIENCE = Duration.ofSeconds(15);

  /** The number of stored answers and pushes; beyond it the oldest is dropped. */
  private static final int MAX_KEPT = 8;

  private static final Logger LOG = LoggerFactory.getLogger(PushAnswers.class);

  private final CotaContext context;
  private final VersionStore kept;
  private final CotaStateMachine machine;
  private final Map<PushOrder, Open> open = new HashMap<>();

  /** The pushes without a result, oldest first. */
  private final List<OpenPush> pushes = new ArrayList<>();

  /** The answers that the connection has not taken yet, oldest first. */
  private final List<Report> reports = new ArrayList<>();

  PushAnswers(CotaContext context, VersionStore kept, CotaStateMachine machine) {
    this.context = context;
    this.kept = kept;
    this.machine = machine;
  }

  /**
   * Loads the pushes and answers of a former process.
   *
   * @throws IOException if they cannot be read or are damaged
   */
  void load() throws IOException {
    reports.clear();
    pushes.clear();
    Optional<byte[]> waiting = kept.files().read(ConfigurationFiles.REPORTS);
    if (waiting.isPresent()) {
      reports.addAll(PushOrder.reports(waiting.get()));
      pushes.addAll(PushOrder.pushes(waiting.get()));
    }
  }

  /**
   * Registers a push that arrived over this link; from now on it is answered, if necessary by a
   * later process.
   */
  void open(PushOrder order, Offer offer, DeviceLink link, CompletableFuture<Reply> stage) {
    keep(new OpenPush(order, offer, 0));
    Open former = open.put(order, new Open(link, stage));
    if (former != null) {
      former.stage.complete(
          Reply.failure(ResultCode.TOO_MANY_REQUESTS, "superseded by the same push"));
    }
    context.thread().later(PATIENCE, () -> underWay(order));
  }

  private void underWay(PushOrder order) {
    Open waiting = open.remove(order);
    if (waiting != null) {
      waiting.stage.complete(underWay());
    }
  }

  private Reply underWay() {
    return Reply.success(JsonOutput.text(Map.of("state", CotaStateMachine.words(machine.state()))));
  }

  /** Answers a push with its result. */
  void give(PushOrder order, ConfigurationResult result) {
    Report report =
        new Report(
            order, code(result).value(), CotaStateMachine.words(result.outcome()), words(result));
    keep(report);
    Open waiting = open.remove(order);
    if (waiting != null && isThere(waiting.link)) {
      waiting.stage.complete(
          new Reply(
              new ResultCode(report.code()),
              JsonOutput.text(data(report)),
              Optional.of(report.message()).filter(text -> !text.isEmpty())));
      forget(report);
    } else {
      // A reply that the link cannot send now would be lost; this one is stored.
      if (waiting != null) {
        waiting.stage.complete(underWay());
      }
      flush();
    }
  }

  private boolean isThere(DeviceLink link) {
    return link.isOnline() && context.links().get().filter(now -> now == link).isPresent();
  }

  /**
   * Passes the stored answers to the connection if it is online and speaks for the same device. A
   * connection that is offline may be about to be replaced.
   */
  void flush() {
    DeviceLink link = context.links().get().filter(DeviceLink::isOnline).orElse(null);
    if (link == null) {
      return;
    }
    for (Report report : List.copyOf(reports)) {
      if (report.order().device().equals(link.identity())) {
        send(link, report);
      }
    }
  }

  private void send(DeviceLink link, Report report) {
    CompletionStage<Void> taken;
    try {
      taken = link.publish(message(report), Delivery.DURABLE);
    } catch (RuntimeException e) {
      taken = CompletableFuture.failedFuture(e);
    }
    if (taken.toCompletableFuture().isCompletedExceptionally()) {
      LOG.warn("{}: the answer to a push waits: the connection's queue rejects it", context.name());
      return;
    }
    forget(report);
  }

  private void forget(Report report) {
    if (reports.remove(report)) {
      save("the answer to a push may be sent twice");
    }
  }

  /** Stores a push that must be answered, in place of an equal one. */
  private void keep(OpenPush push) {
    replace(push.order());
    pushes.add(push);
    if (pushes.size() > MAX_KEPT) {
      pushes.remove(0);
    }
    save("a push cannot be stored");
  }

  /** Stores an answer, in place of an earlier one to the same push. */
  private void keep(Report report) {
    replace(report.order());
    reports.add(report);
    if (reports.size() > MAX_KEPT) {
      reports.remove(0);
    }
    save("the answer to a push cannot be stored");
  }

  private void replace(PushOrder order) {
    pushes.removeIf(other -> other.order().equals(order));
    reports.removeIf(other -> other.order().equals(order));
  }

  private void save(String otherwise) {
    try {
      if (reports.isEmpty() && pushes.isEmpty()) {
        kept.files().delete(ConfigurationFiles.REPORTS);
      } else {
        kept.files().write(ConfigurationFiles.REPORTS, PushOrder.write(reports, pushes));
      }
    } catch (IOException e) {
      LOG.warn("{}: {}: {}", context.name(), otherwise, e.toString());
    }
  }

  /**
   * Returns the pushes of a former process without a result, oldest first. Each is resumed once;
   * one that was interrupted twice is answered here. The push of a trial is answered at the end of
   * the trial.
   */
  List<OpenPush> left() {
    Optional<PushOrder> tried = kept.trial().flatMap(TrialRecord::order);
    List<OpenPush> again = new ArrayList<>();
    for (OpenPush push : List.copyOf(pushes)) {
      if (tried.equals(Optional.of(push.order()))) {
        continue;
      }
      if (push.starts() >= ConfigurationRollback.MAX_INTERRUPTIONS) {
        give(
            push.order(),
            OfferDownload.refused(
                ConfigurationStep.DOWNLOAD, "interrupted twice before it was tried"));
        continue;
      }
      OpenPush next = new OpenPush(push.order(), push.offer(), push.starts() + 1);
      keep(next);
      again.add(next);
    }
    return again;
  }

  /** Completes the open replies; open pushes are answered by the next process. */
  void close() {
    open.values().forEach(waiting -> waiting.stage.complete(underWay()));
    open.clear();
  }

  private static Message message(Report report) {
    PushOrder order = report.order();
    String id = order.id().text();
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("id", order.id().numeric() ? new BigDecimal(id) : id);
    json.put("code", report.code());
    if (!report.message().isEmpty()) {
      json.put("message", report.message());
    }
    json.put("data", data(report));
    String topic =
        "/sys/"
            + order.device().productKey()
            + "/"
            + order.device().deviceName()
            + "/thing/config/push_reply";
    return new Message(topic, JsonOutput.bytes(json));
  }

  private static Map<String, Object> data(Report report) {
    return Map.of("outcome", report.outcome());
  }

  private static String words(ConfigurationResult result) {
    return result.failedStep().map(step -> CotaStateMachine.words(step) + ": ").orElse("")
        + result.message();
  }

  private static ResultCode code(ConfigurationResult result) {
    if (result.isSuccess()) {
      return ResultCode.SUCCESS;
    }
    boolean ofTheFile =
        result.failedStep().filter(PushAnswers::isAboutTheFile).isPresent()
            && result.outcome() == ConfigurationOutcome.REFUSED;
    // A failure of this gateway is no error in the platform's parameters.
    return ofTheFile ? ResultCode.PARAMETER_ERROR : ResultCode.REQUEST_ERROR;
  }

  private static boolean isAboutTheFile(ConfigurationStep step) {
    return step == ConfigurationStep.CHECK || step == ConfigurationStep.VALIDATE;
  }

  private record Open(DeviceLink link, CompletableFuture<Reply> stage) {}
}
