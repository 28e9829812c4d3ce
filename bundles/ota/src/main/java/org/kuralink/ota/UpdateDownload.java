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
import java.util.concurrent.CompletableFuture;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;
import org.kuralink.api.configuration.DataDirectory;
import org.kuralink.api.connection.DownloadException;
import org.kuralink.api.connection.DownloadRequest;
import org.kuralink.api.connection.WebAddress;
import org.kuralink.api.ota.UpdateFault;
import org.kuralink.api.ota.UpdateState;
import org.kuralink.calls.CallLane;
import org.kuralink.ota.machine.UpdateStateMachine;
import org.kuralink.ota.machine.UpdateStateMachine.UpdateEvent;
import org.kuralink.ota.wire.Order;
import org.kuralink.store.Medium;
import org.kuralink.store.WholeFile;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Downloads the file of an update through the session, and requests a new address from the platform
 * when the old one has expired. It waits for a new address as long as the whole download may take.
 */
final class UpdateDownload {

  private static final Logger LOG = LoggerFactory.getLogger(UpdateDownload.class);
  private static final int MAX_RENEWALS = 3;
  private static final int FETCHED_PERCENT = 90;
  private static final Duration ASK = Duration.ofMinutes(1);

  private final Updates updates;
  private final UpdateContext context;
  private final OtaSettings settings;
  private final Duration patience;
  private final UpdateStateMachine machine;
  private final CallLane lane;
  private Instant seen;
  private long seenAt;

  UpdateDownload(
      Updates updates,
      UpdateContext context,
      OtaSettings settings,
      UpdateStateMachine machine,
      CallLane lane) {
    this.updates = updates;
    this.context = context;
    this.settings = settings;
    this.patience = settings.limits().whole();
    this.machine = machine;
    this.lane = lane;
    this.seen = context.thread().clock().instant();
    this.seenAt = context.thread().nanos();
  }

  void begin() {
    followClock();
    if (machine.situation().fetching().isEmpty()) {
      machine.note(
          machine.situation().fetching(context.thread().clock().instant()), "the download starts");
    }
    updates.progress(percent(present(), order().firmware().size()), "downloading", true);
    if (updates.calls().chosen().isPresent()) {
      updates
          .calls()
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
    // The download enforces its limit itself, and names the step that was too slow.
    lane.call(patience.plus(ASK), updates.calls().stillMeant(), () -> fetch(order), new Fetched());
  }

  private Runnable fetch(Order order) throws InterruptedException {
    try {
      Path file = context.firmwareFile();
      Duration left = left();
      if (left.isZero()) {
        return () ->
            updates.fail(UpdateFault.DOWNLOAD, "the download exceeded download.limit.minutes");
      }
      DataDirectory.make(WholeFile.directoryOf(file));
      context.downloads().toFile(request(order, left), file, counting(order.firmware().size()));
      Medium.disk().syncDirectory(WholeFile.directoryOf(file));
      return updates::check;
    } catch (DownloadException e) {
      return () -> failed(e);
    } catch (IOException e) {
      return () ->
          updates.fail(UpdateFault.DOWNLOAD, "the file cannot be written: " + e.getMessage());
    }
  }

  /**
   * Creates the download request; besides the servers that the session trusts, those with a root of
   * the form are trusted.
   */
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

  /** Returns the rest of the time limit, which continues over restarts. */
  private Duration left() {
    Instant now = context.thread().clock().instant();
    Duration gone = Duration.between(machine.situation().fetching().orElse(now), now);
    // A clock that was set back does not extend the limit.
    Duration counted = gone.isNegative() ? Duration.ZERO : gone;
    return counted.compareTo(patience) < 0 ? patience.minus(counted) : Duration.ZERO;
  }

  /**
   * Corrects the start time when the system clock was changed, for example after a start without a
   * clock, so that the change does not use up the limit.
   */
  private void followClock() {
    Instant now = context.thread().clock().instant();
    long nanos = context.thread().nanos();
    Instant expected = seen.plusNanos(nanos - seenAt);
    Duration leap = Duration.between(expected, now);
    seen = now;
    seenAt = nanos;
    if (leap.abs().compareTo(ASK) > 0) {
      machine
          .situation()
          .fetching()
          .map(since -> since.isAfter(expected) ? now : since.plus(leap))
          .ifPresent(
              since ->
                  machine.note(
                      machine.situation().fetching(since), "the system clock was changed"));
    }
  }

  /** Returns the number of bytes from an earlier run. */
  private long present() {
    try {
      return Files.size(context.firmwareFile());
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
        context.thread().run(() -> count(percent));
      }
    };
  }

