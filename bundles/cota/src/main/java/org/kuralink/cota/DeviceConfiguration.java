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
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ThreadFactory;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.kuralink.api.codec.ResultCode;
import org.kuralink.api.connection.DeviceLink;
import org.kuralink.api.connection.Reply;
import org.kuralink.api.connection.Request;
import org.kuralink.api.cota.ConfigurationResult;
import org.kuralink.api.cota.ConfigurationStep;
import org.kuralink.api.cota.ConfigurationVersion;
import org.kuralink.cota.OfferIntake.Downloader;
import org.kuralink.cota.offer.Offer;
import org.kuralink.cota.offer.Offer.OfferException;
import org.kuralink.cota.store.PushOrder;
import org.kuralink.cota.store.PushOrder.OpenPush;
import org.kuralink.cota.store.VersionStore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The remote configuration of one device: takes one job after another, from what the platform
 * offers to a version that can be tried, and lets {@link Tryout} try it. Everything happens on its
 * thread, unless a method says otherwise.
 */
final class DeviceConfiguration {

  /** More jobs do not wait. */
  static final int MAX_WAITING = 4;

  private static final Logger LOG = LoggerFactory.getLogger(DeviceConfiguration.class);

  private final ConfigurationPlace place;
  private final VersionStore versions;
  private final Tryout tryout;
  private final Function<String, ThreadFactory> threads;
  private final StateBoard board;
  private final PushAnswers answers;
  private final OfferIntake intake;
  private final AppliersInUse appliers;
  private final OwnRequests ownRequests;
  private final Deque<Job> waiting = new ArrayDeque<>();
  private @Nullable Job active;
  private boolean started;
  private boolean closed;

  /**
   * Does nothing yet.
   *
   * @param versions what is kept on disk
   * @param threads by their names
   */
  DeviceConfiguration(
      ConfigurationPlace place,
      VersionStore versions,
      Downloader downloader,
      AppliersInUse appliers,
      StateBoard board,
      Function<String, ThreadFactory> threads) {
    this.place = place;
    this.versions = versions;
    this.threads = threads;
    this.board = board;
    this.appliers = appliers;
    place.subDevice().ifPresent(board::device);
    this.answers = new PushAnswers(place, versions, board);
    this.intake =
        new OfferIntake(place, versions, downloader, board, threads, () -> add(Job.start()));
    this.tryout = new Tryout(place, versions, appliers, board, this::tried);
    this.ownRequests = new OwnRequests(place.thread(), place.settings(), this::advance);
  }

  /** Reads what a former process has left. */
  void load() {
    versions.load().forEach(problem -> LOG.warn("{}: {}", place.name(), problem));
    try {
      versions.loadTrial();
    } catch (IOException e) {
      unreadable(e);
    }
    // A damaged trial does not keep the pushes from their answers.
    try {
      answers.load();
    } catch (IOException e) {
      unreadable(e);
    }
  }

  private void unreadable(IOException e) {
    LOG.error("{}: what a former process left cannot be read: {}", place.name(), e.toString());
  }

  /** Begins, with what a former process left. */
  void start() {
    started = true;
    if (place.subDevice().isEmpty()) {
      place.startUp().begin(place.thread(), place.settings().get().startWait());
    }
    List<OpenPush> open = answers.left();
    boolean resumed = tryout.resume();
    if (!resumed) {
      answers.flush();
    }
    for (OpenPush left : open) {
      LOG.info("{}: goes on with a push that a former process has left", place.name());
      supersede();
      add(Job.push(Optional.of(left.order()), left.offer()));
    }
    advance();
  }

  /** A session came or went. */
  void advance() {
    if (closed) {
      return;
    }
    DeviceLink link = place.links().get().orElse(null);
    if (link != null) {
      board.device(link.identity());
      answers.flush();
      if (link.isOnline()) {
        online();
      }
    }
  }

  /** The link came up, or went down. */
  void changed(boolean online) {
    if (online && !closed) {
      answers.flush();
      ownRequests.reconnected();
      online();
    }
  }

  private void online() {
    if (!started) {
      start();
      return;
    }
    boolean asked =
        active != null && active.cause == Job.Cause.START
            || waiting.stream().anyMatch(job -> job.cause == Job.Cause.START);
    if (!asked && ownRequests.areDue() && isServed()) {
      add(Job.start());
    }
  }

  /** For a sub-device that nobody configures nothing is asked. */
  private boolean isServed() {
    return place.subDevice().isEmpty() || appliers.isThere(place.settings().get().applier());
  }

  /** Asks the platform; any thread. */
  CompletionStage<ConfigurationResult> request() {
    return enter(Job.demand());
  }

  /** Applies a version that is kept; any thread. */
  CompletionStage<ConfigurationResult> restore(long version) {
    return enter(Job.restore(version));
  }

  private CompletionStage<ConfigurationResult> enter(Job job) {
    place
        .thread()
        .run(
            () -> {
              if (closed) {
                job.done.complete(stopped());
              } else {
                add(job);
              }
            });
    CompletableFuture<ConfigurationResult> told = new CompletableFuture<>();
    // What others do with the result must not keep the thread of the remote configuration.
    ForeignCalls lane = new ForeignCalls(place.thread(), threads, ForeignCalls.LISTENER_LIMIT);
    job.done.thenAccept(
        result -> lane.call("whoever asked", () -> told.complete(result), outcome -> {}));
    return told;
  }

