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
 * The topics of the last requests on {@code /ext/rrpc}. An answer is published on the topic of its
 * request, so a broker may deliver it to the gateway again; it must not be taken for a request. The
 * topic contains the device, because each device may use ids of its own. Any thread may call.
 */
final class AnsweredIds {

  static final int MAX = 1000;

  private final Set<String> topics = new LinkedHashSet<>();

  /** Adds a topic; returns false if it was there already. */
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
