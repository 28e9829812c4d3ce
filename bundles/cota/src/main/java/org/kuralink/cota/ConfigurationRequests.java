/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.cota;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.kuralink.api.codec.JsonText;
import org.kuralink.api.connection.DeviceLink;
import org.kuralink.api.connection.Reply;
import org.kuralink.api.connection.RequestOptions;
import org.kuralink.api.cota.ConfigurationOutcome;
import org.kuralink.api.cota.ConfigurationResult;
import org.kuralink.api.cota.ConfigurationStep;
import org.kuralink.cota.offer.Offer;
import org.kuralink.cota.offer.Offer.OfferException;
import org.kuralink.json.output.JsonOutput;

/**
 * The requests {@code thing.config.get} of one device (developer guide 9.11): decides when the
 * device requests its configuration without an operator, sends the request, and reads the reply.
 * For the thread of the remote configuration.
 */
final class ConfigurationRequests {

  static final String GET = "thing.config.get";

  private static final JsonText PARAMS =
      JsonOutput.text(new TreeMap<>(Map.of("configScope", "product", "getType", "file")));
  private static final int NO_CONFIGURATION = 6710;
  private static final int DISABLED = 6713;
  private static final int MAX_WAITS = 12;
  private static final Duration LINK_PAUSE = Duration.ofSeconds(5);
  private static final Duration FIRST_PAUSE = Duration.ofSeconds(10);
  private static final Duration LONGEST_PAUSE = Duration.ofMinutes(10);

  private final CotaContext context;
  private final CotaStateMachine machine;
  private final Runnable due;
  private final Runnable otherOffered;
  private boolean done;
  private Duration pause = FIRST_PAUSE;

  /**
   * Creates the requests; none is sent yet.
   *
   * @param due called when a request that failed is to be repeated
   * @param otherOffered called when the platform offers another configuration than it has pushed
   */
  ConfigurationRequests(
      CotaContext context, CotaStateMachine machine, Runnable due, Runnable otherOffered) {
    this.context = context;
    this.machine = machine;
    this.due = due;
    this.otherOffered = otherOffered;
  }

  /** Returns whether to request the configuration now, given that the link is online. */
  boolean areDue() {
    return !done && context.settings().get().when() != CotaSettings.When.DEMAND;
  }

  /** The link is online again after an interruption. */
  void reconnected() {
    if (context.settings().get().when() == CotaSettings.When.RECONNECT) {
      done = false;
    }
  }

  /** Repeats a request that failed before a file was received, with growing pauses. */
  void ended(ConfigurationResult result) {
    done = true;
    boolean repeat =
        result
            .failedStep()
            .filter(s -> s == ConfigurationStep.REQUEST || s == ConfigurationStep.DOWNLOAD)
            .isPresent();
    if (!repeat) {
      pause = FIRST_PAUSE;
      return;
    }
    Duration now = pause;
    Duration twice = pause.multipliedBy(2);
    pause = twice.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : twice;
    context
        .thread()
        .later(
            now,
            () -> {
              done = false;
              due.run();
            });
  }

  /** Sends a request; an exception of the link becomes a failure of the request. */
  static CompletionStage<Reply> send(DeviceLink link, RequestOptions options) {
    try {
      return link.request(GET, PARAMS, options);
    } catch (RuntimeException e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  /** Sends the request of a job; reports the platform's offer or, without one, the result. */
  void send(Job job, Consumer<Offer> offered, Consumer<ConfigurationResult> ended) {
    machine.take(
        job.renewals == 0 ? CotaStateMachine.Event.ASKED : CotaStateMachine.Event.ADDRESS_EXPIRED,
        CotaStateMachine.words(job.cause));
    DeviceLink link = context.links().get().filter(DeviceLink::isOnline).orElse(null);
    if (link == null) {
      offline(job, offered, ended);
      return;
    }
    send(link, RequestOptions.TRANSIENT)
        .whenComplete(
            (reply, failure) ->
                context
                    .thread()
                    .run(
                        () -> {
                          if (reply != null) {
                            replied(job, reply, offered, ended);
                          } else {
                            ended.accept(
                                OfferDownload.refused(
                                    ConfigurationStep.REQUEST, LogText.of(failure)));
                          }
                        }));
  }

  /** Waits for the link after a push, which came a moment ago; an operator need not wait. */
  private void offline(Job job, Consumer<Offer> offered, Consumer<ConfigurationResult> ended) {
    if (job.cause == Job.Cause.PUSH && job.waits < MAX_WAITS) {
      job.waits++;
      context.thread().later(LINK_PAUSE, () -> send(job, offered, ended));
    } else {
      ended.accept(OfferDownload.refused(ConfigurationStep.REQUEST, "the connection is offline"));
    }
  }

  private void replied(
      Job job, Reply reply, Consumer<Offer> offered, Consumer<ConfigurationResult> ended) {
    if (isNothing(reply)) {
      ended.accept(
          job.pushed.isPresent()
              ? notHad(job, nothing(reply))
              : new ConfigurationResult(
                  ConfigurationOutcome.NONE, Optional.empty(), Optional.empty(), nothing(reply)));
    } else if (!reply.isSuccess()) {
      ended.accept(
          OfferDownload.refused(
              ConfigurationStep.REQUEST,
              "the platform answers "
                  + reply.code().value()
                  + " "
                  + LogText.of(reply.message().orElse(""))));
    } else {
      try {
        renewed(job, Offer.read(reply.data(), context.thread().clock().instant()), offered, ended);
      } catch (OfferException e) {
        ended.accept(
            OfferDownload.refused(
                ConfigurationStep.REQUEST, "the platform's reply: " + e.getMessage()));
      }
    }
  }

  /** Rejects a push if the platform now offers another configuration than it has pushed. */
  private void renewed(
      Job job, Offer offer, Consumer<Offer> offered, Consumer<ConfigurationResult> ended) {
    boolean isOther =
        job.pushed.filter(pushed -> !pushed.digest().equals(offer.digest())).isPresent();
    if (isOther) {
      ended.accept(notHad(job, "the platform offers another configuration by now"));
      otherOffered.run();
    } else {
      offered.accept(offer);
    }
  }

  private static ConfigurationResult notHad(Job job, String why) {
    return OfferDownload.refused(
        ConfigurationStep.DOWNLOAD, job.why + "; requested another URL: " + why);
  }

  /** Returns whether the platform has nothing for this device; the current configuration stays. */
  private static boolean isNothing(Reply reply) {
    return reply.code().value() == NO_CONFIGURATION || reply.code().value() == DISABLED;
  }

  private static String nothing(Reply reply) {
    return reply.code().value() == NO_CONFIGURATION
        ? "the platform has no configuration for this product (6710)"
        : "remote configuration is disabled for this product (6713)";
  }
}
