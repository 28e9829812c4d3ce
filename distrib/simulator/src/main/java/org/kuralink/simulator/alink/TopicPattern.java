/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.simulator.alink;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.kuralink.simulator.registry.DeviceKey;

/**
 * A topic with placeholders: {@code {pk}} and {@code {dn}} stand for the sending device, another
 * {@code {name}} for one level, and {@code #} at the end for all remaining levels.
 */
final class TopicPattern {
  private final String[] levels;

  TopicPattern(String pattern) {
    levels = pattern.split("/", -1);
  }

  /** Returns the values of the placeholders in order; null if the topic does not match. */
  @Nullable List<String> match(String[] topic, DeviceKey key) {
    List<String> values = new ArrayList<>();
    for (int i = 0; i < levels.length; i++) {
      String level = levels[i];
      if (level.equals("#")) {
        values.add(
            String.join("/", List.of(topic).subList(Math.min(i, topic.length), topic.length)));
        return topic.length > i ? values : null;
      }
      if (i >= topic.length || !fits(level, topic[i], key)) {
        return null;
      }
      if (level.startsWith("{") && !level.equals("{pk}") && !level.equals("{dn}")) {
        values.add(topic[i]);
      }
    }
    return topic.length == levels.length ? values : null;
  }

  private static boolean fits(String level, String given, DeviceKey key) {
    return switch (level) {
      case "{pk}" -> given.equals(key.productKey());
      case "{dn}" -> given.equals(key.deviceName());
      default -> level.startsWith("{") ? !given.isEmpty() : given.equals(level);
    };
  }
}
