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
import java.net.MalformedURLException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;
import org.kuralink.api.configuration.DataDirectory;
import org.kuralink.api.connection.DownloadException;
import org.kuralink.api.connection.DownloadRequest;
import org.kuralink.api.connection.WebAddress;
import org.kuralink.api.ota.UpdateFault;
import org.kuralink.api.ota.UpdateState;
import org.kuralink.calls.CallLane;
import org.kuralink.ota.machine.Steps;
import org.kuralink.ota.machine.Steps.UpdateEvent;
import org.kuralink.ota.wire.Order;
import org.kuralink.store.Medium;
import org.kuralink.store.WholeFile;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The first half of an update: the session fetches the file, with a fresh address if need be. A
 * fresh address is waited for as long as the whole download may take.
 */
final class Fetching {

  private static final Logger LOG = LoggerFactory.getLogger(Fetching.class);
  private static final int MAX_RENEWALS = 3;
  private static final int FETCHED_PERCENT = 90;
  private static final Duration ASK = Duration.ofMinutes(1);

  private final Updates updates;
  private final UpdateSite around;
  private final OtaSettings settings;
  private final Duration patience;
  private final Steps steps;
  private final CallLane lane;
  private Instant seen;
  private long seenAt;

  Fetching(Updates updates, UpdateSite around, OtaSettings settings, Steps steps, CallLane lane) {
    this.updates = updates;
    this.around = around;
    this.settings = settings;
    this.patience = settings.limits().whole();
    this.steps = steps;
    this.lane = lane;
    this.seen = around.thread().clock().instant();
    this.seenAt = around.thread().nanos();
  }

  void begin() {
    followClock();
    if (steps.situation().fetching().isEmpty()) {
      steps.note(
          steps.situation().fetching(around.thread().clock().instant()), "its turn has come");
    }
    updates.progress(percent(present(), order().firmware().size()), "downloading", true);
    if (updates.jobs().chosen().isPresent()) {
      updates
          .jobs()
          .run(
              UpdateFault.UPGRADE,
              "accept",
              (installer, firmware) -> installer.accept(firmware.subDevice(), firmware.order()),
              this::download);
    } else {
      download();
    }
  }

  private void download() {
    Order order = order();
    // The download keeps the time itself, and says what it was that took so long.
    lane.call(patience.plus(ASK), updates.jobs().stillMeant(), () -> fetch(order), new Fetched());
  }

  private Runnable fetch(Order order) throws InterruptedException {
    try {
      Path file = around.firmwareFile();
      Duration left = left();
      if (left.isZero()) {
        return () ->
            updates.fail(UpdateFault.DOWNLOAD, "the download took too long, restarts included");
      }
      DataDirectory.make(WholeFile.directoryOf(file));
      around.downloads().toFile(request(order, left), file, counting(order.firmware().size()));
      Medium.disk().syncDirectory(WholeFile.directoryOf(file));
      return updates::check;
    } catch (DownloadException e) {
      return () -> failed(e);
    } catch (IOException e) {
      return () -> updates.fail(UpdateFault.DOWNLOAD, "the disk fails: " + e.getMessage());
    }
  }

  /** From servers that the session trusts, or that the roots in the form lead to. */
  private DownloadRequest request(Order order, Duration left) throws DownloadException {
    try {
      return new DownloadRequest(
          WebAddress.parse(order.address()),
          order.firmware().size(),
          order.firmware().digests(),
          settings.roots(),
          settings.limits().within(left));
    } catch (MalformedURLException e) {
      throw new DownloadException(DownloadException.Kind.LASTING, String.valueOf(e.getMessage()));
    }
  }

  /** What is left of the time for everything, which goes on over restarts. */
  private Duration left() {
    Instant now = around.thread().clock().instant();
    Duration gone = Duration.between(steps.situation().fetching().orElse(now), now);
    // A clock that was set back is no reason to wait for longer.
    Duration counted = gone.isNegative() ? Duration.ZERO : gone;
    return counted.compareTo(patience) < 0 ? patience.minus(counted) : Duration.ZERO;
  }

  /** Whoever sets the clock, as after a start without one, makes the time so far no longer. */
  private void followClock() {
    Instant now = around.thread().clock().instant();
    long nanos = around.thread().nanos();
    Instant expected = seen.plusNanos(nanos - seenAt);
    Duration leap = Duration.between(expected, now);
    seen = now;
    seenAt = nanos;
    if (leap.abs().compareTo(ASK) > 0) {
      steps
          .situation()
          .fetching()
          .map(since -> since.isAfter(expected) ? now : since.plus(leap))
          .ifPresent(since -> steps.note(steps.situation().fetching(since), "the clock was set"));
    }
  }