  private void count(int percent) {
    if (machine.situation().state() == UpdateState.DOWNLOADING) {
      followClock();
      updates.progress(percent, "downloading", false);
    }
  }

  /** Starts the installation: the file is as ordered, and the installer accepts it. */
  void fetched() {
    updates.countAnew();
    machine.take(
        UpdateEvent.FETCHED,
        updates.attempt(1),
        "the file has the ordered size and digests",
        updates::install);
  }

  /** Deletes the files of the update that has ended. */
  void clear() {
    lane.call(
        patience,
        () -> true,
        () -> {
          Medium.disk().deleteAll(WholeFile.directoryOf(context.firmwareFile()));
          return () -> {};
        },
        new Cleared());
  }

  /** Deletes everything that is stored for a device, including the journal. */
  void clearAll() {
    try {
      Medium.disk().deleteAll(context.directory());
      LOG.info("{}: deleted the stored data of the deleted device", context.name());
    } catch (IOException e) {
      LOG.warn(
          "{}: cannot delete the stored data of the deleted device: {}",
          context.name(),
          e.getMessage());
    }
  }

  private void failed(DownloadException e) {
    String description = String.valueOf(e.getMessage());
    if (e.kind() == DownloadException.Kind.CUT_OFF) {
      LOG.info("{}: {}; the download resumes after the next start", context.name(), description);
      return;
    }
    int renewals = machine.situation().attempt();
    if (e.kind() == DownloadException.Kind.EXPIRED && renewals <= MAX_RENEWALS) {
      machine.take(
          UpdateEvent.ADDRESS_EXPIRED, updates.attempt(renewals + 1), description, this::await);
    } else {
      updates.fail(
          e.kind() == DownloadException.Kind.WRONG_FILE
              ? UpdateFault.VERIFICATION
              : UpdateFault.DOWNLOAD,
          description);
    }
  }

  /** Requests the order again, now and every minute. */
  void await() {
    await(context.thread().nanos());
  }

  private void await(long since) {
    if (context.thread().nanos() - since > patience.toNanos()) {
      updates.fail(
          UpdateFault.DOWNLOAD, "the address has expired, and the platform has sent no new one");
      return;
    }
    ask();
    updates.calls().later(ASK, () -> await(since));
  }

  /** Requests the order again. */
  void ask() {
    if (updates.topics().isThere()) {
      updates.request(order().firmware().module(), new CompletableFuture<>());
    }
  }

  /** Continues with the address of a repeated order. */
  void renew(Order order) {
    machine.take(
        UpdateEvent.ADDRESS_RENEWED,
        machine.situation().with(order().movedTo(order)),
        "the platform has sent the order again",
        this::begin);
  }

  private Order order() {
    return machine.situation().order().orElseThrow();
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
      LOG.error("{}: the download failed", context.name(), failure);
      updates.fail(UpdateFault.DOWNLOAD, "the download failed: " + failure);
    }

    @Override
    public Runnable overdue() {
      return () -> updates.fail(UpdateFault.DOWNLOAD, "the download did not return in time");
    }
  }

  private final class Cleared implements CallLane.Ending<Runnable> {

    @Override
    public String whom() {
      return "the deletion of files";
    }

    @Override
    public void returned(@Nullable Runnable done) {
      LOG.debug("{}: the files of the last update are deleted", context.name());
    }

    @Override
    public void threw(Throwable failure) {
      LOG.warn(
          "{}: cannot delete the files of the last update: {}", context.name(), failure.toString());
    }

    @Override
    public Runnable overdue() {
      return () ->
          LOG.warn("{}: deleting the files of the last update did not return", context.name());
    }
  }
}
