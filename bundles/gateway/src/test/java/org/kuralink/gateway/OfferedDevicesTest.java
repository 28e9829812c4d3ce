/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.gateway;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.kuralink.gateway.GatewayStage.sub;
import static org.kuralink.gateway.GatewayStage.willing;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.kuralink.api.connection.DeviceIdentity;
import org.kuralink.api.connection.Registration;
import org.kuralink.api.connection.Secret;
import org.kuralink.api.gateway.Gateway;
import org.kuralink.api.gateway.SubDevice;
import org.kuralink.api.gateway.SubDeviceState;
import org.kuralink.api.gateway.SubDeviceStatus;
import org.kuralink.api.log.LoggedLines;

/** Devices that applications offer, with well-behaved and faulty applications. */
class OfferedDevicesTest {

  private final GatewayStage stage = new GatewayStage().platform(willing(Duration.ZERO));
  private OfferedDevices offered;

  @BeforeEach
  void start() {
    stage.start();
    offered = new OfferedDevices("test", stage.devices, stage.gatewayTime);
    offered.session("main");
  }

  /** A device of an application with an unusable equals method. */
  private static class Brought implements SubDevice {

    private final Supplier<DeviceIdentity> identity;

    Brought(Supplier<DeviceIdentity> identity) {
      this.identity = identity;
    }

    Brought(DeviceIdentity device) {
      this(() -> device);
    }

    @Override
    public DeviceIdentity identity() {
      return identity.get();
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof Brought;
    }

    @Override
    public int hashCode() {
      return 1;
    }
  }

  /** A separate thread calls the device, so the test has to wait in real time. */
  private void awaits(Callable<Boolean> what) {
    await()
        .atMost(Duration.ofMinutes(1))
        .until(
            () -> {
              stage.leap(Duration.ofMillis(50));
              return what.call();
            });
  }

  private void awaitState(DeviceIdentity device, SubDeviceState state) {
    awaits(() -> stage.state(device) == state);
  }

  private void put(SubDevice device) {
    offered.put(device, Map.of());
  }

  @Test
  void oneThatThrowsIsNamedAndHoldsUpNobody() {
    try (LoggedLines log = new LoggedLines()) {
      put(
          new Brought(
              () -> {
                throw new IllegalStateException("the bus is gone");
              }));
      put(
          new Brought(
              () -> {
                throw new AssertionError("not even an exception");
              }));
      put(new Brought(() -> null));
      put(
          new Brought(sub(1)) {
            @Override
            public Optional<Secret> deviceSecret() {
              throw new IllegalStateException("no secret today");
            }
          });
      put(
          new Brought(sub(2)) {
            @Override
            public boolean online() {
              throw new IllegalStateException("who knows");
            }
          });
      put(
          new Brought(sub(3)) {
            @Override
            public Optional<Secret> deviceSecret() {
              return null;
            }

            @Override
            public void changed(SubDeviceStatus status) {
              throw new IllegalStateException("heard enough");
            }
          });
      put(new Brought(sub(4)));
      awaitState(sub(4), SubDeviceState.ONLINE);
      awaitState(sub(3), SubDeviceState.ONLINE);
      assertNull(stage.state(sub(1)));
      assertNull(stage.state(sub(2)));
      for (String words :
          new String[] {
            "the bus is gone",
            "not even an exception",
            "it has no identity",
            "no secret today",
            "who knows"
          }) {
        assertEquals(1, log.with(words).size(), words);
      }
      awaits(() -> !log.with("heard enough").isEmpty());
    }
  }

