/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.gateway.field;

import java.io.IOException;
import java.time.Clock;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.kuralink.api.channel.FieldChannels;
import org.kuralink.api.channel.FieldChannelsStatus;
import org.kuralink.api.channel.FieldError;
import org.kuralink.api.channel.FieldOutcome;
import org.kuralink.api.channel.FieldOutcome.Verdict;
import org.kuralink.api.channel.FieldReading;
import org.kuralink.api.channel.FieldTrial;
import org.kuralink.api.channel.FieldVersion;
import org.kuralink.api.connection.DeviceIdentity;
import org.kuralink.api.connection.Secret;
import org.kuralink.api.tsl.ThingModels;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Applies configurations of field channels from all sources: reads a configuration completely, has
 * the channels check it, stores it, and applies what differs from the previous one. All changes run
 * on the channel thread.
 */
final class FieldHost implements FieldChannels {

  static final String PUSH = "push";
  static final String FILE = "file";
  static final String RESTORE = "restore";
  private static final String KEPT = "the history";
  private static final String NOT_APPLIED = "the field channel configuration from ";
  private static final String IS = " is not applied: ";

  private static final Logger LOG = LoggerFactory.getLogger(FieldHost.class);

  private final Context context;
  private final FieldHistory history;
  private final ChannelRegistry channels;
  private final ChannelCalls calls;
  private final RunningServers running;
  private final Runnable onceMore;
  private final FieldTrials trials;
  private volatile Optional<FieldOutcome> last = Optional.empty();
  private byte @Nullable [] inForce;
  private boolean waiting;
  private Set<String> protocols = Set.of();
  private Set<String> missing = Set.of();
  private final Set<String> told = new HashSet<>();

  /**
   * Creates a host without a configuration.
   *
   * @param onceMore tries refused devices again
   */
  FieldHost(
      Context context,
      FieldHistory history,
      ChannelRegistry channels,
      ChannelCalls calls,
      RunningServers running,
      Runnable onceMore) {
    this.context = context;
    this.history = history;
    this.channels = channels;
    this.calls = calls;
    this.running = running;
    this.onceMore = onceMore;
    trials = new FieldTrials(channels, running::configuration);
  }

  /**
   * What the host needs from its component.
   *
   * @param name the name of the component, for the log
   * @param thread the channel thread
   * @param thingModels returns the thing model service; empty while it is not there
   * @param deviceSecret returns the secret of the gateway; empty while it is not known
   * @param gateway returns the identity of the gateway; empty while it is not known
   */
  record Context(
      String name,
      Executor thread,
      Clock clock,
      Supplier<Optional<ThingModels>> thingModels,
      Supplier<Optional<Secret>> deviceSecret,
      Supplier<Optional<DeviceIdentity>> gateway) {}

  Executor thread() {
    return context.thread;
  }

  FieldHistory history() {
    return history;
  }

  /** Applies the configuration from before the restart. On the channel thread. */
  void takeUp() {
    Optional<FieldVersion> current = history.current();
    if (current.isEmpty()) {
      return;
    }
    try {
      inForce = history.bytes(current.get().number()).orElse(null);
      if (inForce == null) {
        LOG.error(
            "{}: configuration {} of the field channels is missing on disk",
            context.name,
            current.get().number());
      } else {
        again();
      }
    } catch (IOException e) {
      LOG.error(
          "{}: the configuration of the field channels cannot be read: {}",
          context.name,
          e.getMessage());
    }
  }

  /** Applies the configuration again after a service came or went. On the channel thread. */
  void reconsider() {
    if (inForce != null && (waiting || !channels.protocols().equals(protocols) || isReplaced())) {
      again();
    }
  }

  /**
   * Logs once what the stored configuration lacks in two checks in a row: services that a start or
   * changed settings bring appear sooner. On the channel thread.
   */
  void tellWhatIsMissing() {
    Set<String> now = new LinkedHashSet<>(running.configuration().remarks());
    if (waiting) {
      last.filter(outcome -> outcome.source().equals(KEPT))
          .ifPresent(outcome -> now.add(NOT_APPLIED + KEPT + IS + outcome.told()));
    }
    told.retainAll(now);
    now.stream()
        .filter(missing::contains)
        .filter(told::add)
        .forEach(each -> LOG.warn("{}: {}", context.name, each));
    missing = now;
  }

  private boolean isReplaced() {
    return running.configuration().servers().stream()
        .anyMatch(server -> !server.devices().isEmpty() && running.isOutdated(server));
  }

  private void again() {
    byte[] json = inForce;
    if (json == null) {
      return;
    }
    FieldOutcome outcome = enforce(json, KEPT, true);
    waiting = outcome.verdict() != Verdict.APPLIED;
  }

