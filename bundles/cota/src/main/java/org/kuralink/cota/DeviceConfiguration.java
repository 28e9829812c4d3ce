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
import org.kuralink.cota.OfferDownload.Downloader;
import org.kuralink.cota.offer.Offer;
import org.kuralink.cota.offer.Offer.OfferException;
import org.kuralink.cota.store.PushOrder;
import org.kuralink.cota.store.PushOrder.OpenPush;
import org.kuralink.cota.store.VersionStore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The remote configuration of one device: runs one job after another, from an offer of the platform
 * to a stored version, which {@link ConfigurationTrial} tries. Everything happens on its thread,
 * unless a method says otherwise.
 */
final class DeviceConfiguration {

  /** The number of jobs that may wait. */
  static final int MAX_WAITING = 4;

  private static final Logger LOG = LoggerFactory.getLogger(DeviceConfiguration.class);

  private final CotaContext context;
  private final VersionStore versions;
  private final ConfigurationTrial trial;
  private final Function<String, ThreadFactory> threads;
  private final CotaStateMachine machine;
  private final PushAnswers answers;
  private final OfferDownload intake;
  private final DeviceAppliers appliers;
  private final ConfigurationRequests requests;
  private final Deque<Job> waiting = new ArrayDeque<>();
  private @Nullable Job active;
  private boolean started;
  private boolean closed;

  /**
   * Creates the configuration, without a job.
   *
   * @param versions the stored versions
   * @param threads returns a thread factory by the name of its threads
   */
  DeviceConfiguration(
      CotaContext context,
      VersionStore versions,
      Downloader downloader,
      DeviceAppliers appliers,
      CotaStateMachine machine,
      Function<String, ThreadFactory> threads) {
    this.context = context;
    this.versions = versions;
    this.threads = threads;
    this.machine = machine;
    this.appliers = appliers;
    context.subDevice().ifPresent(machine::device);
    this.answers = new PushAnswers(context, versions, machine);
    this.requests =
        new ConfigurationRequests(context, machine, this::advance, () -> add(Job.start()));
    this.intake = new OfferDownload(context, versions, downloader, machine, threads, requests);
    this.trial = new ConfigurationTrial(context, versions, appliers, machine, this::tried);
  }

  /** Loads the state of a former process. */
  void load() {
    versions.load().forEach(problem -> LOG.warn("{}: {}", context.name(), problem));
    try {
      versions.loadTrial();
    } catch (IOException e) {
      unreadable(e);
    }
    // A damaged trial must not prevent the answers to pushes.
    try {
      answers.load();
    } catch (IOException e) {
      unreadable(e);
    }
  }

  private void unreadable(IOException e) {
    LOG.error("{}: cannot read the state of the former process: {}", context.name(), e.toString());
  }

  /** Starts, and resumes the work of a former process. */
  void start() {
    started = true;
    if (context.subDevice().isEmpty()) {
      context.startUp().begin(context.thread(), context.settings().get().startWait());
    }
    List<OpenPush> open = answers.left();
    boolean resumed = trial.resume();
    if (!resumed) {
      answers.flush();
    }
    for (OpenPush left : open) {
      LOG.info("{}: resumes a push of the former process", context.name());
      supersede();
      add(Job.push(Optional.of(left.order()), left.offer()));
    }
    advance();
  }

  /** Handles a change of the session or of the services. */
  void advance() {
    if (closed) {
      return;
    }
    DeviceLink link = context.links().get().orElse(null);
    if (link != null) {
      machine.device(link.identity());
      answers.flush();
      if (link.isOnline()) {
        online();
      }
    }
  }

