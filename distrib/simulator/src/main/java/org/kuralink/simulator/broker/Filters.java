/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.simulator.broker;

import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;

/** The current subscriptions of a client. */
final class Filters {
  /** How long a topic or a filter may be, in characters. */
  static final int MAX_LENGTH = 512;

  /** MQTT ends a connection on which it comes. */
  static final char NUL = 0;

  private static final int MAX_TAKEN_BACK = 1000;

  private final Set<String> subscribed = ConcurrentHashMap.newKeySet();

  /** Also what the platform had subscribed for it. */
  private final Set<String> takenBack = ConcurrentHashMap.newKeySet();

  /** Adds a filter, unless there are as many as there may be. */
  boolean add(String filter, int most) {
    if (subscribed.size() >= most && !subscribed.contains(filter)) {
      return false;
    }
    subscribed.add(filter);
    takenBack.remove(filter);
    return true;
  }

  void remove(String filter) {
    subscribed.remove(filter);
    if (takenBack.size() < MAX_TAKEN_BACK) {
      takenBack.add(filter);
    }
  }

  Set<String> all() {
    return new TreeSet<>(subscribed);
  }

  /** Whether one of them covers the topic. */
  boolean cover(String topic) {
    return anyCovers(subscribed, topic);
  }

  /** Whether the client has said that it does not want what comes on the topic. */
  boolean gaveUp(String topic) {
    return anyCovers(takenBack, topic);
  }

  private static boolean anyCovers(Set<String> filters, String topic) {
    String[] levels = topic.split("/", -1);
    return filters.stream().anyMatch(filter -> matches(filter.split("/", -1), levels));
  }

  static String shortened(String topic) {
    return topic.length() > MAX_LENGTH ? topic.substring(0, MAX_LENGTH) + "..." : topic;
  }

  static boolean valid(String filter) {
    if (filter.isEmpty() || filter.length() > MAX_LENGTH) {
      return false;
    }
    String[] levels = filter.split("/", -1);
    for (int i = 0; i < levels.length; i++) {
      boolean wild = levels[i].contains("#") || levels[i].contains("+");
      if ((wild && levels[i].length() > 1) || (levels[i].equals("#") && i < levels.length - 1)) {
        return false;
      }
    }
    return true;
  }

  private static boolean matches(String[] filter, String[] levels) {
    for (int i = 0; i < filter.length; i++) {
      if (filter[i].equals("#")) {
        return true;
      }
      if (i >= levels.length || !(filter[i].equals("+") || filter[i].equals(levels[i]))) {
        return false;
      }
    }
    return filter.length == levels.length;
  }
}
