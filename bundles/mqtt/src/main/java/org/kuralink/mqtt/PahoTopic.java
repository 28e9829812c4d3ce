/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.mqtt;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Optional;

/**
 * Which topics Paho survives, and how the others get past it. Paho's receiver ends without a word
 * at a control character, and at everything from U+FDD0 on, full-width letters included.
 */
public final class PahoTopic {

  /** Stands for a message that is acknowledged and goes no further. */
  static final String DROPPED = "~";

  private static final int FIRST_BAD = 0xfdd0;

  private PahoTopic() {}

  /** Whether Paho reads and writes it. */
  public static boolean survives(String topic) {
    for (int i = 0; i < topic.length(); i++) {
      char c = topic.charAt(i);
      if (Character.isISOControl(c) || c >= FIRST_BAD || Character.isSurrogate(c)) {
        return false;
      }
    }
    return true;
  }

  /** The topic as it is handed to Paho. */
  static String encode(String topic) {
    return topic.startsWith(DROPPED) || !survives(topic)
        ? DROPPED + HexFormat.of().formatHex(topic.getBytes(StandardCharsets.UTF_8))
        : topic;
  }

  /** What was encoded; empty for a message that goes no further. */
  static Optional<String> decode(String encoded) {
    if (!encoded.startsWith(DROPPED)) {
      return Optional.of(encoded);
    }
    return encoded.equals(DROPPED)
        ? Optional.empty()
        : Optional.of(
            new String(
                HexFormat.of().parseHex(encoded, DROPPED.length(), encoded.length()),
                StandardCharsets.UTF_8));
  }
}
