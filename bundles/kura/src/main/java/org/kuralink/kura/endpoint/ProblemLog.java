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
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.kuralink.api.configuration.ConfigurationValues;
import org.slf4j.Logger;

/**
 * The problems of a publisher, a subscriber or the assets. Logs a wrong configuration once, and
 * each matter that fails once an hour; shows both in the status of the connection as long as they
 * last. An incomplete configuration is a state, not an error. Any thread may call.
 */
public final class ProblemLog {

  /** The time for which a matter is not logged again. */
  static final Duration PAUSE = Duration.ofHours(1);

  /** The largest number of matters that are logged. */
  private static final int MOST = 1000;

  private final String kind;
  private final Logger log;
  private final Clock clock;
  private final Map<String, Said> said = new ConcurrentHashMap<>();
  private final AtomicLong leftOut = new AtomicLong();
  private volatile String name;
  private volatile List<String> problems = List.of();
  private volatile @Nullable Latest latest;

  /**
   * Creates a log without problems.
   *
   * @param kind the kind of component, for the status page
   */
  public ProblemLog(String kind, Logger log, Clock clock) {
    this.kind = kind;
    this.log = log;
    this.clock = clock;
    this.name = kind;
  }

  /** Sets the name of the component for log and status page. */
  public void name(String called) {
    name = called;
  }

  /**
   * Takes a configuration. Logs its problems, except those that the previous one had, and forgets
   * the failures under the previous one.
   */
  public void configured(ConfigurationValues values) {
    List<String> before = problems;
    problems = values.problems();
    List<String> fresh = new ArrayList<>(problems);
    fresh.removeAll(before);
    if (values.isUnfilled() && !fresh.isEmpty()) {
      log.info("{}: not filled in yet: {}", name, String.join("; ", problems));
    } else {
      fresh.forEach(problem -> log.error("{}: {}", name, problem));
    }
    said.clear();
    latest = null;
    long lost = problems.isEmpty() ? leftOut.getAndSet(0) : 0;
    if (lost > 0) {
      log.info("{}: configured now; {} messages were left out before", name, lost);
    }
  }

  /** Counts a message that is dropped because the configuration is incomplete. */
  public void leftOut() {
    leftOut.incrementAndGet();
  }

  /** Reports a failure; logs it at most once an hour, with the number of those in between. */
  public void complain(String matter, String what) {
    Instant now = clock.instant();
    latest = new Latest(matter, what, now);
    if (said.size() >= MOST && !said.containsKey(matter)) {
      return;
    }
    Said next = said.compute(matter, (key, before) -> next(before, now));
    if (next.silent == 0) {
      String more = next.unsaid == 0 ? "" : " (" + next.unsaid + " more since the last line)";
      log.warn("{}: {}", name, what + more);
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

  /** Ends a matter, so that its next failure is logged at once. */
  public void settle(String matter) {
    said.remove(matter);
    Latest last = latest;
    if (last != null && last.matter.equals(matter)) {
      latest = null;
    }
  }

  /** Returns the entries for the status page; empty if there are no problems. */
  public Map<String, String> shown(ZoneId zone) {
    List<String> words = new ArrayList<>(problems);
    long lost = leftOut.get();
    if (lost > 0) {
      words.add(lost + " messages were left out");
    }
    Latest last = latest;
    if (last != null && clock.instant().isBefore(last.at.plus(PAUSE))) {
      words.add(last.what + " (" + ConnectionInfo.time(last.at, zone) + ")");
    }
    return words.isEmpty() ? Map.of() : Map.of(kind + " " + name, String.join("; ", words));
  }

  private record Latest(String matter, String what, Instant at) {}

  /**
   * The last log line of a matter.
   *
   * @param silent the number of failures since this line
   * @param unsaid the number of failures between the previous line and this one
   */
  private record Said(Instant at, long silent, long unsaid) {}
}
