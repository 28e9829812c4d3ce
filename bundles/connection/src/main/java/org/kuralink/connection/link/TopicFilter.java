/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.connection.link;

import java.util.Optional;
import org.kuralink.api.codec.VisibleText;
import org.kuralink.api.connection.DeviceIdentity;

/** MQTT topic filters. */
final class TopicFilter {

  private static final int FIRST_REFUSED = 0xfdd0;

  private static final String WRAPPED = "/ext/rrpc/";

  private TopicFilter() {}

  /** Whose topic it is, or which one device's topics a filter means, as the platform's forms go. */
  static Optional<DeviceIdentity> deviceOf(String topic) {
    int from = deviceAt(topic, 0);
    int middle = from < 0 ? -1 : topic.indexOf('/', from);
    if (middle < 0) {
      return Optional.empty();
    }
    String productKey = topic.substring(from, middle);
    String deviceName = topic.substring(middle + 1, endOfLevel(topic, middle + 1));
    return hasWildcard(productKey) || hasWildcard(deviceName)
        ? Optional.empty()
        : Optional.of(new DeviceIdentity(productKey, deviceName));
  }

  /** The topic with other words where {@link #deviceOf its device} stands. */
  static String withDevice(String topic, String words) {
    int from = deviceAt(topic, 0);
    int end = endOfLevel(topic, topic.indexOf('/', from) + 1);
    return topic.substring(0, from) + words + topic.substring(end);
  }

  private static int endOfLevel(String topic, int from) {
    int slash = topic.indexOf('/', from);
    return slash < 0 ? topic.length() : slash;
  }

  /** Where in a topic the product key begins; negative if it has none of the platform's forms. */
  private static int deviceAt(String topic, int start) {
    if (topic.startsWith(WRAPPED, start)) {
      int wrapped = topic.indexOf('/', start + WRAPPED.length());
      return wrapped < 0 ? -1 : deviceAt(topic, wrapped);
    }
    int skipped =
        topic.startsWith("/sys/", start)
            ? 1
            : topic.startsWith("/ext/", start) || topic.startsWith("/shadow/", start)
                ? 2
                : topic.startsWith("/ota/device/", start) ? 3 : 0;
    int slash = topic.startsWith("/", start) ? start : -1;
    for (int level = 0; slash >= 0 && level < skipped; level++) {
      slash = topic.indexOf('/', slash + 1);
    }
    return slash < 0 ? -1 : slash + 1;
  }

  /** Whether a topic is one of the platform's own, not one that a product defines for itself. */
  static boolean isPlatforms(String topic) {
    return topic.startsWith("/sys/")
        || topic.startsWith("/ota/")
        || topic.startsWith("/shadow/")
        || topic.startsWith("/ext/");
  }

  /**
   * Whether every line can carry it: no control character, nothing from U+FDD0 on, and nothing
   * beyond the basic plane, for brokers and clients of MQTT fail at those.
   */
  static boolean isSendable(String topic) {
    for (int i = 0; i < topic.length(); i++) {
      char c = topic.charAt(i);
      if (Character.isISOControl(c) || c >= FIRST_REFUSED || Character.isSurrogate(c)) {
        return false;
      }
    }
    return true;
  }

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
    if (filter.isEmpty() || !isSendable(filter)) {
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
