/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.thing.raw;

import java.util.LinkedHashSet;
import java.util.Set;

/**
 * The last requests of {@code /ext/rrpc}, by their topics, for each device may have ids of its own.
 * Their answers go back on the same topic, where a broker may hand them to us again. Any thread may
 * call.
 */
final class AnsweredIds {

  static final int MAX = 1000;

  private final Set<String> topics = new LinkedHashSet<>();

  /** Whether it is seen for the first time. */
  synchronized boolean isNew(String topic) {
    if (!topics.add(topic)) {
      return false;
    }
    if (topics.size() > MAX) {
      topics.remove(topics.iterator().next());
    }
    return true;
  }
}
