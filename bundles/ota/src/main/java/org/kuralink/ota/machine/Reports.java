/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.ota.machine;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.kuralink.api.connection.Delivery;
import org.kuralink.api.connection.DeviceIdentity;
import org.kuralink.calls.ComponentThread;
import org.kuralink.ota.journal.Situation.Outcome;
import org.kuralink.ota.wire.OtaTopics;

/** What the platform is told: versions once, progress now and then, outcomes until it has them. */
public final class Reports {

  private static final Duration FIRST_RETRY = Duration.ofSeconds(5);
  private static final Duration LAST_RETRY = Duration.ofMinutes(5);

  private final ComponentThread thread;
  private final Duration interval;
  private final Map<String, String> informed = new HashMap<>();
  private Optional<DeviceIdentity> whom = Optional.empty();
  private Optional<OtaTopics> topics = Optional.empty();
  private Optional<Final> last = Optional.empty();
  private long quietUntil;

  /**
   * @param interval how long to be quiet between two percentages
   */
  public Reports(ComponentThread thread, Duration interval) {
    this.thread = thread;
    this.interval = interval;
    this.quietUntil = thread.nanos();
  }

  /** Where to report to from now on, if anywhere; an outcome that waits is sent again. */
  public void through(Optional<OtaTopics> present) {
    topics = present;
    Optional<DeviceIdentity> now = present.map(OtaTopics::device);
    if (now.isPresent() && !now.equals(whom)) {
      // To the platform it is another device, of which it knows nothing.
      informed.clear();
      whom = now;
    }
    last.ifPresent(this::send);
  }

  /** Reports the versions that have not been yet. */
  public void inform(Map<String, String> versions) {
    topics.ifPresent(
        present ->
            versions.forEach(
                (module, version) -> {
                  if (!version.equals(informed.put(module, version))) {
                    forgetIfFailed(present.inform(module, version), module, version);
                  }
                }));
  }

  private void forgetIfFailed(CompletionStage<Void> sent, String module, String version) {
    sent.whenComplete(
        (done, failure) -> {
          if (failure != null) {
            thread.run(() -> informed.remove(module, version));
          }
        });
  }

  /**
   * Reports a percentage, unless the last one was a moment ago.
   *
   * @param milestone whether to report in any case
   */
  public void progress(String module, int percent, String description, boolean milestone) {
    long now = thread.nanos();
    if (!milestone && now - quietUntil < 0) {
      return;
    }
    quietUntil = now + interval.toNanos();
    topics.ifPresent(present -> present.progress(module, percent, description, Delivery.TRANSIENT));
  }

  /**
   * Reports an outcome until the platform has acknowledged it.
   *
   * @param version the version that was brought; empty if none was
   */
  public void finish(String module, Optional<String> version, Outcome outcome, Runnable done) {
    Final report = new Final(module, version, outcome, done);
    last = Optional.of(report);
    send(report);
  }

  /** Reports nothing any more; what the session's queue has taken still goes out. */
  public void close() {
    last = Optional.empty();
    topics = Optional.empty();
  }

  private void send(Final report) {
    OtaTopics present = topics.orElse(null);
    if (present == null || last.filter(current -> current == report).isEmpty()) {
      return;
    }
    int mine = ++report.sendings;
    CompletableFuture<Void> all =
        present
            .progress(
                report.module,
                report.outcome.step(),
                report.outcome.description(),
                Delivery.DURABLE)
            .toCompletableFuture();
    if (report.version.isPresent()) {
      informed.put(report.module, report.version.get());
      all = all.thenCombine(present.inform(report.module, report.version.get()), (a, b) -> a);
    }
    all.whenComplete((ok, failure) -> thread.run(() -> answered(report, mine, failure != null)));
  }

  private void answered(Final report, int sending, boolean failed) {
    if (last.filter(current -> current == report).isEmpty()) {
      return;
    }
    if (!failed) {
      last = Optional.empty();
      report.done.run();
    } else if (sending == report.sendings) {
      long delay =
          Math.min(
              LAST_RETRY.toMillis(), FIRST_RETRY.toMillis() << Math.min(report.sendings - 1, 16));
      thread.later(Duration.ofMillis(delay), () -> send(report));
    }
  }

  private static final class Final {
    private final String module;
    private final Optional<String> version;
    private final Outcome outcome;
    private final Runnable done;
    private int sendings;

    Final(String module, Optional<String> version, Outcome outcome, Runnable done) {
      this.module = module;
      this.version = version;
      this.outcome = outcome;
      this.done = done;
    }
  }
}
