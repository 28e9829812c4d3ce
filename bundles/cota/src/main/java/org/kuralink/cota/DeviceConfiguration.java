/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.cota;

import java.time.Clock;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.kuralink.api.codec.ResultCode;
import org.kuralink.api.connection.DeviceLink;
import org.kuralink.api.connection.Reply;
import org.kuralink.api.connection.Request;
import org.kuralink.api.cota.ConfigurationResult;
import org.kuralink.api.cota.ConfigurationStep;
import org.kuralink.cota.offer.Downloader;
import org.kuralink.cota.offer.Offer;
import org.kuralink.cota.offer.OfferException;
import org.kuralink.cota.store.Journal;
import org.kuralink.cota.store.OpenPush;
import org.kuralink.cota.store.PushOrder;
import org.kuralink.cota.store.Trial;
import org.kuralink.cota.store.VersionStore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The remote configuration of one device: takes one job after another, from what the platform
 * offers to a version that can be tried, and lets {@link Proving} try it. Everything happens on its
 * thread, unless a method says otherwise.
 */
final class DeviceConfiguration {

  /** More jobs do not wait. */
  static final int MAX_WAITING = 4;

  private static final Logger LOG = LoggerFactory.getLogger(DeviceConfiguration.class);

  private final String name;
  private final CotaThread thread;
  private final Clock clock;
  private final VersionStore versions;
  private final Tryout tryout;
  private final StartUp startUp;
  private final Supplier<ForeignCalls> lanes;
  private final Supplier<Optional<DeviceLink>> links;
  private final Journal journal;
  private final StateBoard board;
  private final PushAnswers answers;
  private final Proving proving;
  private final Intake intake;
  private final Attachment attachment;
  private final OwnRequests ownRequests;
  private final Deque<Job> waiting = new ArrayDeque<>();
  private volatile CotaSettings settings;
  private @Nullable Job active;
  private boolean closed;

  DeviceConfiguration(
      String name,
      CotaThread thread,
      Clock clock,
      CotaSettings settings,
      VersionStore versions,
      Journal journal,
      Downloader downloader,
      AppliersInUse appliers,
      Supplier<Optional<DeviceLink>> links,
      StateBoard board,
      StartUp startUp,
      Supplier<ForeignCalls> lanes) {
    this.name = name;
    this.thread = thread;
    this.clock = clock;
    this.settings = settings;
    this.versions = versions;
    this.journal = journal;
    this.startUp = startUp;
    this.lanes = lanes;
    this.links = links;
    this.board = board;
    this.answers = new PushAnswers(name, thread, journal, links, board);
    this.proving =
        new Proving(
            name,
            thread,
            clock,
            new TrialRecords(name, journal, versions),
            appliers,
            links,
            board,
            this::settings,
            startUp,
            this::proved);
    this.intake =
        new Intake(
            thread,
            clock,
            versions,
            downloader,
            links,
            board,
            this::settings,
            () -> add(Job.start()));
    Validation validation =
        new Validation(name, thread, versions, appliers, this::settings, board, startUp);
    this.tryout = new Tryout(clock, intake, validation, proving, this::finish);
    this.ownRequests = new OwnRequests(thread, this::settings, this::advance);
    this.attachment = new Attachment(name, thread, this::pushed, this::changed);
  }

  private CotaSettings settings() {
    return settings;
  }

  /** Begins, with what a former process left. */
  void start() {
    startUp.begin(thread, settings.startWait());
    List<OpenPush> open = answers.left();
    boolean resumed = proving.resume();
    if (!resumed) {
      answers.flush();
    }
    for (OpenPush left : open) {
      LOG.info("{}: goes on with a push that a former process has left", name);
      supersede();
      add(Job.push(Optional.of(left.order()), left.offer()));
    }
    advance();
  }

  /** Takes other settings; any thread. */
  void configure(CotaSettings next) {
    settings = next;
  }

  /** A session came or went. */
  void advance() {
    if (closed) {
      return;
    }
    DeviceLink link = links.get().orElse(null);
    attachment.follow(link);
    if (link != null) {
      board.device(link.identity());
      answers.flush();
      if (link.isOnline()) {
        online();
      }
    }
  }

