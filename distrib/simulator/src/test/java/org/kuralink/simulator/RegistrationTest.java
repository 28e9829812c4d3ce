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
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.kuralink.simulator.auth.SignMethod;
import org.kuralink.simulator.json.StrictJson;
import org.kuralink.simulator.registry.DeviceKey;

class RegistrationTest extends PlatformFixture {
  private static final DeviceKey FRESH = new DeviceKey("pkTest", "fresh");

  @BeforeEach
  void preRegister() throws Exception {
    simulator.registry().createDevice(FRESH, Optional.empty());
  }

  private static String sign(DeviceKey key, String random) {
    return SignMethod.HMACSHA256.sign(
        PRODUCT_SECRET,
        Map.of("deviceName", key.deviceName(), "productKey", key.productKey(), "random", random));
  }

  private JsonObject register(DeviceKey key) throws Exception {
    return form(
        "/auth/register/device",
        "productKey="
            + key.productKey()
            + "&deviceName="
            + key.deviceName()
            + "&random=r1&signMethod=hmacsha256&sign="
            + sign(key, "r1"));
  }

  private TestClient registering(String transport) {
    return registering(simulator.ports(), transport);
  }

  private TestClient registering(Ports ports, String transport) {
    TestClient client = new TestClient(ports, trust, FRESH, "");
    toClose.add(client);
    client.transport = transport;
    client.clientId = "fresh.pkTest";
    client.extra = ",authType=register,random=77";
    client.password = sign(FRESH, "77");
    return client;
  }

  @Test
  void theSecretIsIssuedOnceOverHttps() throws Exception {
    JsonObject first = register(FRESH);
    assertEquals(200, first.get("code").getAsInt());
    String secret = first.getAsJsonObject("data").get("deviceSecret").getAsString();
    assertEquals(6289, register(FRESH).get("code").getAsInt());
    TestClient client = new TestClient(simulator.ports(), trust, FRESH, secret);
    toClose.add(client);
    assertEquals(0, client.refusal());
  }

  @Test
  void theSecretIsPushedOnceOverMqtt() throws Exception {
    TestClient client = registering("tls").connect();
    TestClient.Received push = client.next();
    assertEquals("/ext/register", push.topic());
    JsonObject issued = StrictJson.parse(push.payload()).getAsJsonObject();
    assertEquals("fresh", issued.get("deviceName").getAsString());
    assertEquals("pkTest", issued.get("productKey").getAsString());
    client.mqtt.disconnect().waitForCompletion(TestClient.PATIENCE_MS);
    TestClient normal =
        new TestClient(simulator.ports(), trust, FRESH, issued.get("deviceSecret").getAsString());
    toClose.add(normal);
    normal.transport = "tls";
    assertEquals(0, normal.refusal());
    assertEquals(5, registering("tls").refusal());
  }

  @Test
  void overMqttRegistrationNeedsTlsAndARightSignature() {
    assertEquals(5, registering("tcp").refusal());
    TestClient forged = registering("tls");
    forged.password = sign(FRESH, "78");
    assertEquals(4, forged.refusal());
    assertEquals(0, registering("wss").refusal());
  }

  /** Who registers without TLS says that it has TLS, as the official SDKs do. */
  @Test
  void overMqttRegistrationWithoutTlsIsTakenWhereThatIsAskedFor() throws Exception {
    try (Simulator lax = Simulator.start(options().withPlainRegistration(true))) {
      lax.registry()
          .createProduct(
              Optional.of("pkTest"),
              "test",
              Optional.of(PRODUCT_SECRET),
              true,
              simulator.registry().tsl(KEY));
      lax.registry().createDevice(FRESH, Optional.empty());
      TestClient client = registering(lax.ports(), "tcp");
      client.secureMode = "2";
      assertEquals("/ext/register", client.connect().next().topic());
      TestClient other = registering(lax.ports(), "tcp");
      other.secureMode = "1";
      assertEquals(2, other.refusal());
    }
  }

  @Test
  void refusalsHaveTheirCodes() throws Exception {
    assertEquals(6100, register(new DeviceKey("pkTest", "nobody")).get("code").getAsInt());
    assertEquals(6250, register(new DeviceKey("pkNone", "fresh")).get("code").getAsInt());
    JsonObject forged =
        form(
            "/auth/register/device",
            "productKey=pkTest&deviceName=fresh&random=r2&signMethod=hmacsha256&sign="
                + sign(FRESH, "r1"));
    assertEquals(6600, forged.get("code").getAsInt());
    assertEquals(460, form("/auth/register/device", "productKey=pkTest").get("code").getAsInt());
    String other = "productKey=pkTest&deviceName=fresh&random=r2&signMethod=md5&sign=00";
    assertEquals(6292, form("/auth/register/device", other).get("code").getAsInt());
    simulator.registry().changeProduct("pkTest", p -> p.withDynamicRegistration(false));
    assertEquals(6288, register(FRESH).get("code").getAsInt());
  }

  @Test
  void anActivatedDeviceIsNotRegisteredAgain() throws Exception {
    assertEquals(0, client().refusal());
    assertEquals(6289, register(KEY).get("code").getAsInt());
    assertTrue(simulator.registry().required(KEY).activatedAt() > 0);
  }
}
