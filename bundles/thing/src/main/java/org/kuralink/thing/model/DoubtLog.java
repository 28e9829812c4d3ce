/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.thing.model;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import org.kuralink.api.tsl.Doubt;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells a person of what the thing model has otherwise and is let through all the same, once for
 * each place of the model. Any thread may call.
 */
public final class DoubtLog {

  /** More places than a person will look at. */
  private static final int MAX = 1000;

  private static final Pattern INDEX = Pattern.compile("\\[\\d+]");
  private static final Logger LOG = LoggerFactory.getLogger(DoubtLog.class);

  private final String name;
  private final Set<String> told = ConcurrentHashMap.newKeySet();

  /** Doubts of one thing. */
  public DoubtLog(String name) {
    this.name = name;
  }

  /**
   * Tells what has not been told.
   *
   * @param what becomes of it all the same, for example "posted"
   */
  public void tell(String what, List<Doubt> doubts) {
    if (doubts.isEmpty()) {
      return;
    }
    List<String> fresh = new ArrayList<>();
    for (Doubt doubt : doubts) {
      String place = doubt.kind() + " " + INDEX.matcher(doubt.path()).replaceAll("[]");
      if (told.size() < MAX && told.add(place)) {
        fresh.add(doubt.toString());
      }
    }
    if (!fresh.isEmpty()) {
      LOG.warn(
          "{}: {} though the thing model has it otherwise (this is said once): {}",
          name,
          what,
          String.join("; ", fresh));
    }
  }
}
