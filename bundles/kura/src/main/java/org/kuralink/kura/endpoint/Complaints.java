/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.kura.endpoint;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Tells a person what is wrong, of each matter once an hour and not with every message; and keeps
 * what was said last for whoever asks. Any thread may call.
 */
public final class Complaints {

  /** How long nothing more is said of a matter. */
  public static final Duration PAUSE = Duration.ofHours(1);

  private static final int MOST = 1000;

  private final Map<String, Said> said = new ConcurrentHashMap<>();
  private final Consumer<String> log;
  private final Clock clock;
  private volatile @Nullable Latest latest;

  /** Complaints that go to a log. */
  public Complaints(Consumer<String> log, Clock clock) {
    this.log = log;
    this.clock = clock;
  }

  /** Says it, if it is time again; with it, how often it was not said. */
  public void make(String matter, String what) {
    Instant now = clock.instant();
    latest = new Latest(matter, what, now);
    if (said.size() >= MOST && !said.containsKey(matter)) {
      return;
    }
    Said next = said.compute(matter, (key, before) -> next(before, now));
    if (next.silent == 0) {
      String more = next.unsaid == 0 ? "" : " (" + next.unsaid + " more since it was said last)";
      log.accept(what + more);
    }
  }

  private static Said next(@Nullable Said before, Instant now) {
    if (before == null) {
      return new Said(now, 0, 0);
    }
    return now.isBefore(before.at.plus(PAUSE))
        ? new Said(before.at, before.silent + 1, 0)
        : new Said(now, 0, before.silent);
  }

  /** A matter is settled: the next time is news again. */
  public void settle(String matter) {
    said.remove(matter);
    Latest last = latest;
    if (last != null && last.matter.equals(matter)) {
      latest = null;
    }
  }

  /** What was wrong last, if that was within the last hour; with the time, as text. */
  public Optional<String> latest(Function<Instant, String> time) {
    Latest last = latest;
    return last == null || !clock.instant().isBefore(last.at.plus(PAUSE))
        ? Optional.empty()
        : Optional.of(last.what + " (" + time.apply(last.at) + ")");
  }

  /** Everything may be said again at once. */
  public void clear() {
    said.clear();
    latest = null;
  }

  private record Latest(String matter, String what, Instant at) {}

  private record Said(Instant at, long silent, long unsaid) {}
}
