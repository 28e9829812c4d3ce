/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.simulator.broker;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import java.util.regex.Pattern;
import org.kuralink.simulator.registry.DeviceKey;

/** Decides which topics and filters a device may use. */
final class TopicAccess {
  private static final String[] OF_A_DEVICE = {
    "/sys/{pk}/{dn}/#",
    "/{pk}/{dn}/#",
    "/ext/session/{pk}/{dn}/#",
    "/ext/ntp/{pk}/{dn}/#",
    "/ext/error/{pk}/{dn}",
    "/ext/rrpc/+/#",
    "/ext/register",
    "/ext/network/probe/+",
    "/ota/device/+/{pk}/{dn}",
    "/shadow/+/{pk}/{dn}",
    "/broadcast/{pk}/#"
  };

  /** The topic on which applications of the rules engine read answers of devices (spec 9.3). */
  static final String OF_APPLICATIONS = "/thing/downlink/reply/message";

  /** The topics on which only the platform publishes. */
  private static final String[][] OF_THE_PLATFORM = {
    "/shadow/get/+/+".split("/"),
    "/ota/device/upgrade/+/+".split("/"),
    "/ext/ntp/+/+/response".split("/"),
    "/ext/error/+/+".split("/"),
    "/ext/register".split("/"),
    "/broadcast/#".split("/")
  };

  private static final Pattern NOT_CUSTOM = Pattern.compile("/(sys|ext|ota|shadow|broadcast)/");
  private static final int CUSTOM_MAX_BYTES = 128;
  private static final int CUSTOM_MAX_LEVELS = 7;

  private final String[][] patterns;
  private final String mostUsed;

  TopicAccess(DeviceKey key) {
    patterns = new String[OF_A_DEVICE.length][];
    for (int i = 0; i < OF_A_DEVICE.length; i++) {
      patterns[i] =
          OF_A_DEVICE[i]
              .replace("{pk}", key.productKey())
              .replace("{dn}", key.deviceName())
              .split("/", -1);
    }
    mostUsed = "/sys/" + key + "/";
  }

  /** Whether the device may publish on the topic or subscribe to the filter. */
  boolean allows(String topic) {
    if (topic.endsWith(OF_APPLICATIONS)) {
      return false;
    }
    if (topic.startsWith(mostUsed) && topic.length() > mostUsed.length()) {
      return true;
    }
    String[] levels = topic.split("/", -1);
    for (String[] pattern : patterns) {
      if (covers(pattern, levels)) {
        return true;
      }
    }
    return false;
  }

  /** Whether the platform alone publishes there. */
  static boolean isOfThePlatform(String topic) {
    if (topic.startsWith("/sys/")) {
      return false;
    }
    if (topic.startsWith("/ext/session/")) {
      return topic.endsWith("_reply");
    }
    String[] levels = topic.split("/", -1);
    return Arrays.stream(OF_THE_PLATFORM).anyMatch(pattern -> covers(pattern, levels));
  }

  /**
   * What the platform does not take in a topic or filter that a product defines for itself; its own
   * are as long as they are.
   */
  static Optional<String> customFault(String topic) {
    if (NOT_CUSTOM.matcher(topic).lookingAt()) {
      return Optional.empty();
    }
    if (topic.getBytes(StandardCharsets.UTF_8).length > CUSTOM_MAX_BYTES) {
      return Optional.of("custom topic longer than " + CUSTOM_MAX_BYTES + " bytes");
    }
    return topic.chars().filter(c -> c == '/').count() > CUSTOM_MAX_LEVELS
        ? Optional.of("custom topic of more than " + CUSTOM_MAX_LEVELS + " levels")
        : Optional.empty();
  }

  /** Returns the device in the topic, whether it exists or not. */
  static Optional<DeviceKey> owner(String topic) {
    String[] levels = topic.split("/", -1);
    if (levels.length < 4 || !levels[0].isEmpty()) {
      return Optional.empty();
    }
    int at =
        switch (levels[1]) {
          case "sys" -> 2;
          case "shadow" -> 3;
          case "ota" -> 4;
          case "broadcast" -> levels.length;
          case "ext" ->
              switch (levels[2]) {
                case "ntp", "session", "error" -> 3;
                case "rrpc" -> levels.length > 4 && levels[4].equals("sys") ? 5 : 4;
                default -> levels.length;
              };
          default -> 1;
        };
    return at + 1 < levels.length && !levels[at].isEmpty() && !levels[at + 1].isEmpty()
        ? Optional.of(new DeviceKey(levels[at], levels[at + 1]))
        : Optional.empty();
  }

  private static boolean covers(String[] pattern, String[] levels) {
    for (int i = 0; i < pattern.length; i++) {
      if (pattern[i].equals("#")) {
        return levels.length > i;
      }
      boolean matches =
          i < levels.length
              && (pattern[i].equals(levels[i])
                  || (pattern[i].equals("+") && !levels[i].equals("#")));
      if (!matches) {
        return false;
      }
    }
    return pattern.length == levels.length;
  }
}
