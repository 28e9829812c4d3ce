/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.demo.metrics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.kuralink.api.connection.DeviceIdentity;

class PartChoiceTest {

  private final PartChoice choice = new PartChoice("net", "networks");

  @ParameterizedTest
  @CsvSource({
    "disk,/,disk-root",
    "disk,/var/lib,disk-var-lib",
    "disk,/mnt/my disk (2),disk-mnt-my-disk-2",
    "disk,C:\\,disk-C",
    "net,lo,net-lo",
    "net,eth0.100,net-eth0.100",
    "net,veth1a2b@if7,net-veth1a2b-if7",
    "net,Wi-Fi 2 (Büro),net-Wi-Fi-2-B-ro"
  })
  void aNameIsMadeOfWhatThePlatformTakes(String kind, String own, String name) {
    assertEquals(name, PartChoice.name(kind, own));
  }

  @ParameterizedTest
  @CsvSource({"net,a0123456789012345678901234567890123456789", "net,以太网", "disk,/卷", "net,'   '"})
  void aNameThatSaysTooLittleOrTooMuchStaysOneOfItsOwn(String kind, String own) {
    String name = PartChoice.name(kind, own);

    assertTrue(DeviceIdentity.isDeviceName(name), name);
    assertTrue(name.matches(kind + ".*-[0-9a-f]{4}"), name);
    assertEquals(name, PartChoice.name(kind, own));
  }

  @Test
  void twoWithLikeNamesAreTwoDevices() {
    List<String> names = shown("a b", "a/b", "a-b", "x".repeat(40) + 1, "x".repeat(40) + 2);

    assertEquals(5, names.stream().distinct().count(), names.toString());
    assertEquals("net-a-b", names.get(0));
    assertTrue(names.stream().allMatch(DeviceIdentity::isDeviceName), names.toString());
  }

  @Test
  void ofManyTheFirstAreShownAndTheOthersNamed() {
    String[] many = new String[55];
    for (int i = 0; i < many.length; i++) {
      many[i] = "veth" + i;
    }

    assertEquals(8, shown(many).size());
    assertEquals(
        "reporting 8 of 55 parts of kind net; left out: veth8, veth9, veth10, veth11, veth12, veth13,"
            + " veth14, veth15, veth16, veth17 and 37 more",
        choice.lastLogged());

    assertEquals(List.of("net-lo"), shown("lo"));
    assertEquals("", choice.lastLogged());
  }

  private List<String> shown(String... own) {
    Map<String, Map<String, Object>> found = new LinkedHashMap<>();
    for (String name : own) {
      found.put(name, Map.of("mtu", 1500));
    }
    return choice.of(found).stream().map(part -> part.device().deviceName()).toList();
  }
}
