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
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.kuralink.api.configuration.ConfigurationValues;
import org.slf4j.Logger;

/**
 * What is the matter with a publisher or subscriber: the log hears of it once, the status of its
 * connection shows it as long as it lasts. What is not filled in yet is a state and no error. Any
 * thread may call.
 */
public final class Troubles {

  private final String kind;
  private final Logger log;
  private final Complaints complaints;
  private final AtomicLong leftOut = new AtomicLong();
  private volatile String name;
  private volatile List<String> problems = List.of();

  /**
   * Nothing is the matter.
   *
   * @param kind what it is, for a person
   */
  public Troubles(String kind, Logger log, Clock clock) {
    this.kind = kind;
    this.log = log;
    this.name = kind;
    complaints = new Complaints(what -> log.warn("{}: {}", name, what), clock);
  }

  /** The name under which the log and the status page speak of it from now on. */
  public void name(String called) {
    name = called;
  }

  /** A configuration was read. What was wrong with the former one already is not said again. */
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
    complaints.clear();
    long lost = problems.isEmpty() ? leftOut.getAndSet(0) : 0;
    if (lost > 0) {
      log.info("{}: filled in; {} messages were left out before", name, lost);
    }
  }

  /** What goes wrong while it works. */
  public Complaints complaints() {
    return complaints;
  }

  /** A message could go nowhere, because the configuration does not say where. */
  public void leftOut() {
    leftOut.incrementAndGet();
  }

  /** What there is to be shown, by what it is called; nothing if all is well. */
  public Map<String, String> shown(ZoneId zone) {
    List<String> words = new ArrayList<>(problems);
    long lost = leftOut.get();
    if (lost > 0) {
      words.add(lost + " messages were left out");
    }
    complaints.latest((Instant at) -> Info.time(at, zone)).ifPresent(words::add);
    return words.isEmpty() ? Map.of() : Map.of(kind + " " + name, String.join("; ", words));
  }
}
