/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.simulator.broker;

import org.kuralink.simulator.registry.DeviceKey;

/** Which topics and filters belong to a device. */
final class TopicAccess {
  private static final String[] OF_A_DEVICE = {
    "/sys/{pk}/{dn}/#",
    "/{pk}/{dn}/#",
    "/ext/session/{pk}/{dn}/#",
    "/ext/ntp/{pk}/{dn}/#",
    "/ext/error/{pk}/{dn}",
    "/ext/rrpc/+/#",
    "/ext/register",
    "/ota/device/+/{pk}/{dn}",
    "/shadow/+/{pk}/{dn}",
    "/broadcast/{pk}/#"
  };

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
