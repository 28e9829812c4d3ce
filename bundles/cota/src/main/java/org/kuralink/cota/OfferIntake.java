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
 * From a job to a version that is kept: fetches the file that is offered, on a daemon {@code
 * kuralink-cota-download} that ends with it, and checks it; what is offered stands in the push, or
 * is asked for. For the thread of the remote configuration.
 */
final class OfferIntake {

  /** How often the file is fetched from one URL. */
  static final int MAX_ATTEMPTS = 3;

  /** How often another URL is asked for. */
  static final int MAX_RENEWALS = 2;

  private static final int REDIRECTS = 3;
  private static final Duration RETRY = Duration.ofSeconds(2);

  /** Behind the limit of a download, which keeps its time itself. */
  private static final Duration HANGS = Duration.ofMinutes(3);

  private static final Logger LOG = LoggerFactory.getLogger(OfferIntake.class);

  private final ConfigurationPlace place;
  private final VersionStore versions;
  private final Downloader downloader;
  private final StateBoard board;
  private final Dialogue dialogue;
  private final CallLane lane;

  /**
   * Takes nothing in yet.
   *
   * @param threads by their names
   * @param others called when the platform turns out to have another configuration than it pushed
   */
  OfferIntake(
      ConfigurationPlace place,
      VersionStore versions,
      Downloader downloader,
      StateBoard board,
      Function<String, ThreadFactory> threads,
      Runnable others) {
    this.place = place;
    this.versions = versions;
    this.downloader = downloader;
    this.board = board;
    this.dialogue = new Dialogue(place, board, others);
    this.lane =
        new CallLane(place.thread(), threads.apply("kuralink-cota-download"), hanging -> {});
  }

  /**
   * Takes what is offered; tells one of them on the thread, exactly once.
   *
   * @param kept hears of a version to try, with the offer that it came from
   * @param ended hears a result
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

  /** Cuts off what is being fetched; nothing is told any more. */
  void close() {
    lane.close();
  }

  /** The same for any thread, which waits a moment for the end; says whether it came. */
  boolean end(Duration patience) {
    lane.close();
    return lane.end(patience);
  }

  /**
   * By a session, from servers that it trusts or that the roots in the form lead to.
   *
   * @param limit how long a download may take in all
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

  /** Fetches what is offered. */
  @FunctionalInterface
  interface Downloader {

    /** Fetches a file into memory, in one attempt; never more than the offer's size. */
    byte[] fetch(Offer offer, CotaSettings.Access access)
        throws DownloadException, InterruptedException;
  }

  /** The way of one job. */
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
      dialogue.ask(job, this::offered, ended);
    }

    void offered(Offer offer) {
      Optional<ConfigurationVersion> known = versions.find(offer.digest());
      if (known.filter(ConfigurationVersion::current).isPresent()) {
        versions.handled(offer);
        end(ConfigurationOutcome.UNCHANGED, known, "in force already");
      } else if (job.cause != Job.Cause.DEMAND
          && known.isPresent()
          && isSettled(offer, known.get())) {
        settled(known.get());
      } else if (offer.size() > place.settings().get().maxBytes()) {
        refuse(
            ConfigurationStep.CHECK,
            offer.size()
                + " bytes, more than the "
                + place.settings().get().maxBytes()
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

    /** Whether it was offered and tried before, so that trying once more would change nothing. */
    private boolean isSettled(Offer offer, ConfigurationVersion known) {
      return versions.isHandled(offer)
          && known.outcome() != ConfigurationOutcome.RECEIVED
          && known.outcome() != ConfigurationOutcome.REFUSED;
    }

    private void fetch(Offer offer) {
      if (offer.isExpired(place.thread().clock().instant())) {
        renew("its URL has expired");
        return;
      }
      board.take(StateBoard.Event.OFFERED, "offered " + Shown.of(offer.configId()));
      job.attempts++;
      CotaSettings.Access access = place.settings().get().access();
      lane.call(HANGS, () -> true, () -> downloader.fetch(offer, access), new Fetched(offer));
    }

    private void failed(Offer offer, Throwable failure) {
      DownloadException.Kind kind =
          Shown.cause(failure) instanceof DownloadException own
              ? own.kind()
              : DownloadException.Kind.LASTING;
      boolean mayPass =
          kind == DownloadException.Kind.PASSING || kind == DownloadException.Kind.OUT_OF_TIME;
      if (kind == DownloadException.Kind.CUT_OFF) {
        LOG.info("{}; it is fetched with the next start", Shown.of(failure));
      } else if (kind == DownloadException.Kind.EXPIRED) {
        renew(Shown.of(failure));
      } else if (mayPass && job.attempts < MAX_ATTEMPTS) {
        LOG.info("Fetches {} once more: {}", Shown.of(offer.toString()), Shown.of(failure));
        place.thread().later(RETRY.multipliedBy(job.attempts), () -> fetch(offer));
      } else {
        refuse(ConfigurationStep.DOWNLOAD, Shown.of(failure));
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
            bytes.length + " bytes came, " + offer.size() + " were offered");
      } else if (!Offer.digestOf(bytes).equals(offer.digest())) {
        refuse(ConfigurationStep.CHECK, "the file does not have the digest that was offered");
      } else {
        keep(offer, bytes);
      }
    }

    private void keep(Offer offer, byte[] bytes) {
      try {
        ConfigurationVersion version = versions.add(offer, bytes, place.thread().clock().instant());
        kept.accept(version, Optional.of(offer));
      } catch (IOException e) {
        refuse(ConfigurationStep.DOWNLOAD, "the file cannot be kept on the disk of this gateway");
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
                DownloadException.Kind.PASSING, "this system has no thread left for a download"));
      }

      @Override
      public Runnable overdue() {
        return () -> refuse(ConfigurationStep.DOWNLOAD, "the download hangs");
      }
    }
  }
}
