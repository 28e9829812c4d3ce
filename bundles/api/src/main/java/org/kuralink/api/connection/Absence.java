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
 * Reports that a configured service has been missing for longer than it normally needs to start,
 * and reports it once more when the service appears. Each of the two is reported once per absence.
 *
 * <p>Any thread may call. Callbacks run on the thread that calls {@link #look} or {@link #watch},
 * or on the executor, and hold no lock.
 */
public final class Absence {

  private static final Duration DELAY = Duration.ofSeconds(30);

  private final Executor delayed;

  /** The current absence, which is reported if it lasts. */
  private final AtomicReference<@Nullable Object> awaited = new AtomicReference<>();

  private volatile @Nullable Watch watch;

  /**
   * Creates an instance that reports an absence after 30 seconds, on a thread of Java's common
   * pool.
   */
  public Absence() {
    this(CompletableFuture.delayedExecutor(DELAY.toSeconds(), TimeUnit.SECONDS));
  }

  /**
   * Creates an instance with an executor of the caller's.
   *
   * @param delayed runs each task after the delay that a missing service has to appear
   */
  public Absence(Executor delayed) {
    this.delayed = delayed;
  }

  /**
   * Starts to watch for a service. If an absence was reported before this call and the service is
   * present now, {@code onPresent} runs.
   *
   * @param fault returns why the service is missing now; empty if it is present
   * @param onMissing receives the fault when the absence has lasted
   * @param onPresent runs when the service appears after a reported absence
   */
  public void watch(
      Supplier<Optional<String>> fault, Consumer<String> onMissing, Runnable onPresent) {
    Watch before = watch;
    boolean reported = before != null && before.reported.get() && fault.get().isEmpty();
    Watch now = new Watch(fault, onMissing, onPresent, new AtomicBoolean(reported));
    watch = now;
    awaited.set(null);
    look();
  }

  /** Stops watching; no callback runs afterwards. */
  public void end() {
    watch = null;
    awaited.set(null);
  }

  /** Checks the service again; to be called whenever a service was registered or unregistered. */
  public void look() {
    Watch now = watch;
    if (now == null) {
      return;
    }
    if (now.fault.get().isEmpty()) {
      awaited.set(null);
      if (now.reported.getAndSet(false)) {
        now.onPresent.run();
      }
      return;
    }
    Object absence = new Object();
    if (!now.reported.get() && awaited.compareAndSet(null, absence)) {
      delayed.execute(() -> reportIfStillMissing(absence));
    }
  }

  /** Refers to no watcher that has ended, so that a replaced bundle can be collected. */
  private void reportIfStillMissing(Object absence) {
    Watch now = watch;
    if (now != null && awaited.compareAndSet(absence, null)) {
      now.fault
          .get()
          .filter(fault -> now.reported.compareAndSet(false, true))
          .ifPresent(now.onMissing);
    }
  }

  /**
   * Returns the end of a message about an unknown name: the nearest known name, or all names if
   * none is near.
   *
   * @param named the unknown name
   * @param names the known names, in the order in which they are listed
   * @return text that follows a semicolon
   */
  public static String instead(String named, Collection<String> names) {
    if (names.isEmpty()) {
      return "there is none at all";
    }
    return NearestName.of(named, names)
        .map(nearest -> "the nearest is '" + nearest + "'")
        .orElse("there is " + String.join(" ", names));
  }

  private record Watch(
      Supplier<Optional<String>> fault,
      Consumer<String> onMissing,
      Runnable onPresent,
      AtomicBoolean reported) {}
}
