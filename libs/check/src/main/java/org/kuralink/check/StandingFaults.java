/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.check;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;

/**
 * The current faults; each is reported once while it persists. Any thread may read; only one at a
 * time may renew.
 */
public final class StandingFaults {

  private volatile Map<String, List<String>> faults = Map.of();
  private volatile Set<String> told = Set.of();

  /**
   * Replaces the faults.
   *
   * @param found by PID, one line each
   * @param tell is called with the PID and the line of each new fault
   */
  public void renew(Map<String, List<String>> found, BiConsumer<String, String> tell) {
    Set<String> before = told;
    faults = found;
    Set<String> now = new HashSet<>();
    found.forEach(
        (pid, lines) ->
            lines.forEach(
                line -> {
                  String known = pid + ": " + line;
                  now.add(known);
                  if (!before.contains(known)) {
                    tell.accept(pid, line);
                  }
                }));
    told = now;
  }

  /** Returns the faults by PID, one line each. */
  public Map<String, List<String>> all() {
    return faults;
  }
}
