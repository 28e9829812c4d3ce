/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.cota;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.kuralink.api.codec.JsonText;
import org.kuralink.api.connection.DeviceIdentity;
import org.kuralink.api.connection.FakeDeviceLink;
import org.kuralink.api.connection.LinkException;
import org.kuralink.api.connection.Reply;
import org.kuralink.api.cota.ConfigurationApplier;
import org.kuralink.api.cota.ConfigurationFile;
import org.kuralink.api.cota.ConfigurationOutcome;
import org.kuralink.api.cota.RemoteConfiguration;
import org.kuralink.api.cota.RemoteConfigurationListener;
import org.kuralink.api.measure.UsedHeap;

class ManyConfigurationsTest {

  private static final DeviceIdentity LAMP = new DeviceIdentity("lamps", "a");
  private static final DeviceIdentity PUMP = new DeviceIdentity("pumps", "a");
  private static final int MANY = 1500;

  private final Lamps lamps = new Lamps();
  private final Gateway gateway = Gateway.started();

  /** An applier that only records its calls. */
  private static final class Lamps implements ConfigurationApplier {

    private final Map<DeviceIdentity, String> inForce = new HashMap<>();
    private final List<String> restored = new ArrayList<>();

    @Override
    public byte[] prepare(ConfigurationFile file) {
      return inForce.getOrDefault(file.device(), "none").getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public void apply(ConfigurationFile file) {
      inForce.put(file.device(), file.text());
    }

    @Override
    public void restore(byte[] snapshot) {
      throw new AssertionError("it is called with the device");
    }

    @Override
    public void restore(Optional<DeviceIdentity> subDevice, byte[] snapshot) {
      restored.add(subDevice.orElseThrow() + " " + new String(snapshot, StandardCharsets.UTF_8));
    }
  }

  private static Map<String, Object> ofLamps() {
    return Map.of("product.key", "lamps");
  }

  private FakeDeviceLink logIn(DeviceIdentity device) {
    return logIn(gateway, device);
  }

  private static FakeDeviceLink logIn(Gateway at, DeviceIdentity device) {
    FakeDeviceLink link = at.session.link(device);
    link.answerWith(at.platform::answer);
    at.session.loggedIn(device);
    at.time.settle();
    return link;
  }

  private CompletableFuture<Reply> push(DeviceIdentity device, String content) {
    gateway.platform.offer(content);
    CompletableFuture<Reply> reply =
        gateway
            .session
            .link(device)
            .deliver("thing.config.push", JsonText.of(gateway.platform.offered()))
            .toCompletableFuture();
    gateway.time.settle();
    return reply;
  }

  private RemoteConfiguration of(DeviceIdentity device) {
    RemoteConfiguration found = gateway.cota.of(device);
    found.history();
    gateway.time.settle();
    return found;
  }

  @Test
  void aPushToASubDeviceGoesToTheApplierOfItsProduct() {
    gateway.cota.addApplier(lamps, ofLamps());
    logIn(LAMP);
    CompletableFuture<Reply> reply = push(LAMP, "bright");
    gateway.time.leap(Duration.ofSeconds(12));
    assertEquals(200, reply.join().code().value());
    assertEquals("{\"outcome\":\"applied\"}", reply.join().data().toString());
    assertEquals(Map.of(LAMP, "bright"), lamps.inForce);
    assertEquals(Optional.of(LAMP), of(LAMP).status().device());
    assertEquals(1, of(LAMP).history().size());
    assertEquals("bright", of(LAMP).file(1).orElseThrow().text());
    assertEquals(LAMP, of(LAMP).file(1).orElseThrow().device());
    assertEquals(List.of(), gateway.cota.history());
    assertEquals(List.of(), of(gateway.session.identity()).history());
  }

  @Test
  void withoutAnApplierTheListenersOfTheProductGetTheFile() {
    List<String> heard = new ArrayList<>();
    RemoteConfigurationListener listener = file -> heard.add(file.device() + " " + file.text());
    gateway.cota.addFileListener(listener, Map.of("product.key", "lamps", "device.name", "a"));
    gateway.cota.addFileListener(file -> heard.add("the gateway's"), Map.of());
    logIn(LAMP);
    CompletableFuture<Reply> reply = push(LAMP, "bright");
    gateway.time.leap(Duration.ofSeconds(12));
    assertEquals(200, reply.join().code().value());
    assertEquals(List.of("lamps/a bright"), heard);
  }

  @Test
  void aPushWithoutAnApplierIsRefused() {
    gateway.cota.addApplier(lamps, ofLamps());
    logIn(PUMP);
    gateway.time.leap(Duration.ofMinutes(4));
    CompletableFuture<Reply> reply = push(PUMP, "fast");
    gateway.time.leap(Duration.ofSeconds(30));
    assertEquals(400, reply.join().code().value());
    assertTrue(reply.join().message().orElseThrow().contains("no applier is registered"));
    assertEquals(Map.of(), lamps.inForce);
  }

