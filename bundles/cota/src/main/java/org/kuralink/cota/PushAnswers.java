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
import org.kuralink.cota.store.KeptText;
import org.kuralink.cota.store.PushOrder;
import org.kuralink.cota.store.PushOrder.OpenPush;
import org.kuralink.cota.store.PushOrder.Report;
import org.kuralink.cota.store.Trial;
import org.kuralink.cota.store.VersionStore;
import org.kuralink.json.output.JsonOutput;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gives each push its truthful {@code push_reply}. The connection waits 20 seconds for an answer; a
 * configuration that takes the link away needs longer. So what is not known in time is answered as
 * under way, and the result follows in a second reply under the same id: kept in the journal until
 * the connection's queue has taken it. For the thread of the remote configuration.
 */
final class PushAnswers {

  /** When a push is answered as under way. */
  static final Duration PATIENCE = Duration.ofSeconds(15);

  /** More answers than these wait for nobody: the oldest goes. */
  private static final int MAX_KEPT = 8;

  private static final Logger LOG = LoggerFactory.getLogger(PushAnswers.class);

  private final ConfigurationPlace place;
  private final VersionStore kept;
  private final StateBoard board;
  private final Map<PushOrder, Open> open = new HashMap<>();

  /** The pushes that have no result yet, the oldest first. */
  private final List<OpenPush> pushes = new ArrayList<>();

  /** The answers that have not left this device yet, the oldest first. */
  private final List<Report> reports = new ArrayList<>();

  PushAnswers(ConfigurationPlace place, VersionStore kept, StateBoard board) {
    this.place = place;
    this.kept = kept;
    this.board = board;
  }

  /**
   * Reads what a former process has not answered.
   *
   * @throws IOException if it cannot be read, or was damaged
   */
  void load() throws IOException {
    reports.clear();
    pushes.clear();
    Optional<byte[]> waiting = kept.files().read(ConfigurationFiles.REPORTS);
    if (waiting.isPresent()) {
      reports.addAll(KeptText.reports(waiting.get()));
      pushes.addAll(KeptText.pushes(waiting.get()));
    }
  }

  /** A push came over this link; from now on it gets an answer, also from another process. */
  void open(PushOrder order, Offer offer, DeviceLink link, CompletableFuture<Reply> stage) {
    keep(new OpenPush(order, offer, 0));
    Open former = open.put(order, new Open(link, stage));
    if (former != null) {
      former.stage.complete(Reply.failure(ResultCode.TOO_MANY_REQUESTS, "sent once more"));
    }
    place.thread().later(PATIENCE, () -> underWay(order));
  }

  private void underWay(PushOrder order) {
    Open waiting = open.remove(order);
    if (waiting != null) {
      waiting.stage.complete(underWay());
    }
  }

  private Reply underWay() {
    return Reply.success(JsonOutput.text(Map.of("state", StateBoard.words(board.state()))));
  }

  /** The push has this result. */
  void give(PushOrder order, ConfigurationResult result) {
    Report report =
        new Report(order, code(result).value(), StateBoard.words(result.outcome()), words(result));
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
      // An answer that the link cannot send at this moment is lost; this one is not.
      if (waiting != null) {
        waiting.stage.complete(underWay());
      }
      flush();
    }
  }

  private boolean isThere(DeviceLink link) {
    return link.isOnline() && place.links().get().filter(now -> now == link).isPresent();
  }

  /**
   * Hands what has not left yet to the connection, if that is up and speaks for the same device.
   * One that is not up may be about to be replaced.
   */
  void flush() {
    DeviceLink link = place.links().get().filter(DeviceLink::isOnline).orElse(null);
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
      LOG.warn(
          "{}: the answer to a push waits: the connection's queue does not take it", place.name());
      return;
    }
    forget(report);
  }

  private void forget(Report report) {
    if (reports.remove(report)) {
      save("an answer may be given twice");
    }
  }

  /** A push must get an answer from now on, whatever happens; in place of the same one before. */
  private void keep(OpenPush push) {
    replace(push.order());
    pushes.add(push);
    if (pushes.size() > MAX_KEPT) {
      pushes.remove(0);
    }
    save("a push is not kept on disk");
  }

  /** One more answer to give; in place of a former one to the same push, which has it now. */
  private void keep(Report report) {
    replace(report.order());
    reports.add(report);
    if (reports.size() > MAX_KEPT) {
      reports.remove(0);
    }
    save("the answer to a push is not kept on disk");
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
        kept.files().write(ConfigurationFiles.REPORTS, KeptText.ofReports(reports, pushes));
      }
    } catch (IOException e) {
      LOG.warn("{}: {}: {}", place.name(), otherwise, e.toString());
    }
  }

  /**
   * The pushes that a former process has left without a result, the oldest first. Each is gone on
   * with once; one that two processes did not survive gets its answer here. That of a trial gets it
   * when the trial has ended.
   */
  List<OpenPush> left() {
    Optional<PushOrder> tried = kept.trial().flatMap(Trial::order);
    List<OpenPush> again = new ArrayList<>();
    for (OpenPush push : List.copyOf(pushes)) {
      if (tried.equals(Optional.of(push.order()))) {
        continue;
      }
      if (push.starts() >= Restoring.MAX_INTERRUPTIONS) {
        give(
            push.order(),
            OfferIntake.refused(
                ConfigurationStep.DOWNLOAD, "interrupted twice before it was tried"));
        continue;
      }
      OpenPush next = new OpenPush(push.order(), push.offer(), push.starts() + 1);
      keep(next);
      again.add(next);
    }
    return again;
  }

  /** Lets the connection go on; what is open is answered by the next process. */
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
    return result.failedStep().map(step -> StateBoard.words(step) + ": ").orElse("")
        + result.message();
  }

  private static ResultCode code(ConfigurationResult result) {
    if (result.isSuccess()) {
      return ResultCode.SUCCESS;
    }
    boolean ofTheFile =
        result.failedStep().filter(PushAnswers::isAboutTheFile).isPresent()
            && result.outcome() == ConfigurationOutcome.REFUSED;
    // What this gateway could not do is no fault of the platform's parameters.
    return ofTheFile ? ResultCode.PARAMETER_ERROR : ResultCode.REQUEST_ERROR;
  }

  private static boolean isAboutTheFile(ConfigurationStep step) {
    return step == ConfigurationStep.CHECK || step == ConfigurationStep.VALIDATE;
  }

  private record Open(DeviceLink link, CompletableFuture<Reply> stage) {}
}