  @Test
  void oneThatBlocksIsLeftBehind() throws Exception {
    CountDownLatch never = new CountDownLatch(1);
    CountDownLatch asked = new CountDownLatch(1);
    put(
        new Brought(
            () -> {
              asked.countDown();
              try {
                never.await();
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
              return sub(1);
            }));
    put(new Brought(sub(2)));
    stage.time.settle();
    asked.await();
    stage.leap(ForeignCodeThread.PATIENCE.plusSeconds(1));
    awaitState(sub(2), SubDeviceState.ONLINE);
    never.countDown();
    awaitState(sub(1), SubDeviceState.ONLINE);
  }

  @Test
  void ofTwoThatAreTheSameTheFirstCountsAndTheOtherTakesItsPlace() {
    AtomicInteger first = new AtomicInteger();
    AtomicInteger second = new AtomicInteger();
    SubDevice one = heard(sub(1), first);
    SubDevice other = heard(sub(1), second);
    try (LoggedLines log = new LoggedLines()) {
      put(one);
      awaitState(sub(1), SubDeviceState.ONLINE);
      put(other);
      awaits(() -> !log.with("is offered twice").isEmpty());
    }
    awaits(() -> first.get() > 0);
    assertEquals(0, second.get());
    offered.remove(one, Map.of());
    awaits(() -> second.get() > 0);
    assertEquals(SubDeviceState.ONLINE, stage.state(sub(1)));
    assertEquals(0, stage.status(sub(1)).losses());
    offered.remove(other, Map.of());
    awaitState(sub(1), SubDeviceState.BOUND_ONLY);
  }

  @Test
  void aDeviceThatIsRegisteredTwiceStaysUntilBothAreGone() {
    SubDevice device = heard(sub(1), new AtomicInteger());
    Map<String, Object> one = Map.of("service.id", 1L);
    Map<String, Object> other = Map.of("service.id", 2L);
    offered.put(device, one);
    offered.put(device, other);
    awaitState(sub(1), SubDeviceState.ONLINE);
    offered.remove(device, other);
    stage.time.settle();
    assertEquals(SubDeviceState.ONLINE, stage.state(sub(1)));
    offered.put(device, Map.of("service.id", 1L, "connection", "another"));
    awaitState(sub(1), SubDeviceState.BOUND_ONLY);
    offered.put(device, one);
    awaitState(sub(1), SubDeviceState.ONLINE);
    offered.remove(device, one);
    awaitState(sub(1), SubDeviceState.BOUND_ONLY);
  }

  private static SubDevice heard(DeviceIdentity device, AtomicInteger count) {
    return new Brought(device) {
      @Override
      public void changed(SubDeviceStatus status) {
        count.incrementAndGet();
      }
    };
  }

  @Test
  void equalServicesAreDevicesOfTheirOwn() {
    put(new Brought(sub(1)));
    put(new Brought(sub(2)));
    awaitState(sub(1), SubDeviceState.ONLINE);
    awaitState(sub(2), SubDeviceState.ONLINE);
  }

  @Test
  void whatIsForAnotherSessionIsLeftAlone() {
    Map<String, Object> other = new HashMap<>(Map.of(Gateway.CONNECTION, "other"));
    SubDevice device = new Brought(sub(1));
    offered.put(device, other);
    put(new Brought(sub(2)));
    awaitState(sub(2), SubDeviceState.ONLINE);
    assertNull(stage.state(sub(1)));
    other.put(Gateway.CONNECTION, "main");
    offered.put(device, other);
    awaitState(sub(1), SubDeviceState.ONLINE);
    offered.session("third");
    awaitState(sub(1), SubDeviceState.BOUND_ONLY);
    assertEquals(SubDeviceState.ONLINE, stage.state(sub(2)), "it is for any session");
  }

  @Test
  void oneWhosePropertiesChangeIsAskedAgain() {
    AtomicReference<DeviceIdentity> who = new AtomicReference<>(sub(1));
    SubDevice device = new Brought(who::get);
    put(device);
    awaitState(sub(1), SubDeviceState.ONLINE);
    long before = stage.status(sub(1)).logins();
    put(device);
    put(new Brought(sub(2)));
    awaitState(sub(2), SubDeviceState.ONLINE);
    assertEquals(before, stage.status(sub(1)).logins(), "it is the same, and stays online");

    who.set(sub(3));
    put(device);
    awaitState(sub(3), SubDeviceState.ONLINE);
    awaitState(sub(1), SubDeviceState.BOUND_ONLY);
  }

  @Test
  void whatCannotBeASubDeviceIsLeftOut() {
    try (LoggedLines log = new LoggedLines()) {
      put(new Brought(GatewayStage.GATEWAY));
      put(new Brought(new DeviceIdentity("a1Sub01", "abc")));
      awaits(() -> log.with("is left out").size() == 2);
    }
    assertEquals(0, stage.devices.roster().size());
  }

  @Test
  void whatIsOfferedAtTheDoorIsThereUntilItIsTakenBack() {
    Registration offer =
        offered.offer(
            new Brought(sub(1)) {
              @Override
              public boolean online() {
                return false;
              }
            });
    awaitState(sub(1), SubDeviceState.UNREGISTERED);
    stage.leap(Duration.ofSeconds(5));
    assertTrue(stage.ups().isEmpty(), "it waits for somebody to log it in");
    stage.devices.requests().login(sub(1));
    awaitState(sub(1), SubDeviceState.ONLINE);
    offer.close();
    awaitState(sub(1), SubDeviceState.BOUND_ONLY);
  }
}
