/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.api.connection;

import java.time.Duration;
import java.util.Collection;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.kuralink.api.configuration.NearestName;

/**
 * Tells, once, that what somebody has chosen by its name is missing for longer than it takes to
 * come, and once more when it is there. Any thread may call; who is told is told on the thread that
 * brought the change, or on that of the executor, holding no lock.
 */
public final class Absence {

  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final Executor later;

  /** The absence that will be told of if it lasts. */
  private final AtomicReference<@Nullable Object> awaited = new AtomicReference<>();

  private volatile @Nullable Told told;

  /** Patient for 30 seconds, on a thread of Java's common pool. */
  public Absence() {
    this(CompletableFuture.delayedExecutor(PATIENCE.toSeconds(), TimeUnit.SECONDS));
  }

  /**
   * Patient as long as an executor is.
   *
   * @param later runs a task when what is chosen has had time to come
   */
  public Absence(Executor later) {
    this.later = later;
  }

  /**
   * Something is chosen. Who has been told that a wrong choice was missing hears that the right one
   * is there.
   *
   * @param fault why it is not there at this moment; empty if it is
   * @param complaint hears the fault
   * @param relief is run when it has come after a complaint
   */
  public void watch(Supplier<Optional<String>> fault, Consumer<String> complaint, Runnable relief) {
    Told before = told;
    boolean relieved = before != null && before.complained.get() && fault.get().isEmpty();
    Told now = new Told(fault, complaint, relief, new AtomicBoolean(relieved));
    told = now;
    awaited.set(null);
    look();
  }

  /** Nobody is told anything any more. */
  public void end() {
    told = null;
    awaited.set(null);
  }

  /** Something came or went. */
  public void look() {
    Told now = told;
    if (now == null) {
      return;
    }
    if (now.fault.get().isEmpty()) {
      awaited.set(null);
      if (now.complained.getAndSet(false)) {
        now.relief.run();
      }
      return;
    }
    Object absence = new Object();
    if (!now.complained.get() && awaited.compareAndSet(null, absence)) {
      later.execute(() -> lasted(absence));
    }
  }

  /** Holds nobody who has ended meanwhile: a bundle that was replaced is not to be kept for it. */
  private void lasted(Object absence) {
    Told now = told;
    if (now != null && awaited.compareAndSet(absence, null)) {
      now.fault
          .get()
          .filter(fault -> now.complained.compareAndSet(false, true))
          .ifPresent(now.complaint);
    }
  }

  /**
   * What there is instead of what was named: the nearest name, or else all.
   *
   * @param names in the order to be shown
   * @return words that follow a semicolon
   */
  public static String instead(String named, Collection<String> names) {
    if (names.isEmpty()) {
      return "there is none at all";
    }
    return NearestName.of(named, names)
        .map(nearest -> "the nearest is '" + nearest + "'")
        .orElse("there is " + String.join(" ", names));
  }

  private record Told(
      Supplier<Optional<String>> fault,
      Consumer<String> complaint,
      Runnable relief,
      AtomicBoolean complained) {}
}
