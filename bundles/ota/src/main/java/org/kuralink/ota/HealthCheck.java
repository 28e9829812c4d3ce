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
import org.kuralink.api.codec.VisibleText;
import org.kuralink.api.ota.FirmwareOrder;
import org.kuralink.api.ota.UpdateFault;
import org.kuralink.ota.machine.UpdateStateMachine;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The health check of a new version: it must be healthy without interruption for a configured time.
 * A fault is reported as soon as it is known, not only at the deadline.
 */
final class HealthCheck {

  private static final Logger LOG = LoggerFactory.getLogger(HealthCheck.class);
  private static final int PERCENT = 95;
  private static final Duration PAUSE = Duration.ofSeconds(1);
  private static final int CHECKS = 4;
  private static final Duration QUIET = Duration.ofSeconds(10);

  private final Updates updates;
  private final UpdateContext context;
  private final OtaSettings settings;
  private final UpdateStateMachine machine;
  private long begun;
  private boolean healthy;
  private long healthySince;
  private String complaint = "it was not checked";
  private Optional<String> told = Optional.empty();
  private long quietUntil;

  HealthCheck(
      Updates updates, UpdateContext context, OtaSettings settings, UpdateStateMachine machine) {
    this.updates = updates;
    this.context = context;
    this.settings = settings;
    this.machine = machine;
  }

  void begin() {
    begun = now();
    healthy = false;
    told = Optional.empty();
    quietUntil = begun;
    ask();
  }

  /** Records the result of a check: a fault, or none. */
  void record(Optional<String> fault) {
    if (fault.isPresent()) {
      healthy = false;
      complaint = fault.get();
    } else if (!healthy) {
      healthy = true;
      healthySince = now();
    }
  }

  /** Returns the time until the deadline, at least one second. */
  private Duration remaining() {
    Duration left = limit().minusNanos(now() - begun);
    return left.compareTo(PAUSE) < 0 ? PAUSE : left;
  }

  private Duration limit() {
    return settings.healthWindow().plus(settings.healthDeadline());
  }

  private boolean isProved() {
    return healthy && now() - healthySince >= settings.healthWindow().toNanos();
  }

  private boolean isTooLate() {
    return now() - begun >= limit().toNanos();
  }

  private long now() {
    return context.thread().nanos();
  }

  private void ask() {
    updates
        .calls()
        .beginWithin(
            remaining(),
            UpdateFault.UPGRADE,
            "fault",
            (installer, firmware) -> installer.fault(firmware),
            this::found);
  }

  private void found(Optional<String> installer) {
    Optional<String> fault = installer.or(this::wrongVersion).or(this::noSession);
    tell(fault);
    record(fault);
    if (isProved()) {
      updates.proved("healthy for " + settings.healthWindow().toSeconds() + " s");
    } else if (isTooLate()) {
      updates.fail(UpdateFault.UPGRADE, "the new version failed its health check: " + complaint);
    } else {
      updates.calls().later(interval(), this::ask);
    }
  }

  private Optional<String> wrongVersion() {
    FirmwareOrder order = order();
    return Optional.ofNullable(context.versions().told(context.device()).get(order.module()))
        .filter(version -> !version.equals(order.version()))
        .map(version -> "version " + version + " runs");
  }

  private Optional<String> noSession() {
    return updates.isOnline() ? Optional.empty() : Optional.of(updates.offline());
  }

  private FirmwareOrder order() {
    return machine.situation().order().orElseThrow().firmware();
  }

  private void tell(Optional<String> fault) {
    long now = now();
    if (fault.equals(told) || now - quietUntil < 0) {
      return;
    }
    told = fault;
    quietUntil = now + QUIET.toNanos();
    String words = VisibleText.of(fault.map(what -> "unhealthy: " + what).orElse("healthy"));
    if (fault.isPresent()) {
      LOG.warn("{}: {} is unhealthy: {}", context.name(), order(), VisibleText.of(fault.get()));
    } else {
      LOG.info("{}: {} is healthy", context.name(), order());
    }
    machine.detail(words);
    updates.progress(PERCENT, "checking the new version, which is " + words, true);
  }

  /**
   * Returns the pause between checks: several in the health window, and one a second if that is
   * long.
   */
  private Duration interval() {
    Duration part = settings.healthWindow().dividedBy(CHECKS);
    return part.compareTo(PAUSE) < 0 ? part : PAUSE;
  }
}
