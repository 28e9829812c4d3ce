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
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.kuralink.simulator.auth.SignMethod;
import org.kuralink.simulator.registry.DeviceKey;
import org.kuralink.simulator.tsl.Tsl;

class TopologyTest extends GatewayFixture {

  private List<DeviceKey> related() {
    return simulator.capabilities().gateways().relations().of(KEY);
  }

  @Test
  void registersSubDevicesOfAProductThatAllowsIt() throws Exception {
    JsonObject reply = ask("thing/sub/register", names(List.of(sub(1), sub(2))));
    assertEquals(200, code(reply));
    JsonObject second = reply.getAsJsonArray("data").get(1).getAsJsonObject();
    assertEquals("sub-2", second.get("deviceName").getAsString());
    assertEquals(secret(sub(2)), second.get("deviceSecret").getAsString());
    assertTrue(second.has("iotId"));
    assertEquals(
        200, code(ask("thing/sub/register", names(List.of(sub(1))))), "asked again, told again");
  }

  @Test
  void whatCannotBeRegisteredIsMissing() throws Exception {
    DeviceKey unknown = new DeviceKey(SUB_PRODUCT, "nobody");
    JsonObject reply = ask("thing/sub/register", names(List.of(unknown, sub(2))));
    assertEquals(200, code(reply));
    assertEquals(1, reply.getAsJsonArray("data").size());
    assertEquals(6100, code(ask("thing/sub/register", names(List.of(unknown)))));
    DeviceKey elsewhere = new DeviceKey("pkNone", "nobody");
    assertEquals(5005, code(ask("thing/sub/register", names(List.of(elsewhere)))));
    assertEquals(6402, code(ask("thing/sub/register", names(List.of(KEY, sub(2))))));
    simulator.registry().changeProduct(SUB_PRODUCT, p -> p.withDynamicRegistration(false));
    assertEquals(6288, code(ask("thing/sub/register", names(List.of(sub(1))))));
  }

  @Test
  void registersThirtyInAMessageAndNoMore() throws Exception {
    create(31);
    List<DeviceKey> keys = new ArrayList<>();
    for (int i = 1; i <= 30; i++) {
      keys.add(sub(i));
    }
    assertEquals(30, ask("thing/sub/register", names(keys)).getAsJsonArray("data").size());
    assertEquals(200, code(ask("thing/topo/add", signed(keys))));
    keys.add(sub(31));
    assertEquals(460, code(ask("thing/sub/register", names(keys))));
    assertEquals(460, code(ask("thing/topo/add", signed(keys))));
    assertEquals(30, related().size());
  }

  @ParameterizedTest
  @ValueSource(strings = {"thing/sub/register", "thing/topo/add", "thing/topo/delete"})
  void whatIsNoListOfDevicesIs460(String path) throws Exception {
    for (String params :
        new String[] {
          "{}",
          "[]",
          "[1]",
          "[{}]",
          "[{\"productKey\":\"p\"}]",
          "[{\"productKey\":1,\"deviceName\":\"d\"}]",
          "\"x\"",
          "[{\"productKey\":\"p\",\"deviceName\":\"d\"},{\"productKey\":\"p\",\"deviceName\":\"d\"}]"
        }) {
      JsonObject reply = gateway.ask(path, "{\"id\":\"1\",\"params\":" + params + "}");
      assertEquals(460, code(reply), params);
    }
  }

  private JsonObject proxied(DeviceKey key, String secret) {
    JsonObject json = name(key);
    json.addProperty("random", "r-" + key.deviceName());
    json.addProperty("signMethod", "hmacSha256");
    Map<String, String> content =
        Map.of(
            "productKey", key.productKey(),
            "deviceName", key.deviceName(),
            "random", "r-" + key.deviceName());
    json.addProperty("sign", SignMethod.HMACSHA256.sign(secret, content));
    return json;
  }

  @Test
  void registersWithTheSecretOfTheProductAndTellsOfEach() throws Exception {
    JsonArray proxieds = new JsonArray();
    proxieds.add(proxied(sub(1), SUB_PRODUCT_SECRET));
    proxieds.add(proxied(sub(2), "another"));
    proxieds.add(proxied(new DeviceKey(SUB_PRODUCT, "nobody"), SUB_PRODUCT_SECRET));
    JsonObject params = new JsonObject();
    params.add("proxieds", proxieds);
    JsonObject reply = ask("thing/proxy/provisioning/product_register", params);
    assertEquals(200, code(reply));
    JsonObject data = reply.getAsJsonObject("data");
    assertEquals(
        secret(sub(1)),
        data.getAsJsonArray("successes")
            .get(0)
            .getAsJsonObject()
            .get("deviceSecret")
            .getAsString());
    JsonArray failures = data.getAsJsonArray("failures");
    assertEquals(2, failures.size());
    JsonObject first = failures.get(0).getAsJsonObject();
    assertEquals("sub-2", first.get("deviceName").getAsString());
    assertEquals(401, first.getAsJsonObject("errorDetail").get("code").getAsInt());
  }

