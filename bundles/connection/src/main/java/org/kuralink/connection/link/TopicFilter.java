/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.connection.link;

import org.kuralink.api.codec.VisibleText;
import org.kuralink.connection.mqtt.PahoTopic;

/** MQTT topic filters. */
final class TopicFilter {

  private TopicFilter() {}

  static boolean hasWildcard(String filter) {
    return filter.indexOf('+') >= 0 || filter.indexOf('#') >= 0;
  }

  /** Whether a topic is one that the filter means. */
  static boolean matches(String filter, String topic) {
    int f = 0;
    int t = 0;
    while (f < filter.length()) {
      char c = filter.charAt(f);
      if (c == '#') {
        return true;
      }
      if (c == '+') {
        int slash = topic.indexOf('/', t);
        t = slash < 0 ? topic.length() : slash;
        f++;
      } else if (t < topic.length() && topic.charAt(t) == c) {
        f++;
        t++;
      } else {
        return t == topic.length() && filter.startsWith("/#", f) && filter.length() == f + 2;
      }
    }
    return t == topic.length();
  }

  /**
   * Checks a filter.
   *
   * @throws IllegalArgumentException if MQTT does not allow it
   */
  static void check(String filter) {
    if (filter.isEmpty() || !PahoTopic.survives(filter)) {
      throw new IllegalArgumentException(
          "a topic filter must not be empty and have no control characters, but is '"
              + VisibleText.of(filter, 200)
              + "'");
    }
    for (int i = 0; i < filter.length(); i++) {
      char c = filter.charAt(i);
      boolean starts = i == 0 || filter.charAt(i - 1) == '/';
      boolean ends = i == filter.length() - 1 || filter.charAt(i + 1) == '/';
      if (c == '+' && !(starts && ends) || c == '#' && !(starts && i == filter.length() - 1)) {
        throw new IllegalArgumentException(
            "in the topic filter '" + filter + "' a wildcard does not stand alone at its level");
      }
    }
  }
}
