/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.kura.endpoint;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.kuralink.api.connection.DeviceIdentity;

class TopicsTest {

  private static final DeviceIdentity GATEWAY = new DeviceIdentity("pk", "dn");

  @Test
  void aShortTopicIsTheDevicesOwn() {
    assertEquals("/pk/dn/user/update/error", Topics.of(GATEWAY, "update/error"));
  }

  @Test
  void aWholeTopicMayNameTheDeviceByPlaceholders() {
    assertEquals("/pk/dn/user/get", Topics.of(GATEWAY, "/${productKey}/${deviceName}/user/get"));
    assertEquals("/broadcast/pk/all", Topics.of(GATEWAY, "/broadcast/${productKey}/all"));
  }

  @Test
  void filtersMayHaveWildcardsAndTopicsMayNot() {
    assertEquals(Optional.empty(), Topics.problemOfFilter("a/+/b/#"));
    assertTrue(Topics.problemOfTopic("a/+").isPresent());
    assertEquals(Optional.empty(), Topics.problemOfTopic("a/b"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a+/b", "#/a", "a/b#", "/sys/pk/dn/thing/x"})
  void wrongFiltersAreNamed(String filter) {
    assertTrue(Topics.problemOfFilter(filter).isPresent());
  }

  @Test
  void aTopicHas128BytesAtMost() {
    assertEquals(Optional.empty(), Topics.problemOfTopic("a".repeat(128)));
    assertTrue(Topics.problemOfTopic("设".repeat(43)).isPresent());
  }
}
