/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.itests.conformance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.kuralink.itests.conformance.SubDeviceStage.KEY;
import static org.kuralink.itests.conformance.SubDeviceStage.LIMIT;
import static org.kuralink.itests.conformance.SubDeviceStage.done;
import static org.kuralink.itests.conformance.SubDeviceStage.id;
import static org.kuralink.itests.conformance.WireGateway.name;
import static org.kuralink.itests.conformance.WireGateway.names;
import static org.kuralink.itests.conformance.WireGateway.sub;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.kuralink.api.connection.DeviceIdentity;
import org.kuralink.api.gateway.FoundSubDevice;
import org.kuralink.api.gateway.Gateway;
import org.kuralink.api.gateway.SubDeviceFault;
import org.kuralink.api.gateway.SubDeviceState;
import org.kuralink.simulator.gateway.Gateways;
import org.kuralink.standalone.embedded.SharedGateway;

/** Registration and topology of sub-devices: the requests, answers and actions of the gateway. */
class GatewayTopologyStatementsTest {

  private static final String PRODUCT_SECRETS =
      "{\"" + WireGateway.SUBS + "\":\"" + WireGateway.PRODUCT_SECRET + "\"}";

  @RegisterExtension static final SharedGateway SHARED = new SharedGateway();

  @TempDir Path data;
  private SubDeviceStage stage;

  @AfterEach
  void stop() {
    stage.close();
  }

  private static Set<String> devicesOf(List<JsonElement> lists, int most) {
    Set<String> names = new HashSet<>();
    for (JsonElement list : lists) {
      JsonArray devices =
          list instanceof JsonArray array
              ? array
              : list.getAsJsonObject().getAsJsonArray("proxieds");
      assertTrue(devices.size() <= most, "in one message: " + devices.size());
      for (JsonElement device : devices) {
        String name = device.getAsJsonObject().get("deviceName").getAsString();
        assertTrue(names.add(name), name + " twice");
      }
    }
    return names;
  }

  /** All that was asked so. */
  private void assertAsked(String path) {
    List<JsonObject> asked = stage.sent(KEY, path);
    assertFalse(asked.isEmpty(), path);
    for (JsonObject message : asked) {
      assertEquals("1.0", message.get("version").getAsString());
      assertEquals(path.replace('/', '.'), message.get("method").getAsString());
      assertFalse(message.get("id").getAsString().isEmpty());
    }
  }

  private void await(String topicEnd, int messages) {
    Awaitility.await(topicEnd).atMost(LIMIT).until(() -> stage.sent(topicEnd).size() >= messages);
  }

  @Test
  @Proves({"2.1-1", "9.2-1", "9.2-2", "9.2-8", "9.2-9", "9.3-1", "9.3-2", "9.3-7", "9.3-18"})
  void many_are_registered_and_bound_thirty_a_message() throws Exception {
    stage = SubDeviceStage.start(SHARED, data, 61);
    stage.online(IntStream.rangeClosed(1, 61).toArray());
    assertEquals(61, devicesOf(stage.sent("thing/sub/register"), 30).size());
    assertEquals(61, devicesOf(stage.sent("thing/topo/add"), 30).size());
    assertEquals(61, stage.platform().relations().of(KEY).size());
    assertAsked("thing/sub/register");
    assertAsked("thing/topo/add");
  }

  @Test
  @Proves({"9.2-6", "9.2-8"})
  void with_the_secret_of_the_product_each_is_signed_for() throws Exception {
    stage = SubDeviceStage.start(SHARED, data, 31);
    int[] all = IntStream.rangeClosed(1, 31).toArray();
    stage.gateway(Map.of("product.secrets", PRODUCT_SECRETS), all);
    stage.await(SubDeviceState.ONLINE, all);
    assertEquals(31, devicesOf(stage.sent("thing/proxy/provisioning/product_register"), 30).size());
    assertEquals(List.of(), stage.sent("thing/sub/register"));
  }

