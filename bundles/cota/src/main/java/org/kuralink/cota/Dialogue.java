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
import java.util.function.BooleanSupplier;
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
 * Asks the platform which configuration it has, reads what it answers (developer guide 9.11), and
 * knows by an answer that it is reached. For the thread of the remote configuration.
 */
final class Dialogue {

  private static final String GET = "thing.config.get";
  static final String PUSH = "thing.config.push";

  private static final JsonText PARAMS =
      JsonOutput.text(new TreeMap<>(Map.of("configScope", "product", "getType", "file")));
  private static final int NO_DATA = 6710;
  private static final int SWITCHED_OFF = 6713;
  private static final int MAX_WAITS = 12;
  private static final Duration LINK_PAUSE = Duration.ofSeconds(5);

  /** How long an answer that proves the platform reached may take. */
  private static final Duration ANSWER_LIMIT = Duration.ofSeconds(10);

  /** How long to wait before the platform is asked again. */
  private static final Duration ASK_AGAIN = Duration.ofSeconds(5);

  private final ConfigurationPlace place;
  private final StateBoard board;
  private final Runnable others;

  /**
   * Nothing was asked yet.
   *
   * @param others called when the platform turns out to have another configuration than it pushed
   */
  Dialogue(ConfigurationPlace place, StateBoard board, Runnable others) {
    this.place = place;
    this.board = board;
    this.others = others;
  }

  /** Asks for the configuration; whatever the link throws is a failure of the request. */
  private static CompletionStage<Reply> ask(DeviceLink link, RequestOptions options) {
    try {
      return link.request(GET, PARAMS, options);
    } catch (RuntimeException e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  /** Asks for a job; tells what the platform offers or, where that is nothing, how it ended. */
  void ask(Job job, Consumer<Offer> offered, Consumer<ConfigurationResult> ended) {
    board.take(
        job.renewals == 0 ? StateBoard.Event.ASKED : StateBoard.Event.ADDRESS_EXPIRED,
        StateBoard.words(job.cause));
    DeviceLink link = place.links().get().filter(DeviceLink::isOnline).orElse(null);
    if (link == null) {
      offline(job, offered, ended);
      return;
    }
    ask(link, RequestOptions.TRANSIENT)
        .whenComplete(
            (reply, failure) ->
                place
                    .thread()
                    .run(
                        () -> {
                          if (reply != null) {
                            answered(job, reply, offered, ended);
                          } else {
                            ended.accept(
                                OfferIntake.refused(ConfigurationStep.REQUEST, Shown.of(failure)));
                          }
                        }));
  }

  /** The platform has pushed a moment ago, so the link will come back; a person need not wait. */
  private void offline(Job job, Consumer<Offer> offered, Consumer<ConfigurationResult> ended) {
    if (job.cause == Job.Cause.PUSH && job.waits < MAX_WAITS) {
      job.waits++;
      place.thread().later(LINK_PAUSE, () -> ask(job, offered, ended));
    } else {
      ended.accept(OfferIntake.refused(ConfigurationStep.REQUEST, "the connection is offline"));
    }
  }

  private void answered(
      Job job, Reply reply, Consumer<Offer> offered, Consumer<ConfigurationResult> ended) {
    if (isNothing(reply)) {
      ended.accept(
          job.pushed.isPresent()
              ? notHad(job, nothing(reply))
              : new ConfigurationResult(
                  ConfigurationOutcome.NONE, Optional.empty(), Optional.empty(), nothing(reply)));
    } else if (!reply.isSuccess()) {
      ended.accept(
          OfferIntake.refused(
              ConfigurationStep.REQUEST,
              "the platform answers "
                  + reply.code().value()
                  + " "
                  + Shown.of(reply.message().orElse(""))));
    } else {
      try {
        renewed(job, Offer.read(reply.data(), place.thread().clock().instant()), offered, ended);
      } catch (OfferException e) {
        ended.accept(
            OfferIntake.refused(
                ConfigurationStep.REQUEST, "the platform's reply: " + e.getMessage()));
      }
    }
  }

  /** What a push offered is not what the platform has now: the push was not taken. */
  private void renewed(
      Job job, Offer offer, Consumer<Offer> offered, Consumer<ConfigurationResult> ended) {
    boolean isOther =
        job.pushed.filter(pushed -> !pushed.digest().equals(offer.digest())).isPresent();
    if (isOther) {
      ended.accept(notHad(job, "the platform offers another configuration by now"));
      others.run();
    } else {
      offered.accept(offer);
    }
  }

  private static ConfigurationResult notHad(Job job, String why) {
    return OfferIntake.refused(
        ConfigurationStep.DOWNLOAD, job.why + "; asked for another one, " + why);
  }

  /** Whether the platform has nothing for this device; the configuration in force stays. */
  private static boolean isNothing(Reply reply) {
    return reply.code().value() == NO_DATA || reply.code().value() == SWITCHED_OFF;
  }

  private static String nothing(Reply reply) {
    return reply.code().value() == NO_DATA
        ? "the platform has no configuration for this product (6710)"
        : "remote configuration is switched off for this product (6713)";
  }

  /**
   * Finds out whether the platform is reached: it is when it answers a request, whatever it
   * answers. Goes on until there is an answer or the time is over, unless another step begins; a
   * request that is under way when the time is over may end.
   */
  static final class Reaching {

    private final ConfigurationPlace place;
    private final BooleanSupplier stillMeant;
    private final Consumer<Optional<String>> told;
    private boolean asking;
    private boolean over;
    private int requests;

    /**
     * Asks nothing yet.
     *
     * @param stillMeant whether no other step has begun
     * @param told hears what was missing; nothing if the platform was reached
     */
    Reaching(
        ConfigurationPlace place, BooleanSupplier stillMeant, Consumer<Optional<String>> told) {
      this.place = place;
      this.stillMeant = stillMeant;
      this.told = told;
    }

    void begin(Duration settle, Duration window) {
      place.thread().later(settle, this::ask);
      place
          .thread()
          .later(
              window,
              () -> {
                over = true;
                ask();
              });
    }

    private void ask() {
      if (!stillMeant.getAsBoolean() || asking) {
        return;
      }
      DeviceLink link = place.links().get().orElse(null);
      if (link == null || !link.isOnline()) {
        missed(link == null ? "there is no session" : "the session is offline");
        return;
      }
      asking = true;
      int request = ++requests;
      Consumer<Boolean> once =
          answered -> {
            if (stillMeant.getAsBoolean() && asking && request == requests) {
              asking = false;
              ended(link, answered);
            }
          };
      // A connection that is replaced meanwhile may never say that there is no answer.
      place.thread().later(ANSWER_LIMIT.plus(ASK_AGAIN), () -> once.accept(false));
      Dialogue.ask(link, RequestOptions.TRANSIENT.within(ANSWER_LIMIT))
          .whenComplete((reply, failure) -> place.thread().run(() -> once.accept(failure == null)));
    }

    private void ended(DeviceLink link, boolean answered) {
      if (answered && place.links().get().filter(now -> now == link).isPresent()) {
        told.accept(Optional.empty());
      } else {
        missed(
            answered
                ? "the session was replaced while it was asked"
                : "the session is online, but " + GET + " was not answered");
      }
    }

    private void missed(String why) {
      if (over) {
        told.accept(Optional.of(why));
      } else {
        place.thread().later(ASK_AGAIN, this::ask);
      }
    }
  }
}
