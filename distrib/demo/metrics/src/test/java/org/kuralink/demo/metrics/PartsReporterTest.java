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

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.kuralink.api.connection.DeviceIdentity;
import org.kuralink.api.connection.Reply;
import org.kuralink.api.gateway.FakeGateway;
import org.kuralink.api.gateway.Gateway;
import org.kuralink.api.gateway.SubDeviceState;
import org.kuralink.api.thing.FakeThing;
import org.kuralink.api.thing.PostResult;
import org.kuralink.api.time.VirtualTime;

class PartsReporterTest {

  private static final DeviceIdentity DISK = new DeviceIdentity("disks", "disk-root");

  private final VirtualTime time = new VirtualTime();
  private final FakeThing thing =
      new FakeThing(
          CompletableFuture.completedFuture(new PostResult(List.of(Reply.success()), List.of())));
  private final List<Part> parts = new ArrayList<>(List.of(new Part(DISK, Map.of("used", 5.0))));
  private FakeGateway gateway = new FakeGateway();
  private Optional<Gateway> present = Optional.of(gateway);
  private final PartsReporter reporter =
      new PartsReporter(
          10, () -> () -> parts, () -> present, () -> Optional.of(thing), time.scheduler());

  @BeforeEach
  void start() {
    reporter.start();
  }

  @Test
  void whatTheGatewayDoesNotKnowIsReportedOnce() {
    time.leap(Duration.ofSeconds(31));

    assertEquals(List.of("found disks/disk-root"), gateway.asked());
    assertTrue(thing.posts.isEmpty());
  }

  @Test
  void whatTheGatewayKnowsIsOfferedAndPosts() {
    gateway.show(DISK, SubDeviceState.UNREGISTERED);

    time.leap(Duration.ofSeconds(11));

    assertEquals(List.of("offer disks/disk-root"), gateway.asked());
    assertEquals(2, thing.posts.size());
    assertEquals(5.0, thing.posts.get(0).values().get("used").value());
  }

  @Test
  void whatIsUnpluggedIsLoggedOutUntilItIsBack() {
    gateway.show(DISK, SubDeviceState.OFFLINE);
    time.leap(Duration.ofSeconds(1));
    List<Part> unplugged = List.copyOf(parts);

    parts.clear();
    time.leap(Duration.ofSeconds(10));
    assertEquals(List.of(), gateway.offered());
    assertEquals(
        List.of("offer disks/disk-root", "withdraw disks/disk-root", "logout disks/disk-root"),
        gateway.asked());

    parts.addAll(unplugged);
    time.leap(Duration.ofSeconds(10));
    assertEquals(1, gateway.offered().size());
    assertEquals("login disks/disk-root", gateway.asked().get(gateway.asked().size() - 1));
  }

  @Test
  void anotherGatewayIsOfferedAllAnew() {
    gateway.show(DISK, SubDeviceState.OFFLINE);
    time.leap(Duration.ofSeconds(1));
    FakeGateway former = gateway;

    gateway = new FakeGateway();
    gateway.show(DISK, SubDeviceState.OFFLINE);
    present = Optional.of(gateway);
    time.leap(Duration.ofSeconds(10));

    assertEquals(List.of(), former.offered());
    assertEquals(1, gateway.offered().size());
  }

  @Test
  void withoutAGatewayItWaitsForOne() {
    present = Optional.empty();
    time.leap(Duration.ofSeconds(21));
    assertEquals(List.of(), gateway.asked());

    present = Optional.of(gateway);
    time.leap(Duration.ofSeconds(10));
    assertEquals(List.of("found disks/disk-root"), gateway.asked());
  }
}