  @Test
  void aSubDeviceThatDoesNotReachThePlatformIsRolledBack() {
    gateway.cota.addApplier(lamps, ofLamps());
    FakeDeviceLink link = logIn(LAMP);
    push(LAMP, "bright");
    gateway.time.leap(Duration.ofSeconds(12));
    push(LAMP, "dark");
    link.refuseWith(LinkException.Reason.NO_REPLY);
    gateway.time.leap(Gateway.WINDOW.plusSeconds(60));
    assertEquals(List.of("lamps/a bright"), lamps.restored);
    assertEquals(ConfigurationOutcome.RESTORED, of(LAMP).status().last().orElseThrow().outcome());
  }

  @Test
  void onlyDevicesWithAnApplierRequestTheirConfiguration() {
    gateway.platform.offer("bright");
    FakeDeviceLink lamp = logIn(LAMP);
    FakeDeviceLink pump = logIn(PUMP);
    assertEquals(List.of(), lamp.sent("thing.config.get"));
    gateway.cota.addApplier(lamps, ofLamps());
    gateway.time.leap(Duration.ofSeconds(12));
    assertEquals("bright", lamps.inForce.get(LAMP));
    assertEquals(List.of(), pump.sent("thing.config.get"));
  }

  @Test
  void aRequestForADeviceThatIsNotLoggedInSaysSo() {
    var result = of(LAMP).request().toCompletableFuture();
    gateway.time.settle();
    assertEquals("the connection is offline", result.join().message());
  }

  @Test
  void onlySomeAreConfiguredAtOnceAndAllOfThemInTheEnd() {
    gateway.platform.offer("bright");
    gateway.cota.addApplier(lamps, ofLamps());
    int all = 3 * SessionConfigurations.AT_ONCE;
    for (int i = 0; i < all; i++) {
      logIn(new DeviceIdentity("lamps", "lamp" + i));
    }
    gateway.time.leap(Duration.ofSeconds(5));
    assertEquals(SessionConfigurations.AT_ONCE, lamps.inForce.size());
    gateway.time.leap(Duration.ofSeconds(60));
    assertEquals(all, lamps.inForce.size());
  }

  @Test
  void storedConfigurationsOfADeviceSurviveARestart() {
    gateway.cota.addApplier(lamps, ofLamps());
    logIn(LAMP);
    push(LAMP, "bright");
    gateway.time.leap(Duration.ofSeconds(12));
    gateway.cota.deactivate();
    Gateway next = gateway.nextProcess();
    next.start();
    next.cota.addApplier(new Lamps(), ofLamps());
    logIn(next, LAMP);
    next.time.leap(Duration.ofSeconds(12));
    assertEquals(1, next.cota.of(LAMP).history().size());
    assertEquals(
        ConfigurationOutcome.UNCHANGED, next.cota.of(LAMP).status().last().orElseThrow().outcome());
  }

  @Test
  void aTrialThatWasCutOffGoesOnWhenTheDeviceIsLoggedInAgain() {
    gateway.cota.addApplier(lamps, ofLamps());
    logIn(LAMP);
    push(LAMP, "bright");
    gateway.cota.deactivate();
    Gateway next = gateway.nextProcess();
    next.start();
    next.cota.addApplier(lamps, ofLamps());
    next.time.leap(Duration.ofMinutes(10));
    assertEquals(0, next.cota.of(LAMP).history().stream().filter(v -> v.current()).count());
    logIn(next, LAMP);
    next.time.leap(Duration.ofSeconds(12));
    assertTrue(next.cota.of(LAMP).history().get(0).current());
  }

  @Test
  void aDeletedDeviceIsForgotten() {
    gateway.cota.addApplier(lamps, ofLamps());
    logIn(LAMP);
    push(LAMP, "bright");
    gateway.time.leap(Duration.ofSeconds(12));
    assertTrue(gateway.files().of(LAMP).isThere());
    gateway.session.loggedOut(LAMP);
    gateway.session.deleted(LAMP);
    gateway.time.settle();
    assertFalse(gateway.files().of(LAMP).isThere());
    assertEquals(List.of(), of(LAMP).history());
  }

  @Test
  void devicesWithoutAnApplierNeedNoResources() {
    int threads = Thread.activeCount();
    for (int i = 0; i < MANY; i++) {
      logIn(new DeviceIdentity("lamps", "lamp" + i));
    }
    assertEquals(java.util.Set.of("thing.config.push"), gateway.session.answeredForAll());
    assertEquals(
        List.of(),
        List.copyOf(gateway.session.link(new DeviceIdentity("lamps", "lamp7")).answered()));
    assertTrue(Thread.activeCount() <= threads);
  }

  /** The memory of 1,500 devices at rest, which need no thread. */
  @Test
  void keepsLittleOfEachDevice() {
    List<DeviceIdentity> all = new ArrayList<>();
    for (int i = 0; i < MANY; i++) {
      DeviceIdentity device = new DeviceIdentity("lamps", "lamp" + i);
      all.add(device);
      logIn(device);
    }
    int threads = Thread.activeCount();
    long before = UsedHeap.bytes();
    for (DeviceIdentity device : all) {
      gateway.cota.of(device).history();
    }
    gateway.time.settle();
    long each = (UsedHeap.bytes() - before) / MANY;
    assertTrue(Thread.activeCount() <= threads);
    assertTrue(each <= 4_096, each + " bytes for each device");
    assertEquals(Optional.of(all.get(7)), gateway.cota.of(all.get(7)).status().device());
  }
}
