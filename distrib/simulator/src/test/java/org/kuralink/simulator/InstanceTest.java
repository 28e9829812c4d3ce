/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.simulator;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.google.gson.JsonObject;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.kuralink.simulator.auth.SignMethod;
import org.kuralink.simulator.registry.DeviceKey;

/** Tests a simulator with an instance id. */
class InstanceTest extends PlatformFixture {
  private static final DeviceKey FRESH = new DeviceKey("pkTest", "fresh");
  private static final String INSTANCE = "iot-06z00abcd";

  @Override
  SimulatorOptions options() {
    return super.options().withInstanceId(INSTANCE);
  }

  @BeforeEach
  void preRegister() throws Exception {
    simulator.registry().createDevice(FRESH, Optional.empty());
  }

  private static String sign(String random) {
    return SignMethod.HMACSHA256.sign(
        PRODUCT_SECRET,
        Map.of(
            "deviceName", FRESH.deviceName(), "productKey", FRESH.productKey(), "random", random));
  }

  private TestClient registering(String instance) {
    TestClient client = new TestClient(simulator.ports(), trust, FRESH, "");
    toClose.add(client);
    client.transport = "tls";
    client.clientId = "fresh.pkTest";
    client.extra = ",authType=register,random=77" + instance;
    client.password = sign("77");
    return client;
  }

  private int register(String instance) throws Exception {
    JsonObject answer =
        form(
            "/auth/register/device",
            "productKey=pkTest&deviceName=fresh&random=r1&signMethod=hmacsha256&sign="
                + sign("r1")
                + instance);
    return answer.get("code").getAsInt();
  }

  @Test
  void overMqttARegistrationNamesItsInstance() {
    assertEquals(4, registering("").refusal());
    assertEquals(4, registering(",instanceId=iot-other").refusal());
    assertEquals(4, registering(",instanceId=").refusal());
    assertEquals(0, registering(",instanceId=" + INSTANCE).refusal());
  }

  @Test
  void overHttpsItNeedNot() throws Exception {
    assertEquals(6250, register("&instanceId=iot-other"));
    assertEquals(200, register(""));
  }

  @Test
  void overHttpsItMayNameTheRightOne() throws Exception {
    assertEquals(200, register("&instanceId=" + INSTANCE));
  }

  @Test
  void aLogInNeedsNothingOfIt() throws Exception {
    assertEquals(0, client().refusal());
    JsonObject platform = restJson("GET", "/api/v1/platform", "");
    assertEquals(INSTANCE, platform.get("instanceId").getAsString());
  }
}
