/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.cota;

import java.util.Optional;
import java.util.function.BiConsumer;
import org.kuralink.api.connection.DeviceIdentity;
import org.kuralink.api.cota.ConfigurationFile;
import org.kuralink.api.cota.ConfigurationStep;
import org.kuralink.api.cota.ConfigurationVersion;
import org.kuralink.cota.store.PushOrder;
import org.kuralink.cota.store.VersionStore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * From a version that is kept to one that may be tried: lets the applier check it, and waits while
 * the gateway starts for what the file names and is not there yet. For the thread of the remote
 * configuration.
 */
final class FileCheck {

  private static final Logger LOG = LoggerFactory.getLogger(FileCheck.class);

  private final ConfigurationPlace place;
  private final VersionStore versions;
  private final AppliersInUse appliers;
  private final StateBoard board;

  FileCheck(
      ConfigurationPlace place, VersionStore versions, AppliersInUse appliers, StateBoard board) {
    this.place = place;
    this.versions = versions;
    this.appliers = appliers;
    this.board = board;
  }

  /** A version that may be tried. */
  record Ready(String applier, ConfigurationFile file, byte[] snapshot) {}

  /**
   * Why a version is not tried.
   *
   * @param step {@code VALIDATE} if the file is to blame, {@code APPLY} if this gateway is
   */
  record Refusal(ConfigurationStep step, String why) {}

  /** Checks a version; tells on the thread, exactly once, unless the job does not wait any more. */
  void run(
      Job job, ConfigurationVersion version, BiConsumer<Optional<Ready>, Optional<Refusal>> told) {
    board.take(CotaTransitions.Event.KEPT, "kept as version " + version.number());
    DeviceIdentity device = board.device().or(() -> job.order.map(PushOrder::device)).orElse(null);
    byte[] content = versions.content(version.number()).orElse(null);
    if (content == null || device == null) {
      refuse(
          told,
          ConfigurationStep.APPLY,
          content == null ? "the file is gone" : "this device is not known yet");
      return;
    }
    ConfigurationFile file =
        new ConfigurationFile(
            device, version.configId(), version.digest(), version.received(), content);
    prepare(job, file, told);
  }

  private void prepare(
      Job job, ConfigurationFile file, BiConsumer<Optional<Ready>, Optional<Refusal>> told) {
    String applier = applier();
    if (!appliers.isThere(applier)) {
      again(
          job,
          file,
          told,
          new Refusal(
              ConfigurationStep.APPLY,
              place.subDevice().isPresent()
                  ? "nobody here applies configurations of this product"
                  : "the applier " + applier + " is not installed"));
      return;
    }
    appliers.prepare(
        applier,
        file,
        outcome -> {
          String why = outcome.failure().orElse("");
          if (outcome.value().isPresent()) {
            job.waitsForComponents = false;
            told.accept(
                Optional.of(new Ready(applier, file, outcome.value().get())), Optional.empty());
          } else if (outcome.notYet()) {
            again(job, file, told, new Refusal(ConfigurationStep.VALIDATE, why));
          } else {
            refuse(
                told,
                outcome.refused() ? ConfigurationStep.VALIDATE : ConfigurationStep.APPLY,
                why);
          }
        });
  }

  private void again(
      Job job,
      ConfigurationFile file,
      BiConsumer<Optional<Ready>, Optional<Refusal>> told,
      Refusal otherwise) {
    if (!place.startUp().isGoing()) {
      job.waitsForComponents = false;
      told.accept(Optional.empty(), Optional.of(otherwise));
      return;
    }
    if (!job.waitsForComponents) {
      job.waitsForComponents = true;
      LOG.info("{}: waits while this gateway starts: {}", place.name(), otherwise.why());
    }
    place
        .thread()
        .later(
            StartUp.LOOK_AGAIN,
            () -> {
              if (job.waitsForComponents) {
                prepare(job, file, told);
              }
            });
  }

  private static void refuse(
      BiConsumer<Optional<Ready>, Optional<Refusal>> told, ConfigurationStep step, String why) {
    told.accept(Optional.empty(), Optional.of(new Refusal(step, why)));
  }

  /** On Kura components are Kura's to change: what others change is lost with the next start. */
  private String applier() {
    String configured = place.settings().get().applier();
    boolean asksKura =
        configured.equals(CotaSettings.COMPONENTS) && appliers.isThere(CotaSettings.KURA);
    return asksKura ? CotaSettings.KURA : configured;
  }
}
