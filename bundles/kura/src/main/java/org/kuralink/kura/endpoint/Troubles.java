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
 * What is the matter with a publisher or subscriber: the log hears once of what is configured
 * wrongly, and once an hour of each matter that goes wrong; the status of its connection shows it
 * as long as it lasts. What is not filled in yet is a state and no error. Any thread may call.
 */
public final class Troubles {

  /** How long nothing more is said of a matter. */
  static final Duration PAUSE = Duration.ofHours(1);

  /** Of so many matters something is said. */
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
   * Nothing is the matter.
   *
   * @param kind what it is, for a person
   */
  public Troubles(String kind, Logger log, Clock clock) {
    this.kind = kind;
    this.log = log;
    this.clock = clock;
    this.name = kind;
  }

  /** The name under which the log and the status page speak of it from now on. */
  public void name(String called) {
    name = called;
  }

  /**
   * A configuration was read. What was wrong with the former one already is not said again; what
   * goes wrong with this one is.
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
      log.info("{}: filled in; {} messages were left out before", name, lost);
    }
  }

  /** A message could go nowhere, because the configuration does not say where. */
  public void leftOut() {
    leftOut.incrementAndGet();
  }

  /** Something went wrong: says it, if it is time again, and how often it was not said. */
  public void complain(String matter, String what) {
    Instant now = clock.instant();
    latest = new Latest(matter, what, now);
    if (said.size() >= MOST && !said.containsKey(matter)) {
      return;
    }
    Said next = said.compute(matter, (key, before) -> next(before, now));
    if (next.silent == 0) {
      String more = next.unsaid == 0 ? "" : " (" + next.unsaid + " more since it was said last)";
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

  /** A matter is settled: the next time is news again. */
  public void settle(String matter) {
    said.remove(matter);
    Latest last = latest;
    if (last != null && last.matter.equals(matter)) {
      latest = null;
    }
  }

  /** What there is to be shown, by what it is called; nothing if all is well. */
  public Map<String, String> shown(ZoneId zone) {
    List<String> words = new ArrayList<>(problems);
    long lost = leftOut.get();
    if (lost > 0) {
      words.add(lost + " messages were left out");
    }
    Latest last = latest;
    if (last != null && clock.instant().isBefore(last.at.plus(PAUSE))) {
      words.add(last.what + " (" + Info.time(last.at, zone) + ")");
    }
    return words.isEmpty() ? Map.of() : Map.of(kind + " " + name, String.join("; ", words));
  }

  private record Latest(String matter, String what, Instant at) {}

  /**
   * What was said of a matter.
   *
   * @param silent how often it was not said since
   * @param unsaid how often it had not been said before
   */
  private record Said(Instant at, long silent, long unsaid) {}
}
