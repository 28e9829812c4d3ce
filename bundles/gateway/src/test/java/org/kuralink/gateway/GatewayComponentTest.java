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
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.kuralink.gateway.GatewayStage.sub;

import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.eclipse.kura.crypto.CryptoService;
import org.eclipse.kura.system.SystemService;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.kuralink.api.gateway.SubDeviceState;
import org.kuralink.api.gateway.SubDeviceStatus;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceRegistration;

/** The component, with a framework that is only a list of services. */
class GatewayComponentTest {

  @TempDir private Path data;

  private final List<Object> services = new CopyOnWriteArrayList<>();
  private final Map<String, Object> properties = new HashMap<>(Map.of("kura.service.pid", "gw"));
  private final GatewayComponent component = new GatewayComponent();
  private final Set<Thread> before = Set.copyOf(Thread.getAllStackTraces().keySet());
  private Runnable registering = () -> {};

  private final BundleContext bundle =
      standIn(
          BundleContext.class,
          (method, args) ->
              switch (method) {
                case "getProperty" -> null;
                case "registerService" -> register(args[1]);
                default -> throw new UnsupportedOperationException(method);
              });

  private interface Answer {
    Object to(String method, Object[] args) throws Exception;
  }

  private static <T> T standIn(Class<T> type, Answer answer) {
    return type.cast(
        Proxy.newProxyInstance(
            GatewayComponentTest.class.getClassLoader(),
            new Class<?>[] {type},
            (proxy, method, args) ->
                method.getName().equals("equals")
                    ? proxy == args[0]
                    : answer.to(method.getName(), args)));
  }

  private Object register(Object service) {
    registering.run();
    services.add(service);
    return standIn(
        ServiceRegistration.class,
        (method, args) -> {
          if (!services.remove(service)) {
            throw new IllegalStateException("already unregistered");
          }
          return null;
        });
  }

  /** Tells whether the gateway's thread still exists after the time for a deactivation. */
  private boolean isThreadLeft() throws InterruptedException {
    for (Thread thread : Thread.getAllStackTraces().keySet()) {
      if (thread.getName().equals("kuralink-gateway-gw") && !before.contains(thread)) {
        thread.join(5_000);
        return thread.isAlive();
      }
    }
    return false;
  }

  /** A crypto service that treats every text as encrypted text of the same content. */
  private static CryptoService cipher(String content) {
    return standIn(CryptoService.class, (method, args) -> content.toCharArray());
  }

  @AfterEach
  void deactivate() {
    component.deactivate();
    assertTrue(services.isEmpty());
  }

  private String states() {
    return component.status().toString();
  }

  private SubDeviceState stateOf(int number) {
    return component.find(sub(number)).map(SubDeviceStatus::state).orElse(SubDeviceState.DELETED);
  }

  @Test
  void secretsAreReadAgainWhenSomebodyComesWhoCanDecryptThem() {
    properties.put("devices", "[{\"productKey\":\"a1Sub01\",\"deviceName\":\"sub-01\"}]");
    properties.put("device.secrets", "sealed");
    properties.put("dynamic.registration", false);
    component.activate(bundle, properties);
    await().until(() -> stateOf(1) == SubDeviceState.REFUSED);
    Object capability = services.get(0);
    CryptoService cipher = cipher("{\"a1Sub01/sub-01\":\"its secret\"}");
    component.bindCrypto(cipher);
    await().until(() -> stateOf(1) == SubDeviceState.UNBOUND);
    component.unbindCrypto(cipher);
    properties.put("login.batch", 7);
    component.modified(properties);
    assertEquals(
        List.of(),
        component.problems().stream().filter(one -> one.startsWith("device.")).toList(),
        "what was decrypted last holds");
    assertEquals(List.of(capability), services);
  }

  @Test
  void aDataDirectoryThatComesIsTakenWithoutLosingWhoListensAndOffers() throws Exception {
    component.activate(bundle, properties);
    List<SubDeviceStatus> heard = new CopyOnWriteArrayList<>();
    component.addListener((from, now) -> heard.add(now));
    component.offer(() -> sub(1));
    component.addSubDevice(() -> sub(2), Map.of("service.id", 2L));
    await().until(() -> stateOf(1) == SubDeviceState.UNREGISTERED);
    await().until(() -> stateOf(2) == SubDeviceState.UNREGISTERED);
    Object capability = services.get(0);
    heard.clear();
    SystemService kura = data::toString;
    component.bindSystem(kura);
    await().until(() -> heard.stream().anyMatch(now -> now.device().equals(sub(1))));
    await().until(() -> stateOf(2) == SubDeviceState.UNREGISTERED);
    assertEquals(1, services.size());
    assertNotSame(capability, services.get(0));
    component.disable(sub(1)).toCompletableFuture().get();
    assertTrue(Files.exists(data.resolve("kuralink/gw/sub-devices.records")));
  }

  @Test
  void aDataDirectoryThatGoesOrComesBackIsTheSame() {
    SystemService kura = data::toString;
    component.bindSystem(kura);
    component.activate(bundle, properties);
    Object capability = services.get(0);
    component.unbindSystem(kura);
    properties.put("login.batch", 7);
    component.modified(properties);
    component.bindSystem(data::toString);
    assertSame(capability, services.get(0));
  }

  @Test
  void anotherConnectionIsServedByTheSameDevices() {
    component.activate(bundle, properties);
    component.offer(() -> sub(1));
    await().until(() -> stateOf(1) == SubDeviceState.UNREGISTERED);
    properties.put("connection", "another");
    component.modified(properties);
    assertEquals(1, services.size());
    assertEquals(SubDeviceState.UNREGISTERED, stateOf(1), this::states);
  }

  @Test
  void aFrameworkThatTookTheServiceAwayItselfLeavesNoThreadBehind() throws Exception {
    component.activate(bundle, properties);
    services.clear();
    component.deactivate();
    assertFalse(isThreadLeft());
  }

  @Test
  void aBundleThatIsStoppedWhileItsServiceIsBeingRegisteredLeavesNoThreadBehind() throws Exception {
    CountDownLatch within = new CountDownLatch(1);
    CountDownLatch stopped = new CountDownLatch(1);
    registering =
        () -> {
          within.countDown();
          try {
            assertTrue(stopped.await(30, TimeUnit.SECONDS));
          } catch (InterruptedException e) {
            throw new AssertionError(e);
          }
          throw new IllegalStateException("BundleContext is no longer valid");
        };
    Thread activating = new Thread(() -> component.activate(bundle, properties));
    activating.start();
    assertTrue(within.await(30, TimeUnit.SECONDS));
    Thread stopping = new Thread(component::deactivate);
    stopping.start();
    await().until(() -> stopping.getState() == Thread.State.TIMED_WAITING);
    stopped.countDown();
    stopping.join();
    activating.join();
    assertFalse(isThreadLeft());
  }

  @Test
  void aBeginningThatFailsHalfWayLeavesNoThreadBehindAndTheNextOneMaySucceed() throws Exception {
    CryptoService gone =
        standIn(
            CryptoService.class,
            (method, args) -> {
              throw new NoClassDefFoundError("went with Kura's bundle");
            });
    properties.put("device.secrets", "sealed");
    component.bindCrypto(gone);
    component.activate(bundle, properties);
    assertFalse(isThreadLeft());
    component.unbindCrypto(gone);
    component.modified(properties);
    assertEquals(1, services.size());
  }
}