  @Test
  void addsTellsAndDeletesRelations() throws Exception {
    JsonObject added = add(sub(1), sub(2));
    assertEquals(200, code(added));
    assertEquals(names(List.of(sub(1), sub(2))), added.get("data"));
    JsonObject told = ask("thing/topo/get", new JsonObject());
    assertEquals(names(List.of(sub(1), sub(2))), told.get("data"));
    assertEquals(200, code(ask("thing/topo/delete", names(List.of(sub(1))))));
    assertEquals(List.of(sub(2)), related());
    DeviceKey nobody = new DeviceKey(SUB_PRODUCT, "nobody");
    assertEquals(6100, code(ask("thing/topo/delete", names(List.of(nobody)))));
  }

  @Test
  void whatIsNotInTheTopologyIsNotDeletedAndKeepsTheOthersThere() throws Exception {
    add(sub(1));
    JsonObject reply = ask("thing/topo/delete", names(List.of(sub(1), sub(2))));
    assertEquals(6401, code(reply));
    assertEquals(names(List.of(sub(2))), reply.get("data"));
    assertEquals(List.of(sub(1)), related());
  }

  @Test
  void aDeviceThatIsDisabledIsNotAdded() throws Exception {
    simulator.registry().enable(sub(1), false);
    JsonObject reply = ask("thing/topo/add", signed(List.of(sub(1), sub(2))));
    assertEquals(6204, code(reply));
    assertEquals(names(List.of(sub(1))), reply.get("data"));
    assertEquals(List.of(), related());
  }

  @Test
  void additionsAreMadeAsAWholeOrNotAtAll() throws Exception {
    JsonArray mixed = signed(List.of(sub(1)));
    mixed.add(signed(sub(2), "another secret"));
    JsonObject reply = ask("thing/topo/add", mixed);
    assertEquals(401, code(reply));
    assertEquals(names(List.of(sub(2))), reply.get("data"));
    assertEquals(List.of(), related());
  }

  @Test
  void aGatewayIsNoSubDeviceOfItself() throws Exception {
    JsonArray itself = new JsonArray();
    itself.add(signed(KEY, SECRET));
    assertEquals(6402, code(ask("thing/topo/add", itself)));
  }

  @ParameterizedTest
  @CsvSource({"'{}'", "'\"{}\"'", "'\"\"'", "null", "'[]'"})
  void askingForTheTopologyNeedsNoParameters(String params) throws Exception {
    add(sub(1));
    JsonObject reply = gateway.ask("thing/topo/get", "{\"id\":\"1\",\"params\":" + params + "}");
    assertEquals(200, code(reply), params);
    assertEquals(names(List.of(sub(1))), reply.get("data"));
    assertEquals(
        460, code(ask("thing/topo/get", new JsonPrimitive("[1]"))), "another text is none");
  }

  @Test
  void aDeletedSubDeviceIsInNoTopology() throws Exception {
    add(sub(1));
    assertEquals(
        Optional.of(KEY), simulator.capabilities().gateways().relations().gatewayOf(sub(1)));
    simulator.registry().deleteDevice(sub(1));
    assertEquals(List.of(), related());
    simulator.registry().createDevice(sub(1), Optional.of(secret(sub(1))));
    assertEquals(List.of(), related(), "the new one is another device");
  }

  @Test
  void anotherGatewayTakesASubDeviceOver() throws Exception {
    add(sub(1));
    DeviceKey other = new DeviceKey(KEY.productKey(), "device-2");
    simulator.registry().createDevice(other, Optional.of("s2"));
    TestClient second = new TestClient(simulator.ports(), trust, other, "s2").connect();
    toClose.add(second);
    second.ask("thing/topo/add", request(signed(List.of(sub(1)))));
    assertEquals(List.of(), related());
    assertEquals(6401, code(login(sub(1))));
    assertEquals(6619, code(ask("thing/sub/register", names(List.of(sub(1))))));
  }

  @Test
  void whatIsFoundIsKept() throws Exception {
    JsonArray found = names(List.of(sub(1), new DeviceKey(SUB_PRODUCT, "a@b.c:d-e_f")));
    assertEquals(200, code(ask("thing/list/found", found)));
    assertEquals(2, simulator.capabilities().gateways().foundBy(KEY).size());
    assertEquals(
        6250, code(ask("thing/list/found", names(List.of(new DeviceKey("pkNone", "nobody"))))));
    assertEquals(460, code(ask("thing/list/found", new JsonPrimitive(1))));
  }

  @ParameterizedTest
  @ValueSource(strings = {"abc", "a b c", "ab/cd", "café", "x23456789012345678901234567890123"})
  void namesThatAreNotAllowedAre6280(String name) throws Exception {
    JsonArray found = names(List.of(new DeviceKey(SUB_PRODUCT, name)));
    assertEquals(6280, code(ask("thing/list/found", found)));
  }

  @Test
  void aSubDeviceHasNoSubDevices() throws Exception {
    add(sub(1));
    login(sub(1));
    String topic = "/sys/" + sub(1) + "/thing/topo/get";
    assertEquals(460, code(askOn(topic, new JsonObject())));
    assertEquals(460, code(askOn("/ext/session/" + sub(1) + "/combine/login", signed(sub(2)))));
  }

  @Test
  void productsOfItsOwnKeepTheirModels() throws Exception {
    simulator.registry().changeProduct(SUB_PRODUCT, p -> p.withTsl(Tsl.empty()));
    add(sub(1));
    login(sub(1));
    JsonObject reply = post(sub(1), 2);
    assertTrue(reply.getAsJsonObject("data").has("level"), "the model of the sub-device is asked");
    assertFalse(simulator.registry().required(sub(1)).properties().containsKey("level"));
  }
}
