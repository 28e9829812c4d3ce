/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.gateway;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.kuralink.api.connection.DeviceIdentity;
import org.kuralink.api.connection.Secret;
import org.kuralink.api.gateway.SubDeviceState;
import org.kuralink.login.credentials.ExternalCredentials;
import org.kuralink.store.MemoryMedium;

class SubDeviceFileTest {

  private static final Path DIRECTORY = Path.of("data");
  private static final int MOST = 2 << 20;

  private final MemoryMedium medium = new MemoryMedium();
  private Instant now = Instant.parse("2026-01-01T00:00:00Z");

  private SubDeviceFile open() throws IOException {
    SubDeviceFile file =
        new SubDeviceFile(medium, Optional.of(DIRECTORY), new ExternalCredentials());
    file.read();
    return file;
  }

  private static List<KnownDevice> devices(int count) {
    return IntStream.range(0, count)
        .mapToObj(
            number -> {
              KnownDevice device =
                  new KnownDevice(
                      new DeviceIdentity("a1Sub01", "sub-" + number),
                      SubDeviceState.OFFLINE,
                      Instant.EPOCH);
              device.issued = Secret.of("secret-of-" + number);
              device.bound = true;
              return device;
            })
        .toList();
  }

  private int size() throws IOException {
    return medium
        .read(DIRECTORY.resolve("sub-devices.records"), Long.MAX_VALUE)
        .orElseThrow()
        .length;
  }

  private void logIn(SubDeviceFile file, List<KnownDevice> devices, int times) throws IOException {
    for (int i = 0; i < times; i++) {
      now = now.plus(Duration.ofSeconds(20));
      file.loginsLeave(devices, now);
    }
  }

  @Test
  void years_of_log_ins_leave_those_of_the_last_minute() throws IOException {
    List<KnownDevice> devices = devices(50);
    SubDeviceFile file = open();
    file.keep(devices);
    logIn(file, devices, 4_000);
    assertTrue(size() < MOST, "" + size());
    file.close();
    SubDeviceFile after = open();
    assertEquals(50, after.kept().size());
    assertEquals(
        List.of(now.minusSeconds(60), now.minusSeconds(40), now.minusSeconds(20), now),
        after.recentLogins(now).get(devices.get(7).identity));
  }

  @Test
  void a_file_that_has_grown_over_many_starts_shrinks() throws IOException {
    List<KnownDevice> devices = devices(50);
    for (int start = 0; start < 200; start++) {
      SubDeviceFile file = open();
      logIn(file, devices, 50);
      file.close();
    }
    assertTrue(size() < MOST, "" + size());
  }

  @Test
  void that_the_disk_takes_nothing_is_a_fault_until_it_takes_something() throws IOException {
    SubDeviceFile file = open();
    assertEquals(Optional.empty(), file.fault());
    file.complain(new IOException("no space left"));
    file.complain(new IOException("another"));
    assertEquals(
        Optional.of("the state of sub-devices cannot be stored: no space left"), file.fault());
    file.complain(null);
    assertEquals(Optional.empty(), file.fault());
  }

  @Test
  void one_that_is_forgotten_takes_no_log_in_of_another_along() throws IOException {
    List<KnownDevice> devices = devices(2);
    SubDeviceFile file = open();
    file.keep(devices);
    logIn(file, devices, 1);
    file.forget(devices.get(0).identity);
    file.tidy(now);
    file.close();
    SubDeviceFile after = open();
    assertEquals(1, after.kept().size());
    assertEquals(
        Map.of(devices.get(0).identity, List.of(now), devices.get(1).identity, List.of(now)),
        after.recentLogins(now));
  }
}
