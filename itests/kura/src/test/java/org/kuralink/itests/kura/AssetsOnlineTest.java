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
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.time.Duration;
import java.util.Hashtable;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.eclipse.kura.asset.Asset;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.kuralink.api.gateway.SubDevice;
import org.kuralink.simulator.registry.Device;
import org.kuralink.simulator.registry.DeviceKey;
import org.kuralink.simulator.tsl.Tsl;
import org.osgi.framework.ServiceRegistration;

/** An asset as a sub-device, from its wire to the platform and back. */
class AssetsOnlineTest extends OnKuraOnline {

  private static final DeviceKey BOILER = new DeviceKey("a1KuraBoil1", "boiler-1");
  private static final String MODEL =
      """
      {"properties": [{"identifier": "fill", "name": "fill", "accessMode": "rw",
        "dataType": {"type": "int", "specs": {"min": "0", "max": "100"}}}],
       "events": [], "services": []}
      """;

  private final BoilerDouble boiler = new BoilerDouble();
  private ServiceRegistration<Asset> asset;

  @BeforeEach
  void chooseTheBoiler() throws Exception {
    platform()
        .simulator()
        .registry()
        .createProduct(
            Optional.of(BOILER.productKey()),
            "boilers",
            Optional.of("boilers-Made-Up-Secret"),
            true,
            Tsl.parse(JsonParser.parseString(MODEL).getAsJsonObject()));
    platform().simulator().registry().createDevice(BOILER, Optional.of("boiler-Made-Up-Secret-01"));
    createOnline(PID, "gateway-01");
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
                0));
    asset =
        gateway
            .context()
            .registerService(
                Asset.class, boiler, new Hashtable<>(Map.of("kura.service.pid", "boiler-1")));
    page().await("not logged in", this::isOnline);
  }

  @AfterEach
  void takeTheBoilerAway() {
    if (asset != null) {
      asset.unregister();
    }
  }

  private boolean isOnline() {
    return platform().simulator().sessions().of(BOILER).isPresent();
  }

  @Test
  void anAssetSpeaksAndIsSetAsASubDeviceOfItsOwn() throws Exception {
    assertNull(
        gateway.context().getServiceReference(SubDevice.class), "no service an asset is needed");
    WireDouble wire = new WireDouble(publisher(PUBLISHER, PID));
    wire.receive(List.of(Map.of("assetName", "boiler-1", "level", 30)));
    page().await("not posted", () -> held("fill").filter(is -> is.getAsInt() == 30).isPresent());
    assertFalse(
        platform().device("gateway-01").sent("/post").toString().contains("fill"),
        "it is not the gateway's");

    JsonObject wanted = new JsonObject();
    wanted.addProperty("fill", 70);
    assertEquals(
        200,
        platform()
            .simulator()
            .commands()
            .call(BOILER, "thing/service/property/set", wanted, Duration.ofSeconds(60))
            .get(60, TimeUnit.SECONDS)
            .reply()
            .orElseThrow()
            .get("code")
            .getAsInt());
    assertEquals(Map.of("level", 70), boiler.field);

    asset.unregister();
    asset = null;
    page().await("still logged in", () -> !isOnline());
  }

  private Optional<JsonElement> held(String property) throws Exception {
    return Optional.ofNullable(
            platform().simulator().registry().required(BOILER).properties().get(property))
        .map(Device.Reported::value);
  }
}
