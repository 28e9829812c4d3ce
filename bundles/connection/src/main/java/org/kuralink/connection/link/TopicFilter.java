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

/** Functions for MQTT topics and topic filters. */
final class TopicFilter {

  private static final int FIRST_REFUSED = 0xfdd0;

  private static final String WRAPPED = "/ext/rrpc/";

  private TopicFilter() {}

  /**
   * Returns the device in a topic or filter of one of the platform's forms; empty if there is none.
   */
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

  /** Replaces the {@linkplain #deviceOf device} in a topic. */
  static String withDevice(String topic, String words) {
    int from = deviceAt(topic, 0);
    int end = endOfLevel(topic, topic.indexOf('/', from) + 1);
    return topic.substring(0, from) + words + topic.substring(end);
  }

  private static int endOfLevel(String topic, int from) {
    int slash = topic.indexOf('/', from);
    return slash < 0 ? topic.length() : slash;
  }

  /**
   * Returns the index of the product key; negative if the topic has none of the platform's forms.
   */
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

  /** Returns whether a topic belongs to the platform, and not to a product's custom topics. */
  static boolean isPlatforms(String topic) {
    return topic.startsWith("/sys/")
        || topic.startsWith("/ota/")
        || topic.startsWith("/shadow/")
        || topic.startsWith("/ext/");
  }

  /**
   * Returns whether every line can carry a topic: no control character, no character from U+FDD0
   * on, and none beyond the basic plane, because some MQTT brokers and clients fail at those.
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

  /** Returns whether a filter matches a topic. */
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
   * Validates a filter.
   *
   * @throws IllegalArgumentException if MQTT does not allow it
   */
  static void check(String filter) {
    if (filter.isEmpty() || !isSendable(filter)) {
      throw new IllegalArgumentException(
          "a topic filter must not be empty or have control characters, but is '"
              + VisibleText.of(filter, 200)
              + "'");
    }
    for (int i = 0; i < filter.length(); i++) {
      char c = filter.charAt(i);
      boolean starts = i == 0 || filter.charAt(i - 1) == '/';
      boolean ends = i == filter.length() - 1 || filter.charAt(i + 1) == '/';
      if (c == '+' && !(starts && ends) || c == '#' && !(starts && i == filter.length() - 1)) {
        throw new IllegalArgumentException(
            "in the topic filter '" + filter + "' a wildcard must be alone at its level");
      }
    }
  }
}
