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
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.kuralink.api.connection.DeviceLink;
import org.kuralink.api.connection.LinkException;
import org.kuralink.api.connection.Reply;
import org.kuralink.api.connection.RequestOptions;
import org.kuralink.api.cota.ConfigurationOutcome;
import org.kuralink.api.cota.ConfigurationResult;
import org.kuralink.api.cota.ConfigurationStep;
import org.kuralink.api.cota.ConfigurationVersion;
import org.kuralink.cota.offer.Downloader;
import org.kuralink.cota.offer.Offer;
import org.kuralink.cota.offer.OfferException;
import org.kuralink.cota.store.VersionStore;
import org.kuralink.download.DownloadException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * From a job to a version that is kept: asks the platform, fetches the file, checks it. For the
 * thread of the remote configuration.
 */
final class OfferIntake {

  /** How often the file is fetched from one URL. */
  static final int MAX_ATTEMPTS = 3;

  /** How often another URL is asked for. */
  static final int MAX_RENEWALS = 2;

  private static final int MAX_WAITS = 12;
  private static final Duration LINK_PAUSE = Duration.ofSeconds(5);
  private static final Duration RETRY = Duration.ofSeconds(2);
  private static final Logger LOG = LoggerFactory.getLogger(OfferIntake.class);

  private final ConfigurationPlace place;
  private final VersionStore versions;
  private final Downloader downloader;
  private final StateBoard board;
  private final Runnable others;

  /**
   * Takes nothing in yet.
   *
   * @param others called when the platform turns out to have another configuration than it pushed
   */
  OfferIntake(
      ConfigurationPlace place,
      VersionStore versions,
      Downloader downloader,
      StateBoard board,
      Runnable others) {
    this.place = place;
    this.versions = versions;
    this.downloader = downloader;
    this.board = board;
    this.others = others;
  }

  /** Takes what is offered; tells on the thread, exactly once. */
  void run(Job job, Consumer<Taken> told) {
    Step step = new Step(job, told);
    job.pushed.ifPresentOrElse(step::offered, step::ask);
  }

  static ConfigurationResult refused(ConfigurationStep step, String message) {
    return new ConfigurationResult(
        ConfigurationOutcome.REFUSED, Optional.empty(), Optional.of(step), message);
  }

  /** How the intake ended: with a result, or with a version to try. */
  record Taken(
      Optional<ConfigurationResult> result,
      Optional<ConfigurationVersion> version,
      Optional<Offer> offer) {

    static Taken ended(ConfigurationResult result) {
      return new Taken(Optional.of(result), Optional.empty(), Optional.empty());
    }

    static Taken kept(ConfigurationVersion version, Optional<Offer> offer) {
      return new Taken(Optional.empty(), Optional.of(version), offer);
    }
  }

  /** The way of one job. */
  private final class Step {

    private final Job job;
    private final Consumer<Taken> told;

    Step(Job job, Consumer<Taken> told) {
      this.job = job;
      this.told = told;
    }

    void ask() {
      board.take(
          job.renewals == 0 ? StateBoard.Event.ASKED : StateBoard.Event.ADDRESS_EXPIRED,
          StateBoard.words(job.cause));
      DeviceLink link = place.links().get().filter(DeviceLink::isOnline).orElse(null);
      if (link == null) {
        offline();
        return;
      }
      Dialogue.ask(link, RequestOptions.TRANSIENT)
          .whenComplete(
              (reply, failure) ->
                  place
                      .thread()
                      .run(
                          () -> {
                            if (reply != null) {
                              answered(reply);
                            } else {
                              refuse(ConfigurationStep.REQUEST, words(failure));
                            }
                          }));
    }

    /** The platform has pushed a moment ago, so the link will come back; a person need not wait. */
    private void offline() {
      if (job.cause == Job.Cause.PUSH && job.waits < MAX_WAITS) {
        job.waits++;
        place.thread().later(LINK_PAUSE, this::ask);
      } else {
        refuse(ConfigurationStep.REQUEST, "the connection is offline");
      }
    }