  private static ConfigurationResult stopped() {
    return OfferIntake.refused(ConfigurationStep.REQUEST, "remote configuration has stopped");
  }

  /** A push came; called on a thread of the connection. */
  CompletionStage<Reply> pushed(DeviceLink link, Request request) {
    Offer offer;
    try {
      offer = Offer.read(request.params(), place.thread().clock().instant());
    } catch (OfferException e) {
      LOG.warn("{}: a push is refused: {}", place.name(), e.getMessage());
      return CompletableFuture.completedFuture(
          Reply.failure(ResultCode.PARAMETER_ERROR, "request: " + e.getMessage()));
    }
    CompletableFuture<Reply> answer = new CompletableFuture<>();
    Optional<PushOrder> order = request.id().map(id -> new PushOrder(link.identity(), id));
    Job job = Job.push(order, offer);
    if (order.isEmpty()) {
      job.done.thenAccept(result -> answer.complete(Reply.success()));
    }
    place
        .thread()
        .run(
            () -> {
              order.ifPresent(push -> answers.open(push, offer, link, answer));
              supersede();
              add(job);
            });
    return answer;
  }

  /** Of several pushes that wait only the newest counts. */
  private void supersede() {
    List<Job> older = waiting.stream().filter(job -> job.cause == Job.Cause.PUSH).toList();
    ConfigurationResult newer = OfferIntake.refused(ConfigurationStep.REQUEST, "a newer push came");
    for (Job job : older) {
      waiting.remove(job);
      end(job, newer);
    }
    Job present = active;
    if (present != null && present.waitsForComponents) {
      present.waitsForComponents = false;
      finish(present, newer);
    }
  }

  private void add(Job job) {
    if (waiting.size() >= MAX_WAITING) {
      end(job, OfferIntake.refused(ConfigurationStep.REQUEST, "too much to do at the moment"));
      return;
    }
    waiting.add(job);
    pump();
  }

  private void pump() {
    if (closed || active != null || tryout.isGoing()) {
      return;
    }
    if (waiting.isEmpty()) {
      place.turn().giveBack();
    } else {
      place.turn().take(this::next);
    }
  }

  private void next() {
    Job job = closed || active != null || tryout.isGoing() ? null : waiting.poll();
    if (job == null) {
      place.turn().giveBack();
      return;
    }
    active = job;
    if (job.cause == Job.Cause.RESTORE) {
      restoreVersion(job);
    } else {
      intake.run(
          job, (version, offer) -> tryOut(job, version, offer), result -> finish(job, result));
    }
  }

  private void restoreVersion(Job job) {
    versions
        .find(job.version)
        .ifPresentOrElse(
            version -> tryOut(job, version, Optional.empty()),
            () ->
                finish(
                    job,
                    OfferIntake.refused(
                        ConfigurationStep.VALIDATE, "version " + job.version + " is not kept")));
  }

  private void tryOut(Job job, ConfigurationVersion version, Optional<Offer> offer) {
    if (active == job) {
      tryout.run(job, version, offer);
    }
  }

  /** A try has ended: that of the job, or one that a former process left. */
  private void tried(Optional<Job> job, Optional<PushOrder> order, ConfigurationResult result) {
    if (job.isPresent()) {
      finish(job.get(), result);
      return;
    }
    LOG.info("{}: {}", place.name(), told(result));
    board.ended(result);
    order.ifPresent(push -> answers.give(push, result));
    place.thread().run(this::pump);
  }

  private void finish(Job job, ConfigurationResult result) {
    if (active != job) {
      return;
    }
    active = null;
    board.ended(result);
    end(job, result);
    if (job.cause == Job.Cause.START) {
      ownRequests.ended(result);
    }
    place.thread().run(this::pump);
  }

  private void end(Job job, ConfigurationResult result) {
    if (result.isSuccess()) {
      LOG.info("{}: {}", place.name(), told(result));
    } else {
      LOG.warn("{}: {}", place.name(), told(result));
    }
    job.order.ifPresent(order -> answers.give(order, result));
    job.done.complete(result);
  }

  private static String told(ConfigurationResult result) {
    return result.version().map(version -> "version " + version + " ").orElse("")
        + StateBoard.words(result.outcome())
        + result.failedStep().map(step -> " at " + StateBoard.words(step)).orElse("")
        + (result.message().isEmpty() ? "" : ": " + result.message());
  }

  /** A step failed that should not have: nobody must wait for it. */
  void fault() {
    Job job = active;
    if (job != null && !tryout.isProving() && !closed) {
      job.waitsForComponents = false;
      finish(
          job, OfferIntake.refused(ConfigurationStep.REQUEST, "a step of it failed, see the log"));
    }
  }

  /** Ends; what is being tried goes on with the next start. */
  void close() {
    closed = true;
    intake.close();
    answers.close();
    Job job = active;
    if (job != null) {
      job.done.complete(stopped());
    }
    waiting.forEach(left -> left.done.complete(stopped()));
    waiting.clear();
    place.turn().giveBack();
  }

  /** Waits a moment until nothing is fetched any more; any thread. */
  void end(Duration patience) {
    if (!intake.end(patience)) {
      LOG.warn("{}: a download does not end", place.name());
    }
  }

  /** Ends for good. */
  void stop() {
    close();
    active = null;
    tryout.stop();
  }
}
