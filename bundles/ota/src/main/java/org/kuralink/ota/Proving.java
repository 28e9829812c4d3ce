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
import org.kuralink.ota.machine.Steps;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The second half of an update: the new version has to be well for a while. What is the matter is
 * told as soon as it is known, not when it has lasted for too long.
 */
final class Proving {

  private static final Logger LOG = LoggerFactory.getLogger(Proving.class);
  private static final int PERCENT = 95;
  private static final Duration LOOK = Duration.ofSeconds(1);
  private static final int LOOKS = 4;
  private static final Duration QUIET = Duration.ofSeconds(10);

  private final Updates updates;
  private final UpdateSite around;
  private final OtaSettings settings;
  private final Steps steps;
  private long begun;
  private boolean well;
  private long wellSince;
  private String complaint = "it was not looked at";
  private Optional<String> told = Optional.empty();
  private long quietUntil;

  Proving(Updates updates, UpdateSite around, OtaSettings settings, Steps steps) {
    this.updates = updates;
    this.around = around;
    this.settings = settings;
    this.steps = steps;
  }

  void begin() {
    begun = now();
    well = false;
    told = Optional.empty();
    quietUntil = begun;
    ask();
  }

  /** Something was found, or nothing. */
  void look(Optional<String> fault) {
    if (fault.isPresent()) {
      well = false;
      complaint = fault.get();
    } else if (!well) {
      well = true;
      wellSince = now();
    }
  }

  /** What is left of the time in which it has to prove itself; a moment at the least. */
  private Duration remaining() {
    Duration left = limit().minusNanos(now() - begun);
    return left.compareTo(LOOK) < 0 ? LOOK : left;
  }

  private Duration limit() {
    return settings.healthWindow().plus(settings.healthDeadline());
  }

  private boolean isProved() {
    return well && now() - wellSince >= settings.healthWindow().toNanos();
  }

  private boolean isTooLate() {
    return now() - begun >= limit().toNanos();
  }

  private long now() {
    return around.thread().nanos();
  }

  private void ask() {
    updates
        .jobs()
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
    look(fault);
    if (isProved()) {
      updates.proved("well for " + settings.healthWindow().toSeconds() + " s");
    } else if (isTooLate()) {
      updates.fail(UpdateFault.UPGRADE, "the new version did not prove itself: " + complaint);
    } else {
      updates.jobs().later(interval(), this::ask);
    }
  }

  private Optional<String> wrongVersion() {
    FirmwareOrder order = order();
    return Optional.ofNullable(around.versions().told(around.device()).get(order.module()))
        .filter(version -> !version.equals(order.version()))
        .map(version -> "version " + version + " runs");
  }

  private Optional<String> noSession() {
    return updates.isOnline() ? Optional.empty() : Optional.of(updates.offline());
  }

  private FirmwareOrder order() {
    return steps.situation().order().orElseThrow().firmware();
  }

  private void tell(Optional<String> fault) {
    long now = now();
    if (fault.equals(told) || now - quietUntil < 0) {
      return;
    }
    told = fault;
    quietUntil = now + QUIET.toNanos();
    String words = VisibleText.of(fault.map(what -> "not well: " + what).orElse("well"));
    if (fault.isPresent()) {
      LOG.warn("{}: {} is not well: {}", around.name(), order(), VisibleText.of(fault.get()));
    } else {
      LOG.info("{}: {} is well", around.name(), order());
    }
    steps.detail(words);
    updates.progress(PERCENT, "proving the new version, which is " + words, true);
  }

  /** Several looks in a window, and one a second in a long one. */
  private Duration interval() {
    Duration part = settings.healthWindow().dividedBy(LOOKS);
    return part.compareTo(LOOK) < 0 ? part : LOOK;
  }
}
