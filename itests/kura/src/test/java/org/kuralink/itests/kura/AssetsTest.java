/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.itests.kura;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Hashtable;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.eclipse.kura.asset.Asset;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.kuralink.api.connection.DeviceIdentity;
import org.kuralink.api.connection.Reply;
import org.kuralink.api.gateway.Gateway;
import org.kuralink.api.gateway.SubDeviceFilter;
import org.kuralink.api.gateway.SubDeviceSource;
import org.kuralink.api.gateway.SubDeviceStatus;
import org.kuralink.api.thing.PropertySetHandler;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.ServiceReference;
import org.osgi.framework.ServiceRegistration;

/** Kura's assets as sub-devices of the gateway, on the frameworks of Kura. */
class AssetsTest extends OnKuraOnline {

  private static final DeviceIdentity BOILER = new DeviceIdentity("a1KuraBoil1", "boiler-1");

  private final BoilerDouble boiler = new BoilerDouble();
  private ServiceRegistration<Asset> asset;

  @BeforeEach
  void chooseTheBoiler() throws Exception {
    createOnline(PID, "gateway-01");
    choose(0);
    asset =
        gateway
            .context()
            .registerService(
                Asset.class, boiler, new Hashtable<>(Map.of("kura.service.pid", "boiler-1")));
    page().await("not offered", () -> offered().equals(List.of(BOILER)));
  }

  private static void choose(int silence) throws Exception {
    page()
        .apply(
            PID + ".assets",
            Map.of(
                "assets",
                "boiler-*",
                "product.key",
                BOILER.productKey(),
                "mapping",
                "level=fill",
                "silence.seconds",
                silence));
  }

  @AfterEach
  void takeTheBoilerAway() {
    if (asset != null) {
      asset.unregister();
    }
  }

  private static <T> List<T> services(Class<T> door, String filter) {
    try {
      List<T> services = new ArrayList<>();
      Collection<ServiceReference<T>> found = gateway.context().getServiceReferences(door, filter);
      for (ServiceReference<T> reference : found) {
        T service = gateway.context().getService(reference);
        if (service != null) {
          services.add(service);
        }
      }
      return services;
    } catch (InvalidSyntaxException e) {
      throw new AssertionError(filter, e);
    }
  }

  private static List<DeviceIdentity> offered() throws Exception {
    Gateway door = page().service(Gateway.class, PID + ".gateway");
    return door == null
        ? List.of()
        : door.subDevices(SubDeviceFilter.ALL, 0, 100).devices().stream()
            .filter(one -> one.sources().contains(SubDeviceSource.APPLICATION))
            .map(SubDeviceStatus::device)
            .toList();
  }

  private static List<PropertySetHandler> handlers() {
    return services(
        PropertySetHandler.class,
        "(&(product.key=" + BOILER.productKey() + ")(device.name=boiler-1))");
  }

  @Test
  void anAssetIsOfferedAsLongAsItIsThere() {
    asset.unregister();
    asset = null;
    page().await("still offered", () -> offered().isEmpty());
  }

  @Test
  void whatThePlatformSetsReachesTheChannelThroughTheAsset() throws Exception {
    page().await("nobody takes what is set", () -> handlers().size() == 1);
    Reply reply =
        handlers()
            .get(0)
            .set(BOILER, Map.of("fill", 3))
            .toCompletableFuture()
            .get(60, TimeUnit.SECONDS);
    assertEquals(Reply.success(), reply);
    assertEquals(Map.of("level", 3), boiler.field);
  }

  @Test
  void whatWiresBringOfTheAssetIsNoPropertyOfTheGateway() throws Exception {
    WireDouble wire = new WireDouble(publisher(PUBLISHER, PID));
    wire.receive(List.of(Map.of("assetName", "boiler-1", "uptime", 3), Map.of("uptime", 4)));
    page().await("not arrived", () -> platform().received("gateway-01", "uptime").contains(4));
    assertEquals(Set.of(4), platform().received("gateway-01", "uptime"));
  }

  @Test
  void anAssetThatSaysNothingIsTakenBackUntilItDoes() throws Exception {
    choose(1);
    page().await("still offered", () -> offered().isEmpty());
    WireDouble wire = new WireDouble(publisher(PUBLISHER, PID));
    page()
        .await(
            "not offered again",
            () -> {
              wire.receive(List.of(Map.of("assetName", "boiler-1", "level", 3)));
              return offered().equals(List.of(BOILER));
            });
    page().await("still offered", () -> offered().isEmpty());
  }
}