  /** Applies a new configuration. On the channel thread. */
  FieldOutcome apply(byte[] json, String source) {
    FieldOutcome outcome = enforce(json, source, false);
    if (outcome.verdict() == Verdict.APPLIED) {
      inForce = json;
      waiting = false;
      onceMore.run();
    }
    return outcome;
  }

  private FieldOutcome enforce(byte[] json, String source, boolean kept) {
    Optional<ThingModels> models = context.thingModels.get();
    if (models.isEmpty()) {
      return failed(
          source, Verdict.FAILED, "thing models cannot be read: the bundle tsl is not active");
    }
    Optional<Secret> secret = context.deviceSecret.get();
    Set<String> spoken = channels.protocols();
    FieldConfiguration read =
        new ConfigurationReader(
                new ConfigurationReader.Surroundings(
                    models.get(), secret, context.gateway.get(), spoken, kept))
            .read(json);
    Optional<FieldConfiguration> checked =
        calls.call("check of field channels", () -> ChannelChecks.of(read, channels::of));
    if (checked.isEmpty()) {
      return failed(source, Verdict.FAILED, "a channel did not check the configuration");
    }
    if (!checked.get().errors().isEmpty()) {
      return refused(source, secret.isPresent(), checked.get().errors());
    }
    try {
      if (!kept) {
        history.keep(json, source, context.clock.instant());
      }
    } catch (IOException e) {
      return failed(
          source, Verdict.FAILED, "the configuration cannot be stored: " + e.getMessage());
    }
    protocols = spoken;
    return applied(source, checked.get());
  }

  /** Returns a refusal, or a failure if only the secret of the gateway is not known yet. */
  private FieldOutcome refused(String source, boolean secretKnown, List<FieldError> errors) {
    boolean early =
        !secretKnown && errors.stream().allMatch(error -> error.member().equals("password"));
    return ended(
        source,
        early ? Verdict.FAILED : Verdict.REFUSED,
        errors.size() == 1 ? "refused" : "refused for " + errors.size() + " errors",
        errors);
  }

  private FieldOutcome applied(String source, FieldConfiguration next) {
    RunningServers.Changes changes = running.apply(next);
    if (!source.equals(KEPT)) {
      next.remarks().stream()
          .filter(told::add)
          .forEach(remark -> LOG.warn("{}: {}", context.name, remark));
    }
    return ended(source, Verdict.APPLIED, changes.words(), List.of());
  }

  private FieldOutcome ended(
      String source, Verdict verdict, String words, List<FieldError> errors) {
    FieldOutcome outcome =
        new FieldOutcome(context.clock.instant(), source, verdict, words, errors);
    boolean same =
        last.filter(former -> former.verdict() == verdict && former.told().equals(outcome.told()))
            .isPresent();
    last = Optional.of(outcome);
    if (source.equals(KEPT) && (same || verdict != Verdict.APPLIED)) {
      LOG.debug("{}: field channels from {}: {}", context.name, source, outcome.told());
    } else if (verdict == Verdict.APPLIED) {
      LOG.info("{}: field channels from {}: {}", context.name, source, outcome.told());
    } else if (!same) {
      LOG.warn("{}: {}{}{}{}", context.name, NOT_APPLIED, source, IS, outcome.told());
    }
    return outcome;
  }

  /** Records a failure before there was a configuration. On the channel thread. */
  FieldOutcome failed(String source, Verdict verdict, String words) {
    return ended(source, verdict, words, List.of());
  }

  @Override
  public FieldChannelsStatus status() {
    return new FieldChannelsStatus(
        history.versions(), running.status(), running.configuration().remarks(), last);
  }

  @Override
  public CompletionStage<FieldOutcome> restore(long number) {
    return CompletableFuture.supplyAsync(() -> restored(number), context.thread);
  }

  private FieldOutcome restored(long number) {
    try {
      Optional<byte[]> bytes =
          history.versions().stream().anyMatch(version -> version.number() == number)
              ? history.bytes(number)
              : Optional.empty();
      return bytes
          .map(json -> apply(json, RESTORE))
          .orElseGet(
              () -> failed(RESTORE, Verdict.FAILED, "configuration " + number + " is not kept"));
    } catch (IOException e) {
      return failed(
          RESTORE,
          Verdict.FAILED,
          "configuration " + number + " cannot be read: " + e.getMessage());
    }
  }

  @Override
  public CompletionStage<FieldReading> read(FieldTrial trial) {
    return trials.read(trial);
  }

  @Override
  public CompletionStage<FieldReading> write(FieldTrial trial, Object value) {
    return trials.write(trial, value);
  }
}