  /** How much an earlier run has left. */
  private long present() {
    try {
      return Files.size(around.firmwareFile());
    } catch (IOException e) {
      return 0;
    }
  }

  private static int percent(long bytes, long size) {
    long most = Math.min(bytes, size);
    return size <= 0 ? 1 : (int) (1 + most * (FETCHED_PERCENT - 1) / size);
  }

  private LongConsumer counting(long size) {
    int[] last = {0};
    return bytes -> {
      int percent = percent(bytes, size);
      if (percent != last[0]) {
        last[0] = percent;
        around.thread().run(() -> count(percent));
      }
    };
  }

  private void count(int percent) {
    if (steps.situation().state() == UpdateState.DOWNLOADING) {
      followClock();
      updates.progress(percent, "downloading", false);
    }
  }

  /** The file is the one that was ordered, and the installer takes it. */
  void fetched() {
    updates.countAnew();
    steps.take(
        UpdateEvent.FETCHED,
        updates.attempt(1),
        "the file has the size and the digests that were ordered",
        updates::install);
  }

  /** Deletes the files of the update that has ended. */
  void clear() {
    lane.call(
        patience,
        () -> true,
        () -> {
          Medium.disk().deleteAll(WholeFile.directoryOf(around.firmwareFile()));
          return () -> {};
        },
        new Cleared());
  }

  /** Deletes all that is kept of a device, the journal included. */
  void clearAll() {
    try {
      Medium.disk().deleteAll(around.directory());
      LOG.info("{}: what was kept is deleted, as the device is", around.name());
    } catch (IOException e) {
      LOG.warn("{}: what was kept of a deleted device stays: {}", around.name(), e.getMessage());
    }
  }

  private void failed(DownloadException e) {
    String description = String.valueOf(e.getMessage());
    if (e.kind() == DownloadException.Kind.CUT_OFF) {
      LOG.info("{}: {}; it goes on with the next start", around.name(), description);
      return;
    }
    int renewals = steps.situation().attempt();
    if (e.kind() == DownloadException.Kind.EXPIRED && renewals <= MAX_RENEWALS) {
      steps.take(
          UpdateEvent.ADDRESS_EXPIRED, updates.attempt(renewals + 1), description, this::await);
    } else {
      updates.fail(
          e.kind() == DownloadException.Kind.WRONG_FILE
              ? UpdateFault.VERIFICATION
              : UpdateFault.DOWNLOAD,
          description);
    }
  }

  /** Asks for the order again, now and every minute. */
  void await() {
    await(around.thread().nanos());
  }

  private void await(long since) {
    if (around.thread().nanos() - since > patience.toNanos()) {
      updates.fail(
          UpdateFault.DOWNLOAD, "the address has expired, and the platform sends no other");
      return;
    }
    ask();
    updates.jobs().later(ASK, () -> await(since));
  }

  /** Asks for the order again. */
  void ask() {
    updates.ask(order().firmware().module());
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

  private final class Fetched implements CallLane.Ending<Runnable> {

    @Override
    public String whom() {
      return "the download";
    }

    @Override
    public void returned(@Nullable Runnable next) {
      if (next != null) {
        next.run();
      }
    }

    @Override
    public void threw(Throwable failure) {
      LOG.error("{}: the download failed", around.name(), failure);
      updates.fail(UpdateFault.DOWNLOAD, "the download failed: " + failure);
    }

    @Override
    public Runnable overdue() {
      return () -> updates.fail(UpdateFault.DOWNLOAD, "the download hangs");
    }
  }

  private final class Cleared implements CallLane.Ending<Runnable> {

    @Override
    public String whom() {
      return "the deletion of files";
    }

    @Override
    public void returned(@Nullable Runnable done) {
      LOG.debug("{}: the files of the last update are deleted", around.name());
    }

    @Override
    public void threw(Throwable failure) {
      LOG.warn("{}: files of the last update stay: {}", around.name(), failure.toString());
    }

    @Override
    public Runnable overdue() {
      return () -> LOG.warn("{}: files of the last update cannot be deleted", around.name());
    }
  }
}
