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
 * The faults of this moment: each is told once, as long as it lasts. Any thread may ask; one at a
 * time renews.
 */
public final class StandingFaults {

  private volatile Map<String, List<String>> faults = Map.of();
  private volatile Set<String> told = Set.of();

  /**
   * The faults are these now.
   *
   * @param found by PID, a line each
   * @param tell is given the PID and the line of each that was not there before
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

  /** By PID, a line each. */
  public Map<String, List<String>> all() {
    return faults;
  }
}