  @Test
  @Proves("9.2-7")
  void one_whose_registration_is_refused_holds_up_no_other() throws Exception {
    stage = SubDeviceStage.start(SHARED, data, 2);
    stage.refuse(sub(1), 401, "product_register", 0);
    stage.gateway(Map.of("product.secrets", PRODUCT_SECRETS), 1, 2);
    stage.await(SubDeviceState.ONLINE, 2);
    stage.await(SubDeviceState.REFUSED, SubDeviceFault.SIGNATURE, 1);
    assertEquals(1, stage.sent("product_register").size(), "the same is not asked again");
  }

  @Test
  @Proves({"9.2-3", "9.2-5"})
  void what_gets_no_secret_waits_for_a_person() throws Exception {
    stage = SubDeviceStage.start(SHARED, data, 1);
    stage
        .simulator()
        .registry()
        .changeProduct(WireGateway.SUBS, product -> product.withDynamicRegistration(false));
    Gateway gateway = stage.gateway(Map.of(), 1);
    stage.await(SubDeviceState.REFUSED, SubDeviceFault.NO_REGISTRATION, 1);
    stage
        .simulator()
        .registry()
        .changeProduct(WireGateway.SUBS, product -> product.withDynamicRegistration(true));
    stage.refuse(sub(1), 460, "thing/sub/register", 1);
    gateway.login(id(1));
    stage.await(SubDeviceState.REFUSED, SubDeviceFault.PARAMETERS, 1);
    assertEquals(2, stage.sent("thing/sub/register").size());
    assertEquals(SubDeviceState.ONLINE, done(gateway.login(id(1))).state());
  }

  @Test
  @Proves({"9.2-4", "9.3-6", "9.3-13"})
  void the_gateway_itself_and_names_that_are_none_are_refused_before_anything_is_sent()
      throws Exception {
    stage = SubDeviceStage.start(SHARED, data, 1);
    String devices =
        "["
            + name(KEY)
            + ",{\"productKey\":\"a1Sub01\",\"deviceName\":\"abc\"},"
            + name(sub(1))
            + "]";
    Gateway gateway = stage.gateway(Map.of("devices", devices));
    stage.await(SubDeviceState.ONLINE, 1);
    DeviceIdentity itself = new DeviceIdentity(KEY.productKey(), KEY.deviceName());
    List<FoundSubDevice> found =
        done(gateway.found(List.of(itself, new DeviceIdentity("a1Sub01", "a b c d"))));
    assertTrue(
        found.stream().allMatch(one -> one.outcome() == FoundSubDevice.Outcome.REFUSED),
        "" + found);
    assertEquals(List.of(), stage.sent("thing/list/found"));
    assertEquals(1, devicesOf(stage.sent("thing/sub/register"), 30).size());
    assertEquals(1, devicesOf(stage.sent("thing/topo/add"), 30).size());
  }

  @Test
  @Proves({"9.3-4", "9.3-5"})
  void an_addition_that_is_refused_for_one_binds_the_others() throws Exception {
    stage = SubDeviceStage.start(SHARED, data, 3);
    String secrets = "{\"" + sub(1) + "\":\"of-another\"}";
    stage.refuse(sub(2), 460, "thing/topo/add", 0);
    stage.gateway(Map.of("device.secrets", secrets), 1, 2, 3);
    stage.await(SubDeviceState.ONLINE, 3);
    stage.await(SubDeviceState.REFUSED, SubDeviceFault.SIGNATURE, 1);
    stage.await(SubDeviceState.REFUSED, SubDeviceFault.PARAMETERS, 2);
    assertEquals(List.of(sub(3)), stage.platform().relations().of(KEY));
  }

  @Test
  @Proves({"9.3-9", "9.3-10", "9.3-18"})
  void relations_are_deleted_and_asked_for() throws Exception {
    stage = SubDeviceStage.start(SHARED, data, 3);
    Gateway gateway = stage.online(1, 2);
    done(gateway.delete(id(1)));
    await("thing/topo/delete", 1);
    assertEquals(names(List.of(sub(1))), stage.sent("thing/topo/delete").get(0));
    assertFalse(stage.isBound(1) || stage.isThere(1));
    assertEquals(SubDeviceState.DELETED, stage.status(1).state());
    assertEquals(List.of(id(2)), done(gateway.topology()));
    assertAsked("thing/topo/delete");
    assertAsked("thing/topo/get");
    stage.refuse(sub(2), 6100, "thing/topo/delete", 1);
    done(gateway.delete(id(2)));
    assertEquals(SubDeviceState.DELETED, stage.status(2).state(), "not there: done");
  }