    private void answered(Reply reply) {
      if (Dialogue.isNothing(reply) && job.pushed.isPresent()) {
        notHad(Dialogue.nothing(reply));
      } else if (Dialogue.isNothing(reply)) {
        told.accept(
            Taken.ended(
                new ConfigurationResult(
                    ConfigurationOutcome.NONE,
                    Optional.empty(),
                    Optional.empty(),
                    Dialogue.nothing(reply))));
      } else if (!reply.isSuccess()) {
        refuse(
            ConfigurationStep.REQUEST,
            "the platform answers "
                + reply.code().value()
                + " "
                + Shown.of(reply.message().orElse("")));
      } else {
        try {
          renewed(Offer.read(reply.data(), place.clock().instant()));
        } catch (OfferException e) {
          refuse(ConfigurationStep.REQUEST, "the platform's reply: " + e.getMessage());
        }
      }
    }

    /** What a push offered is not what the platform has now: the push was not taken. */
    private void renewed(Offer offer) {
      boolean isOther =
          job.pushed.filter(pushed -> !pushed.digest().equals(offer.digest())).isPresent();
      if (isOther) {
        notHad("the platform offers another configuration by now");
        others.run();
      } else {
        offered(offer);
      }
    }

    private void notHad(String why) {
      refuse(ConfigurationStep.DOWNLOAD, job.why + "; asked for another one, " + why);
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
        told.accept(Taken.kept(known.get(), Optional.of(offer)));
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
      if (offer.isExpired(place.clock().instant())) {
        renew("its URL has expired");
        return;
      }
      board.take(StateBoard.Event.OFFERED, "offered " + Shown.of(offer.configId()));
      job.attempts++;
      fetched(offer)
          .whenComplete(
              (bytes, failure) ->
                  place
                      .thread()
                      .run(
                          () -> {
                            if (bytes != null) {
                              check(offer, bytes);
                            } else {
                              failed(offer, failure);
                            }
                          }));
    }

    private CompletionStage<byte[]> fetched(Offer offer) {
      try {
        return downloader.fetch(offer, place.settings().get().access());
      } catch (RuntimeException e) {
        return CompletableFuture.failedFuture(e);
      }
    }

    private void failed(Offer offer, Throwable failure) {
      DownloadException.Kind kind =
          cause(failure) instanceof DownloadException own
              ? own.kind()
              : DownloadException.Kind.LASTING;
      boolean mayPass =
          kind == DownloadException.Kind.PASSING || kind == DownloadException.Kind.OUT_OF_TIME;
      if (kind == DownloadException.Kind.EXPIRED) {
        renew(words(failure));
      } else if (mayPass && job.attempts < MAX_ATTEMPTS) {
        LOG.info("Fetches {} once more: {}", Shown.of(offer.toString()), words(failure));
        place.thread().later(RETRY.multipliedBy(job.attempts), () -> fetch(offer));
      } else {
        refuse(ConfigurationStep.DOWNLOAD, words(failure));
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
        ConfigurationVersion version = versions.add(offer, bytes, place.clock().instant());
        told.accept(Taken.kept(version, Optional.of(offer)));
      } catch (IOException e) {
        refuse(ConfigurationStep.DOWNLOAD, "the file cannot be kept on the disk of this gateway");
      }
    }

    private void refuse(ConfigurationStep step, String message) {
      told.accept(Taken.ended(refused(step, message)));
    }

    private void end(
        ConfigurationOutcome outcome, Optional<ConfigurationVersion> version, String message) {
      Optional<ConfigurationStep> failed =
          outcome.isSuccess() ? Optional.empty() : Optional.of(ConfigurationStep.CONFIRM);
      told.accept(
          Taken.ended(
              new ConfigurationResult(
                  outcome, version.map(ConfigurationVersion::number), failed, message)));
    }
  }

  private static Throwable cause(Throwable failure) {
    Throwable cause = failure.getCause();
    return failure instanceof CompletionException && cause != null ? cause : failure;
  }

  private static String words(Throwable failure) {
    Throwable cause = cause(failure);
    boolean isTold = cause instanceof DownloadException || cause instanceof LinkException;
    String message = isTold ? cause.getMessage() : null;
    return message == null ? cause.getClass().getSimpleName() : Shown.of(message);
  }
}
