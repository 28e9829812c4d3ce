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
import org.kuralink.ota.machine.Health;
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
  private final Health health;
  private Optional<String> told = Optional.empty();
  private long quietUntil;

  Proving(Updates updates, UpdateSite around, OtaSettings settings, Steps steps) {
    this.updates = updates;
    this.around = around;
    this.settings = settings;
    this.steps = steps;
    this.health = new Health(settings.healthWindow(), settings.healthDeadline(), around.nanoTime());
  }

  void begin() {
    health.begin();
    told = Optional.empty();
    quietUntil = around.nanoTime().getAsLong();
    ask();
  }

  /** Something was found, or nothing. */
  void look(Optional<String> fault) {
    health.look(fault);
  }

  private void ask() {
    updates
        .jobs()
        .beginWithin(
            health.remaining(),
            UpdateFault.UPGRADE,
            "fault",
            (installer, firmware) -> installer.fault(firmware),
            this::found);
  }

  private void found(Optional<String> installer) {
    Optional<String> fault = installer.or(this::wrongVersion).or(this::noSession);
    tell(fault);
    health.look(fault);
    Optional<String> failure = health.failure();
    if (health.isProved()) {
      updates.proved("well for " + settings.healthWindow().toSeconds() + " s");
    } else if (failure.isPresent()) {
      updates.fail(UpdateFault.UPGRADE, "the new version did not prove itself: " + failure.get());
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
    long now = around.nanoTime().getAsLong();
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
