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
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.kuralink.api.connection.DeviceIdentity;
import org.kuralink.demo.metrics.MachineParts.Volume;

class MachinePartsTest {

  private static final long GIGABYTE = 1L << 30;

  @Test
  void eachPartOfThisMachineIsThereOnceAndFitsItsThingModel() {
    List<Part> parts = new MachineParts("disks", "networks").get();

    assertFalse(parts.isEmpty());
    Set<DeviceIdentity> devices = new HashSet<>();
    for (Part part : parts) {
      assertTrue(devices.add(part.device()), part.toString());
      assertTrue(DeviceIdentity.isDeviceName(part.device().deviceName()), part.toString());
      assertEquals(
          part.device().productKey().equals("disks")
              ? Set.of("capacity", "used", "mount", "fileSystem")
              : Set.of("received", "sent", "errors", "mtu"),
          part.values().keySet());
    }
  }

  @Test
  void whatIsMountedTwiceIsOneDiskAndWhatHasNoDeviceIsNot() {
    var disks =
        MachineParts.figures(
            List.of(
                volume("/var/lib/other place", "/dev/sdb1"),
                volume("/mnt/b", "/dev/sdb1"),
                volume("/", "/dev/sda1"),
                volume("/tmp/a", "none"),
                volume("/tmp/b", "none")),
            List.of());

    assertEquals(List.of("/", "/mnt/b", "/tmp/a", "/tmp/b"), List.copyOf(disks.keySet()));
  }

  @Test
  void inAContainerTheDiskThatItRunsFromIsShown() {
    var disks =
        MachineParts.figures(
            List.of(new Volume("/dev", "tmpfs", "tmpfs", 1000, 1000)),
            List.of(volume("/", "overlay")));

    assertEquals(Set.of("/"), disks.keySet());
    assertEquals(
        Map.of("capacity", 1024.0, "used", 50.0, "mount", "/", "fileSystem", "ext4"),
        disks.get("/"));
  }

  @Test
  void oddFileSystemsFitTheThingModelToo() {
    String deep = "/" + "\uD83D\uDCBE".repeat(600);
    Map<String, Object> odd =
        MachineParts.figures(
                List.of(new Volume(deep, "odd", "x".repeat(300), GIGABYTE, 2 * GIGABYTE)),
                List.of())
            .values()
            .iterator()
            .next();

    assertEquals(0.0, odd.get("used"));
    assertEquals(999, odd.get("mount").toString().length());
    assertEquals(60, odd.get("fileSystem").toString().length());
    assertEquals(
        Map.of(), MachineParts.figures(List.of(new Volume("/x", "x", "x", -1, 0)), List.of()));
  }

  private static Volume volume(String mount, String name) {
    return new Volume(mount, name, "ext4", GIGABYTE, GIGABYTE / 2);
  }
}
