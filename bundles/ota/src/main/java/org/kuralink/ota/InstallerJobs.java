/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.ota;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import org.kuralink.api.ota.Firmware;
import org.kuralink.api.ota.FirmwareInstaller;
import org.kuralink.api.ota.InstallException;
import org.kuralink.api.ota.UpdateFault;
import org.kuralink.ota.install.Installers.Offer;
import org.kuralink.ota.journal.DurableFiles;
import org.kuralink.ota.journal.Situation;
import org.kuralink.ota.machine.Steps;
import org.kuralink.ota.machine.Worker;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Lets the chosen installer do things, on the worker's thread; whatever it throws is a failure. */
final class InstallerJobs {

  private static final Logger LOG = LoggerFactory.getLogger(InstallerJobs.class);
  private static final Duration LOOK = Duration.ofSeconds(1);

  private final Surroundings around;
  private final Steps steps;
  private final Worker worker;
  private final Duration patience;
  private final BiConsumer<UpdateFault, String> failed;

  /**
   * Jobs.
   *
   * @param patience how long an installer may be away
   * @param failed hears of failures, on the thread of the updates
   */
  InstallerJobs(
      Surroundings around,
      Steps steps,
      Worker worker,
      Duration patience,
      BiConsumer<UpdateFault, String> failed) {
    this.around = around;
    this.steps = steps;
    this.worker = worker;
    this.patience = patience;
    this.failed = failed;
  }

  /** Begins a job as soon as the installer is there: after a start it may come later. */
  void begin(UpdateFault fault, Job job) {
    begin(fault, job, around.nanoTime().getAsLong());
  }

  private void begin(UpdateFault fault, Job job, long since) {
    Optional<Offer> offer = chosen();
    if (offer.isPresent()) {
      Firmware firmware = firmware();
      worker.begin(steps, () -> run(fault, job, offer.get(), firmware));
    } else if (around.nanoTime().getAsLong() - since > patience.toNanos()) {
      failed.accept(fault, "the installer " + steps.situation().installer() + " has gone");
    } else {
      later(LOOK, () -> begin(fault, job, since));
    }
  }

  private Runnable run(UpdateFault fault, Job job, Offer offer, Firmware firmware)
      throws InterruptedException {
    try {
      return job.with(offer.installer(), firmware);
    } catch (InstallException e) {
      return () -> failed.accept(fault, String.valueOf(e.getMessage()));
    } catch (RuntimeException | LinkageError e) {
      LOG.error("{}: installer {} failed", around.name(), offer.name(), e);
      return () -> failed.accept(fault, "the installer failed: " + e);
    }
  }

  /** The installer that was chosen for the present update, while it is there. */
  Optional<Offer> chosen() {
    return around.installers().named(steps.situation().installer());
  }

  /** The present update as installers see it. */
  Firmware firmware() {
    Situation situation = steps.situation();
    return new Firmware(
        situation.order().orElseThrow().firmware(),
        situation.former(),
        around.firmwareFile(),
        DurableFiles.directoryOf(around.firmwareFile()));
  }

  /** Does something later unless a step is taken before. */
  void later(Duration delay, Runnable task) {
    long epoch = steps.epoch();
    around
        .thread()
        .schedule(
            () -> {
              if (steps.epoch() == epoch) {
                task.run();
              }
            },
            delay.toMillis(),
            TimeUnit.MILLISECONDS);
  }

  /** Something that an installer does; returns what is to be done with its result. */
  @FunctionalInterface
  interface Job {
    Runnable with(FirmwareInstaller installer, Firmware firmware)
        throws InstallException, InterruptedException;
  }
}