  /** Handles that the link came online or went offline. */
  void changed(boolean online) {
    if (online && !closed) {
      answers.flush();
      requests.reconnected();
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
    if (!asked && requests.areDue() && isServed()) {
      add(Job.start());
    }
  }

  /** Returns whether there is an applier; for a sub-device without one nothing is requested. */
  private boolean isServed() {
    return context.subDevice().isEmpty() || appliers.isThere(context.settings().get().applier());
  }

  /** Requests the configuration from the platform; any thread may call. */
  CompletionStage<ConfigurationResult> request() {
    return enter(Job.demand());
  }

  /** Applies a stored version again; any thread may call. */
  CompletionStage<ConfigurationResult> restore(long version) {
    return enter(Job.restore(version));
  }

  private CompletionStage<ConfigurationResult> enter(Job job) {
    context
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
    // The continuations of an application must not run on the thread of the remote configuration.
    ForeignCalls lane = new ForeignCalls(context.thread(), threads, ForeignCalls.LISTENER_LIMIT);
    job.done.thenAccept(
        result ->
            lane.call("the caller of the request", () -> told.complete(result), outcome -> {}));
    return told;
  }

  private static ConfigurationResult stopped() {
    return OfferDownload.refused(ConfigurationStep.REQUEST, "remote configuration has stopped");
  }

  /** Handles a push; called on a thread of the connection. */
  CompletionStage<Reply> pushed(DeviceLink link, Request request) {
    Offer offer;
    try {
      offer = Offer.read(request.params(), context.thread().clock().instant());
    } catch (OfferException e) {
      LOG.warn("{}: rejected a push: {}", context.name(), e.getMessage());
      return CompletableFuture.completedFuture(
          Reply.failure(ResultCode.PARAMETER_ERROR, "request: " + e.getMessage()));
    }
    CompletableFuture<Reply> answer = new CompletableFuture<>();
    Optional<PushOrder> order = request.id().map(id -> new PushOrder(link.identity(), id));
    Job job = Job.push(order, offer);
    if (order.isEmpty()) {
      job.done.thenAccept(result -> answer.complete(Reply.success()));
    }
    context
        .thread()
        .run(
            () -> {
              order.ifPresent(push -> answers.open(push, offer, link, answer));
              supersede();
              add(job);
            });
    return answer;
  }

  /** Ends waiting pushes: only the newest push is carried out. */
  private void supersede() {
    List<Job> older = waiting.stream().filter(job -> job.cause == Job.Cause.PUSH).toList();
    ConfigurationResult newer =
        OfferDownload.refused(ConfigurationStep.REQUEST, "superseded by a newer push");
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
      end(
          job,
          OfferDownload.refused(
              ConfigurationStep.REQUEST, "too many configuration jobs are waiting"));
      return;
    }
    waiting.add(job);
    pump();
  }

  private void pump() {
    if (closed || active != null || trial.isGoing()) {
      return;
    }
    if (waiting.isEmpty()) {
      context.turn().giveBack();
    } else {
      context.turn().take(this::next);
    }
  }

  private void next() {
    Job job = closed || active != null || trial.isGoing() ? null : waiting.poll();
    if (job == null) {
      context.turn().giveBack();
      return;
    }
    active = job;
    if (job.cause == Job.Cause.RESTORE) {
      restoreVersion(job);
    } else {
      intake.run(
          job, (version, offer) -> tryVersion(job, version, offer), result -> finish(job, result));
    }
  }

  private void restoreVersion(Job job) {
    versions
        .find(job.version)
        .ifPresentOrElse(
            version -> tryVersion(job, version, Optional.empty()),
            () ->
                finish(
                    job,
                    OfferDownload.refused(
                        ConfigurationStep.VALIDATE, "version " + job.version + " is not kept")));
  }

  private void tryVersion(Job job, ConfigurationVersion version, Optional<Offer> offer) {
    if (active == job) {
      trial.run(job, version, offer);
    }
  }

  /** Handles the end of a trial, of a job or of a former process. */
  private void tried(Optional<Job> job, Optional<PushOrder> order, ConfigurationResult result) {
    if (job.isPresent()) {
      finish(job.get(), result);
      return;
    }
    LOG.info("{}: {}", context.name(), told(result));
    machine.ended(result);
    order.ifPresent(push -> answers.give(push, result));
    context.thread().run(this::pump);
  }

  private void finish(Job job, ConfigurationResult result) {
    if (active != job) {
      return;
    }
    active = null;
    machine.ended(result);
    end(job, result);
    if (job.cause == Job.Cause.START) {
      requests.ended(result);
    }
    context.thread().run(this::pump);
  }

  private void end(Job job, ConfigurationResult result) {
    if (result.isSuccess()) {
      LOG.info("{}: {}", context.name(), told(result));
    } else {
      LOG.warn("{}: {}", context.name(), told(result));
    }
    job.order.ifPresent(order -> answers.give(order, result));
    job.done.complete(result);
  }

  private static String told(ConfigurationResult result) {
    return result.version().map(version -> "version " + version + " ").orElse("")
        + CotaStateMachine.words(result.outcome())
        + result.failedStep().map(step -> " at " + CotaStateMachine.words(step)).orElse("")
        + (result.message().isEmpty() ? "" : ": " + result.message());
  }

  /** Ends the current job after an internal error, so that no caller waits for it. */
  void fault() {
    Job job = active;
    if (job != null && !trial.isProving() && !closed) {
      job.waitsForComponents = false;
      finish(
          job,
          OfferDownload.refused(
              ConfigurationStep.REQUEST, "an internal error occurred, see the log"));
    }
  }

  /** Stops; a trial in progress is resumed at the next start. */
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
    context.turn().giveBack();
  }

  /** Waits until no download is in progress; any thread may call. */
  void end(Duration patience) {
    if (!intake.end(patience)) {
      LOG.warn("{}: a download did not end in time", context.name());
    }
  }

  /** Stops permanently. */
  void stop() {
    close();
    active = null;
    trial.stop();
  }
}