  @Test
  @Proves({"9.3-11", "9.3-12", "9.3-17", "9.3-18"})
  void what_is_found_joins_if_it_is_permitted_and_is_told_if_not() throws Exception {
    stage = SubDeviceStage.start(SHARED, data, 2);
    Gateway gateway = stage.gateway(Map.of());
    assertEquals(FoundSubDevice.Outcome.REPORTED, found(gateway, id(1)));
    assertTrue(stage.platform().foundBy(KEY).containsKey(sub(1)));
    DeviceIdentity stranger = new DeviceIdentity("a1None", "nobody");
    FoundSubDevice refused = done(gateway.found(List.of(stranger))).get(0);
    assertEquals(SubDeviceFault.UNKNOWN_PRODUCT, refused.error().orElseThrow().cause());
    assertAsked("thing/list/found");
    assertEquals(200, done(stage.platform().permit(KEY, WireGateway.SUBS, 60)).code());
    Awaitility.await()
        .atMost(LIMIT)
        .until(() -> gateway.status().permits().containsKey(WireGateway.SUBS));
    assertEquals(FoundSubDevice.Outcome.JOINED, found(gateway, id(2)));
    stage.await(SubDeviceState.ONLINE, 2);
    assertEquals(200, done(stage.platform().permit(KEY, WireGateway.SUBS, 0)).code());
    Awaitility.await().atMost(LIMIT).until(() -> gateway.status().permits().isEmpty());
    assertEquals(FoundSubDevice.Outcome.REPORTED, found(gateway, id(1)));
  }

  private static FoundSubDevice.Outcome found(Gateway gateway, DeviceIdentity device)
      throws Exception {
    return done(gateway.found(List.of(device))).get(0).outcome();
  }

  @Test
  @Proves({"9.3-14", "9.3-15"})
  void what_the_platform_asks_to_add_is_answered_and_added() throws Exception {
    stage = SubDeviceStage.start(SHARED, data, 2);
    Gateway gateway = stage.gateway(Map.of());
    JsonObject answer =
        done(stage.platform().notify(KEY, List.of(sub(1), sub(2)))).reply().orElseThrow();
    assertEquals(200, WireGateway.code(answer));
    assertTrue(answer.has("id") && answer.has("data"), "" + answer);
    stage.await(SubDeviceState.ONLINE, 1, 2);
    assertEquals(460, done(stage.platform().notify(KEY, List.of(KEY))).code(), "itself");
    assertEquals(2, gateway.status().known());
    assertEquals(List.of(), stage.sent("thing/downlink/reply/message"));
  }

  @Test
  @Proves({"9.3-8", "9.3-16"})
  void changes_of_the_topology_are_answered_and_acted_on() throws Exception {
    stage = SubDeviceStage.start(SHARED, data, 1);
    stage.gateway(Map.of());
    stage.platform().bind(KEY, sub(1));
    stage.await(SubDeviceState.ONLINE, 1);
    assertEquals(List.of(), stage.sent("thing/topo/add"), "the platform has bound it");
    for (Gateways.Change change :
        List.of(Gateways.Change.CREATED, Gateways.Change.ENABLED, Gateways.Change.DISABLED)) {
      assertEquals(200, done(stage.platform().change(KEY, change, List.of(sub(1)))).code());
    }
    stage.await(SubDeviceState.DISABLED, 1);
    stage.platform().change(KEY, Gateways.Change.ENABLED, List.of(sub(1)));
    stage.await(SubDeviceState.ONLINE, 1);
    long logins = stage.logins(1);
    stage.platform().unbind(sub(1), true);
    stage.await(SubDeviceState.DELETED, 1);
    stage.platform().bind(KEY, sub(1));
    stage.await(SubDeviceState.ONLINE, 1);
    assertEquals(logins + 1, stage.logins(1), "none while it was not in the topology");
    assertEquals(List.of(), stage.sent("thing/topo/add"));
  }
}