  private void changed(boolean online) {
    if (online && !closed) {
      answers.flush();
      ownRequests.reconnected();
      online();
    }
  }

  private void online() {
    boolean asked =
        active != null && active.cause == Job.Cause.START
            || waiting.stream().anyMatch(job -> job.cause == Job.Cause.START);
    if (!asked && ownRequests.areDue()) {
      add(Job.start());
    }
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
    thread.run(
        () -> {
          if (closed) {
            job.done.complete(stopped());
          } else {
            add(job);
          }
        });
    CompletableFuture<ConfigurationResult> told = new CompletableFuture<>();
    // What others do with the result must not keep the thread of the remote configuration.
    ForeignCalls lane = lanes.get();
    job.done.thenAccept(
        result ->
            lane.call("whoever asked", () -> told.complete(result), outcome -> lane.dismiss()));
    return told;
  }

  private static ConfigurationResult stopped() {
    return Intake.refused(ConfigurationStep.REQUEST, "remote configuration has stopped");
  }

  /** A push came; called on a thread of the connection. */
  private CompletionStage<Reply> pushed(DeviceLink link, Request request) {
    Offer offer;
    try {
      offer = Offer.read(request.params(), clock.instant());
    } catch (OfferException e) {
      LOG.warn("{}: a push is refused: {}", name, e.getMessage());
      return CompletableFuture.completedFuture(
          Reply.failure(ResultCode.PARAMETER_ERROR, "request: " + e.getMessage()));
    }
    CompletableFuture<Reply> answer = new CompletableFuture<>();
    Optional<PushOrder> order = request.id().map(id -> new PushOrder(link.identity(), id));
    Job job = Job.push(order, offer);
    if (order.isEmpty()) {
      job.done.thenAccept(result -> answer.complete(Reply.success()));
    }
    thread.run(
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
    ConfigurationResult newer = Intake.refused(ConfigurationStep.REQUEST, "a newer push came");
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
      end(job, Intake.refused(ConfigurationStep.REQUEST, "too much to do at the moment"));
      return;
    }
    waiting.add(job);
    pump();
  }

  private void pump() {
    if (closed || active != null || proving.isGoing()) {
      return;
    }
    Job job = waiting.poll();
    if (job == null) {
      return;
    }
    active = job;
    if (job.cause == Job.Cause.RESTORE) {
      restoreVersion(job);
    } else {
      intake.run(job, taken -> present(job, taken));
    }
  }

  private void restoreVersion(Job job) {
    versions
        .find(job.version)
        .ifPresentOrElse(
            version -> present(job, Intake.Taken.kept(version, Optional.empty())),
            () ->
                finish(
                    job,
                    Intake.refused(
                        ConfigurationStep.VALIDATE, "version " + job.version + " is not kept")));
  }

  /** What the intake brought: a result, or a version to try. */
  private void present(Job job, Intake.Taken taken) {
    if (active != job) {
      return;
    }
    if (taken.result().isPresent()) {
      finish(job, taken.result().get());
    } else {
      taken.version().ifPresent(version -> tryout.run(job, version, taken.offer()));
    }
  }

  /** A trial has ended: that of the job, or one that a former process left. */
  private void proved(Trial trial, ConfigurationResult result) {
    if (tryout.proved(result)) {
      return;
    }
    LOG.info("{}: {}", name, told(result));
    board.ended(result);
    trial.order().ifPresent(order -> answers.give(order, result));
    thread.run(this::pump);
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
    thread.run(this::pump);
  }

  private void end(Job job, ConfigurationResult result) {
    if (result.isSuccess()) {
      LOG.info("{}: {}", name, told(result));
    } else {
      LOG.warn("{}: {}", name, told(result));
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
      finish(job, Intake.refused(ConfigurationStep.REQUEST, "a step of it failed, see the log"));
    }
  }

  /** Ends; what is being tried goes on with the next start. */
  void close() {
    closed = true;
    attachment.follow(null);
    answers.close();
    Job job = active;
    if (job != null) {
      job.done.complete(stopped());
    }
    waiting.forEach(left -> left.done.complete(stopped()));
    waiting.clear();
  }
}
