/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.kura.publisher;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/** Says of each channel once what is wrong with it, and not with every message. */
final class Complaints {

  private static final int MOST = 1000;

  private final Set<String> made = ConcurrentHashMap.newKeySet();
  private final Consumer<String> log;

  Complaints(Consumer<String> log) {
    this.log = log;
  }

  void make(String channel, String what) {
    if (made.size() < MOST && made.add(channel)) {
      log.accept("channel " + channel + " is left out: " + what + " (said once)");
    }
  }

  /** All is well again with a channel. */
  void forget(String channel) {
    made.remove(channel);
  }

  void clear() {
    made.clear();
  }
}
