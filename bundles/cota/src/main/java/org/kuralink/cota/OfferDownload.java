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
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ThreadFactory;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.kuralink.api.connection.DownloadException;
import org.kuralink.api.connection.DownloadLimits;
import org.kuralink.api.connection.DownloadRequest;
import org.kuralink.api.connection.Downloads;
import org.kuralink.api.cota.ConfigurationOutcome;
import org.kuralink.api.cota.ConfigurationResult;
import org.kuralink.api.cota.ConfigurationStep;
import org.kuralink.api.cota.ConfigurationVersion;
import org.kuralink.calls.CallLane;
import org.kuralink.cota.offer.Offer;
import org.kuralink.cota.store.VersionStore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Obtains the configuration of a job as a stored version: takes the offer from the push or requests
 * it, downloads the file on a daemon {@code kuralink-cota-download} that ends with the download,
 * checks it and stores it. For the thread of the remote configuration.
 */
final class OfferDownload {

  /** The number of download attempts for one URL. */
  static final int MAX_ATTEMPTS = 3;

  /** The number of requests for another URL. */
  static final int MAX_RENEWALS = 2;

  private static final int REDIRECTS = 3;
  private static final Duration RETRY = Duration.ofSeconds(2);

  /** The deadline of a download call; longer than the limit that the download itself enforces. */
  private static final Duration HANGS = Duration.ofMinutes(3);

  private static final Logger LOG = LoggerFactory.getLogger(OfferDownload.class);

  private final CotaContext context;
  private final VersionStore versions;
  private final Downloader downloader;
  private final CotaStateMachine machine;
  private final ConfigurationRequests requests;
  private final CallLane lane;

  /**
   * Creates the download, without a job.
   *
   * @param threads returns a thread factory by the name of its threads
   * @param requests obtain the offer if the job has none
   */
  OfferDownload(
      CotaContext context,
      VersionStore versions,
      Downloader downloader,
      CotaStateMachine machine,
      Function<String, ThreadFactory> threads,
      ConfigurationRequests requests) {
    this.context = context;
    this.versions = versions;
    this.downloader = downloader;
    this.machine = machine;
    this.requests = requests;
    this.lane =
        new CallLane(context.thread(), threads.apply("kuralink-cota-download"), hanging -> {});
  }

  /**
   * Obtains the configuration of a job; calls one of the receivers on the thread, exactly once.
   *
   * @param kept receives the version to try and its offer
   * @param ended receives a result without a trial
   */
  void run(
      Job job,
      BiConsumer<ConfigurationVersion, Optional<Offer>> kept,
      Consumer<ConfigurationResult> ended) {
    Step step = new Step(job, kept, ended);
    job.pushed.ifPresentOrElse(step::offered, step::ask);
  }

  static ConfigurationResult refused(ConfigurationStep step, String message) {
    return new ConfigurationResult(
        ConfigurationOutcome.REFUSED, Optional.empty(), Optional.of(step), message);
  }

  /** Aborts a download in progress; reports nothing any more. */
  void close() {
    lane.close();
  }

  /**
   * Aborts a download in progress, and waits for its end; returns whether it has ended. Any thread
   * may call.
   */
  boolean end(Duration patience) {
    lane.close();
    return lane.end(patience);
  }

  /**
   * Returns a downloader over a session, which trusts its servers and those with a root of the
   * form.
   *
   * @param limit the time limit of a download
   */
  static Downloader by(Downloads session, Duration limit) {
    DownloadLimits.Pace any = new DownloadLimits.Pace(0, Duration.ofSeconds(30));
    return (offer, access) ->
        session.toMemory(
            new DownloadRequest(
                offer.url(),
                -1,
                Map.of(),
                access.roots(),
                new DownloadLimits(offer.size(), REDIRECTS, 0, any, limit, access.allowHttp())));
  }

  /** Downloads offered files. */
  @FunctionalInterface
  interface Downloader {

    /** Downloads a file into memory, in one attempt; never more than the offered size. */
    byte[] fetch(Offer offer, CotaSettings.Access access)
        throws DownloadException, InterruptedException;
  }

  /** The steps of one job. */
  private final class Step {

    private final Job job;
    private final BiConsumer<ConfigurationVersion, Optional<Offer>> kept;
    private final Consumer<ConfigurationResult> ended;

    Step(
        Job job,
        BiConsumer<ConfigurationVersion, Optional<Offer>> kept,
        Consumer<ConfigurationResult> ended) {
      this.job = job;
      this.kept = kept;
      this.ended = ended;
    }

    void ask() {
      requests.send(job, this::offered, ended);
    }

    void offered(Offer offer) {
      Optional<ConfigurationVersion> known = versions.find(offer.digest());
      if (known.filter(ConfigurationVersion::current).isPresent()) {
        versions.handled(offer);
        end(ConfigurationOutcome.UNCHANGED, known, "already in force");
      } else if (job.cause != Job.Cause.DEMAND
          && known.isPresent()
          && isSettled(offer, known.get())) {
        settled(known.get());
      } else if (offer.size() > context.settings().get().maxBytes()) {
        refuse(
            ConfigurationStep.CHECK,
            offer.size()
                + " bytes, more than the "
                + context.settings().get().maxBytes()
                + " allowed");
      } else if (known.isPresent()) {
        kept.accept(known.get(), Optional.of(offer));
      } else {
        fetch(offer);
      }
    }

