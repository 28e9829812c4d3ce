/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.ota;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.function.LongConsumer;
import org.kuralink.api.ota.FirmwareOrder;
import org.kuralink.api.ota.InstallException;
import org.kuralink.api.ota.UpdateFault;
import org.kuralink.api.ota.UpdateState;
import org.kuralink.ota.download.DownloadException;
import org.kuralink.ota.install.Installers.Offer;
import org.kuralink.ota.journal.DurableFiles;
import org.kuralink.ota.machine.Steps;
import org.kuralink.ota.machine.UpdateEvent;
import org.kuralink.ota.machine.Worker;
import org.kuralink.ota.wire.Order;
import org.kuralink.ota.wire.OtaTopics;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The first half of an update: the file is fetched, with a fresh address if need be. */
final class Fetching {

  private static final Logger LOG = LoggerFactory.getLogger(Fetching.class);
  private static final int MAX_RENEWALS = 3;
  private static final int FETCHED_PERCENT = 90;
  private static final Duration ASK = Duration.ofMinutes(1);

  private final Updates updates;
  private final Surroundings around;
  private final Duration patience;
  private final Steps steps;
  private final Worker worker;

  /**
   * Fetching.
   *
   * @param patience how long a fresh address is waited for
   */
  Fetching(Updates updates, Surroundings around, Duration patience, Steps steps, Worker worker) {
    this.updates = updates;
    this.around = around;
    this.patience = patience;
    this.steps = steps;
    this.worker = worker;
  }

  void begin() {
    Order order = order();
    Optional<Offer> offer = updates.jobs().chosen();
    updates.progress(1, "downloading", true);
    worker.begin(steps, () -> fetch(order, offer));
  }

  private Runnable fetch(Order order, Optional<Offer> offer) throws InterruptedException {
    try {
      Path file = around.firmwareFile();
      Files.createDirectories(DurableFiles.directoryOf(file));
      if (offer.isPresent()) {
        offer.get().installer().accept(order.firmware());
      }
      around.fetcher().fetch(order, file, counting(order.firmware().size()));
      DurableFiles.forceDirectory(DurableFiles.directoryOf(file));
      return this::fetched;
    } catch (DownloadException e) {
      return () -> failed(e);
    } catch (InstallException e) {
      return () -> updates.fail(UpdateFault.UPGRADE, String.valueOf(e.getMessage()));
    } catch (IOException e) {
      return () -> updates.fail(UpdateFault.DOWNLOAD, "the disk fails: " + e.getMessage());
    } catch (RuntimeException e) {
      LOG.error("{}: the download failed", around.name(), e);
      return () -> updates.fail(UpdateFault.DOWNLOAD, e.toString());
    }
  }

  private LongConsumer counting(long size) {
    int[] last = {0};
    return bytes -> {
      int percent = size <= 0 ? 1 : (int) (1 + bytes * (FETCHED_PERCENT - 1) / size);
      if (percent != last[0]) {
        last[0] = percent;
        worker.post(() -> count(percent));
      }
    };
  }

  private void count(int percent) {
    if (steps.situation().state() == UpdateState.DOWNLOADING) {
      updates.progress(percent, "downloading", false);
    }
  }

  private void fetched() {
    steps.take(
        UpdateEvent.FETCHED,
        updates.attempt(1),
        "the file has the size and the digests that were ordered",
        updates::install);
  }

  private void failed(DownloadException e) {
    String description = String.valueOf(e.getMessage());
    int renewals = steps.situation().attempt();
    if (e.isExpired() && renewals <= MAX_RENEWALS) {
      steps.take(
          UpdateEvent.ADDRESS_EXPIRED, updates.attempt(renewals + 1), description, this::await);
    } else {
      updates.fail(e.fault(), description);
    }
  }

  /** Asks for the order again, now and every minute. */
  void await() {
    await(around.nanoTime().getAsLong());
  }

  private void await(long since) {
    if (around.nanoTime().getAsLong() - since > patience.toNanos()) {
      updates.fail(
          UpdateFault.DOWNLOAD, "the address has expired, and the platform sends no other");
      return;
    }
    ask(updates.topics());
    updates.jobs().later(ASK, () -> await(since));
  }

  /** Asks for the order again. */
  void ask(Optional<OtaTopics> topics) {
    FirmwareOrder order = order().firmware();
    String version = updates.versions().getOrDefault(order.module(), "");
    topics.ifPresent(present -> present.request(order.module(), version));
  }

  /** The order came again. */
  void renew(Order order) {
    steps.take(
        UpdateEvent.ADDRESS_RENEWED,
        steps.situation().with(order().movedTo(order)),
        "the platform has sent the order again",
        this::begin);
  }

  private Order order() {
    return steps.situation().order().orElseThrow();
  }
}
