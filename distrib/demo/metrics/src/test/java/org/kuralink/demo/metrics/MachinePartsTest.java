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
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.kuralink.api.connection.DeviceIdentity;

class MachinePartsTest {

  @Test
  void eachPartOfThisMachineIsThereOnceAndFitsItsThingModel() {
    List<Part> parts = new MachineParts("disks", "networks").get();

    assertFalse(parts.isEmpty());
    Set<DeviceIdentity> devices = new HashSet<>();
    for (Part part : parts) {
      assertTrue(devices.add(part.device()), part.toString());
      assertTrue(
          part.device().deviceName().matches("[A-Za-z0-9_-]{4,32}"), part.device().toString());
      assertEquals(
          part.device().productKey().equals("disks")
              ? Set.of("capacity", "used", "mount", "fileSystem")
              : Set.of("received", "sent", "errors", "mtu"),
          part.values().keySet());
    }
  }

  @ParameterizedTest
  @CsvSource({
    "disk,/,disk-root",
    "disk,/var/lib,disk-var-lib",
    "disk,C:\\,disk-C",
    "net,lo,net-lo",
    "net,Wi-Fi 2 (Büro),net-Wi-Fi-2-B-ro",
    "net,a0123456789012345678901234567890123456789,net-a012345678901234567890123456"
  })
  void aNameIsMadeOfWhatThePlatformTakes(String kind, String own, String name) {
    assertEquals(name, MachineParts.name(kind, own));
  }
}