    private void settled(ConfigurationVersion known) {
      if (known.outcome() == ConfigurationOutcome.APPLIED && job.cause == Job.Cause.PUSH) {
        refuse(
            ConfigurationStep.APPLY,
            "version " + known.number() + " was applied before; another was restored here since");
      } else if (known.outcome() == ConfigurationOutcome.APPLIED) {
        end(
            ConfigurationOutcome.UNCHANGED,
            Optional.of(known),
            "was applied before; another version was restored since");
      } else {
        end(known.outcome(), Optional.of(known), "tried before: " + known.message());
      }
    }

    /** Returns whether the offer was tried before, so that another trial would change nothing. */
    private boolean isSettled(Offer offer, ConfigurationVersion known) {
      return versions.isHandled(offer)
          && known.outcome() != ConfigurationOutcome.RECEIVED
          && known.outcome() != ConfigurationOutcome.REFUSED;
    }

    private void fetch(Offer offer) {
      if (offer.isExpired(context.thread().clock().instant())) {
        renew("its URL has expired");
        return;
      }
      machine.take(CotaStateMachine.Event.OFFERED, "offered " + LogText.of(offer.configId()));
      job.attempts++;
      CotaSettings.Access access = context.settings().get().access();
      lane.call(HANGS, () -> true, () -> downloader.fetch(offer, access), new Fetched(offer));
    }

    private void failed(Offer offer, Throwable failure) {
      DownloadException.Kind kind =
          LogText.cause(failure) instanceof DownloadException own
              ? own.kind()
              : DownloadException.Kind.LASTING;
      boolean mayPass =
          kind == DownloadException.Kind.PASSING || kind == DownloadException.Kind.OUT_OF_TIME;
      if (kind == DownloadException.Kind.CUT_OFF) {
        LOG.info("{}; the download is repeated after the next start", LogText.of(failure));
      } else if (kind == DownloadException.Kind.EXPIRED) {
        renew(LogText.of(failure));
      } else if (mayPass && job.attempts < MAX_ATTEMPTS) {
        LOG.info(
            "Retries the download of {}: {}", LogText.of(offer.toString()), LogText.of(failure));
        context.thread().later(RETRY.multipliedBy(job.attempts), () -> fetch(offer));
      } else {
        refuse(ConfigurationStep.DOWNLOAD, LogText.of(failure));
      }
    }

    private void renew(String why) {
      job.why = why;
      if (job.renewals == MAX_RENEWALS) {
        refuse(ConfigurationStep.DOWNLOAD, why);
        return;
      }
      job.renewals++;
      job.attempts = 0;
      ask();
    }

    private void check(Offer offer, byte[] bytes) {
      if (bytes.length != offer.size()) {
        refuse(
            ConfigurationStep.CHECK,
            bytes.length + " bytes were received, " + offer.size() + " were offered");
      } else if (!Offer.digestOf(bytes).equals(offer.digest())) {
        refuse(ConfigurationStep.CHECK, "the file does not have the digest that was offered");
      } else {
        keep(offer, bytes);
      }
    }

    private void keep(Offer offer, byte[] bytes) {
      try {
        ConfigurationVersion version =
            versions.add(offer, bytes, context.thread().clock().instant());
        kept.accept(version, Optional.of(offer));
      } catch (IOException e) {
        refuse(ConfigurationStep.DOWNLOAD, "the file cannot be stored on the disk of this gateway");
      }
    }

    private void refuse(ConfigurationStep step, String message) {
      ended.accept(refused(step, message));
    }

    private void end(
        ConfigurationOutcome outcome, Optional<ConfigurationVersion> version, String message) {
      Optional<ConfigurationStep> failed =
          outcome.isSuccess() ? Optional.empty() : Optional.of(ConfigurationStep.CONFIRM);
      ended.accept(
          new ConfigurationResult(
              outcome, version.map(ConfigurationVersion::number), failed, message));
    }

    private final class Fetched implements CallLane.Ending<byte[]> {

      private final Offer offer;

      Fetched(Offer offer) {
        this.offer = offer;
      }

      @Override
      public String whom() {
        return "the download";
      }

      @Override
      public void returned(byte @Nullable [] bytes) {
        check(offer, bytes == null ? new byte[0] : bytes);
      }

      @Override
      public void threw(Throwable failure) {
        failed(offer, failure);
      }

      @Override
      public void notBegun(OutOfMemoryError failure) {
        failed(
            offer,
            new DownloadException(
                DownloadException.Kind.PASSING, "no thread can be created for a download"));
      }

      @Override
      public Runnable overdue() {
        return () -> refuse(ConfigurationStep.DOWNLOAD, "the download did not return in time");
      }
    }
  }
}
