/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.itests.wiring.framework;

import static org.junit.Assert.assertEquals;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import javax.inject.Inject;
import org.eclipse.kura.KuraErrorCode;
import org.eclipse.kura.KuraException;
import org.eclipse.kura.crypto.CryptoService;
import org.eclipse.kura.system.SystemService;
import org.junit.After;
import org.junit.Test;
import org.junit.runner.RunWith;
import org.kuralink.api.connection.CredentialStore;
import org.kuralink.api.connection.DeviceIdentity;
import org.kuralink.api.connection.Registration;
import org.kuralink.api.connection.Secret;
import org.kuralink.api.gateway.Gateway;
import org.kuralink.api.gateway.SubDeviceState;
import org.kuralink.api.gateway.SubDeviceStatus;
import org.kuralink.itests.wiring.House;
import org.ops4j.pax.exam.Configuration;
import org.ops4j.pax.exam.Option;
import org.ops4j.pax.exam.junit.PaxExam;
import org.ops4j.pax.exam.spi.reactors.ExamReactorStrategy;
import org.ops4j.pax.exam.spi.reactors.PerClass;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.framework.ServiceReference;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.cm.ConfigurationAdmin;
import org.osgi.util.tracker.ServiceTracker;

/**
 * Tests services of Kura and of applications that appear after the sub-devices of a gateway and
 * disappear again: the gateway uses them while they exist and logs no sub-device out.
 */
@RunWith(PaxExam.class)
@ExamReactorStrategy(PerClass.class)
public class LateServicesTest {

  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final String SEALED = "sealed";

  @Inject private BundleContext context;
  @Inject private ConfigurationAdmin configurations;

  @Configuration
  public Option[] framework() {
    return new Option[] {
      Platform.with(List.of("kura-api", "api", "codec", "connection", "mqtt", "tsl", "gateway")),
      Simulator.isRunning()
    };
  }

  @After
  public void putBack() throws Exception {
    new Configurations(configurations).deleteAll();
  }

  @Test
  public void servicesThatComeAndGoCostNoSubDeviceItsSession() throws Exception {
    Simulator platform = Simulator.withNewDevice(context);
    DeviceIdentity listed = platform.newSensor();
    DeviceIdentity sealed = platform.newSensor();
    DeviceIdentity lent = platform.newSensor();
    Path data = House.freshData();
    ServiceRegistration<SystemService> system =
        context.registerService(SystemService.class, data::toString, null);
    configure(platform, listed, sealed, lent);
    ServiceTracker<Gateway, Gateway> gateways = new ServiceTracker<>(context, Gateway.class, null);
    gateways.open();
    try {
      Gateway gateway = gateways.waitForService(PATIENCE.toMillis());
      Object id = id(gateways);
      await(gateway, listed, SubDeviceState.ONLINE);
      await(gateway, sealed, SubDeviceState.REFUSED);
      await(gateway, lent, SubDeviceState.REFUSED);

      ServiceRegistration<CryptoService> crypto =
          context.registerService(CryptoService.class, cipher(secrets(sealed)), null);
      await(gateway, sealed, SubDeviceState.ONLINE);
      ServiceRegistration<CredentialStore> store =
          context.registerService(CredentialStore.class, new Lender(lent), null);
      await(gateway, lent, SubDeviceState.ONLINE);
      system.unregister();
      system = context.registerService(SystemService.class, data::toString, null);
      crypto.unregister();
      store.unregister();

      assertEquals(id, id(gateways));
      assertEquals(1, gateways.size());
      assertEquals(3, gateway.topology().toCompletableFuture().get(20, TimeUnit.SECONDS).size());
      for (DeviceIdentity each : List.of(listed, sealed, lent)) {
        SubDeviceStatus now = gateway.find(each).orElseThrow();
        assertEquals(now.toString(), SubDeviceState.ONLINE, now.state());
        assertEquals(now.toString(), 0, now.losses());
        assertEquals("log-ins of " + each, 1, platform.logIns(each));
      }
    } finally {
      system.unregister();
      gateways.close();
    }
  }

  /** One secret stands in a file, one is encrypted in the form, one is nowhere yet. */
  private void configure(
      Simulator platform, DeviceIdentity listed, DeviceIdentity sealed, DeviceIdentity lent)
      throws Exception {
    Path data = House.freshData();
    JsonObject first = name(listed);
    first.addProperty("deviceSecret", Simulator.DEVICE_SECRET);
    Path file = Files.writeString(data.resolve("devices.json"), array(first).toString());
    Configurations all = new Configurations(configurations);
    Map<String, Object> connection = new HashMap<>(platform.login());
    connection.put("queue.directory", data.toString());
    all.create("org.kuralink.connection", connection);
    all.create(
        "org.kuralink.gateway",
        Map.of(
            "devices.file",
            file.toString(),
            "devices",
            array(name(sealed), name(lent)).toString(),
            "device.secrets",
            SEALED,
            "dynamic.registration",
            false));
  }

  private static JsonObject name(DeviceIdentity device) {
    JsonObject name = new JsonObject();
    name.addProperty("productKey", device.productKey());
    name.addProperty("deviceName", device.deviceName());
    return name;
  }

  private static JsonArray array(JsonObject... elements) {
    JsonArray array = new JsonArray();
    List.of(elements).forEach(array::add);
    return array;
  }

  private static String secrets(DeviceIdentity device) {
    JsonObject secrets = new JsonObject();
    secrets.addProperty(device.toString(), Simulator.DEVICE_SECRET);
    return secrets.toString();
  }

  private static Object id(ServiceTracker<Gateway, Gateway> gateways) {
    ServiceReference<Gateway> reference = gateways.getServiceReference();
    return reference.getProperty(Constants.SERVICE_ID);
  }

  private static void await(Gateway gateway, DeviceIdentity device, SubDeviceState state)
      throws InterruptedException {
    CountDownLatch reached = new CountDownLatch(1);
    try (Registration listening =
        gateway.addListener(
            (from, now) -> {
              if (now.device().equals(device) && now.state() == state) {
                reached.countDown();
              }
            })) {
      boolean there = gateway.find(device).filter(now -> now.state() == state).isPresent();
      if (!there && !reached.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
        throw new AssertionError(gateway.find(device) + " is not " + state);
      }
    }
  }

  /** Opens the one text that it has sealed, and takes all else for plain, as Kura's does. */
  private static CryptoService cipher(String plain) {
    return (CryptoService)
        Proxy.newProxyInstance(
            LateServicesTest.class.getClassLoader(),
            new Class<?>[] {CryptoService.class},
            (proxy, method, args) ->
                switch (method.getName()) {
                  case "decryptAes" -> {
                    if (!new String((char[]) args[0]).equals(SEALED)) {
                      throw new KuraException(KuraErrorCode.INVALID_PARAMETER, "not sealed");
                    }
                    yield plain.toCharArray();
                  }
                  case "equals" -> proxy == args[0];
                  case "hashCode" -> System.identityHashCode(proxy);
                  default -> "a cipher of this test";
                });
  }

  /** A credential store with the secret of one device. */
  private record Lender(DeviceIdentity device) implements CredentialStore {

    @Override
    public Optional<Secret> find(DeviceIdentity asked) {
      return asked.equals(device)
          ? Optional.of(Secret.of(Simulator.DEVICE_SECRET))
          : Optional.empty();
    }

    @Override
    public void keep(DeviceIdentity device, Secret deviceSecret) {
      throw new IllegalStateException("nothing is issued here");
    }
  }
}
