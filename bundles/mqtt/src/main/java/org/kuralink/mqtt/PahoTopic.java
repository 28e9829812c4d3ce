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
 * The topics that Paho can process, and an encoding for the others. Paho's receiver ends silently
 * at a control character, and at every character from U+FDD0 on, including full-width letters.
 */
public final class PahoTopic {

  /** The topic of a message that is only acknowledged. */
  static final String DROPPED = "~";

  private static final int FIRST_BAD = 0xfdd0;

  private PahoTopic() {}

  /** Returns whether Paho can read and write a topic. */
  public static boolean survives(String topic) {
    for (int i = 0; i < topic.length(); i++) {
      char c = topic.charAt(i);
      if (Character.isISOControl(c) || c >= FIRST_BAD || Character.isSurrogate(c)) {
        return false;
      }
    }
    return true;
  }

  /** Encodes a topic for Paho. */
  static String encode(String topic) {
    return topic.startsWith(DROPPED) || !survives(topic)
        ? DROPPED + HexFormat.of().formatHex(topic.getBytes(StandardCharsets.UTF_8))
        : topic;
  }

  /** Decodes a topic; empty for a message that is only acknowledged. */
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
