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
import static org.kuralink.itests.conformance.WireGateway.code;
import static org.kuralink.itests.conformance.WireGateway.name;
import static org.kuralink.itests.conformance.WireGateway.names;
import static org.kuralink.itests.conformance.WireGateway.secret;
import static org.kuralink.itests.conformance.WireGateway.signed;
import static org.kuralink.itests.conformance.WireGateway.sub;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.google.gson.JsonPrimitive;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.kuralink.simulator.Simulator;
import org.kuralink.simulator.SimulatorOptions;
import org.kuralink.simulator.alink.CommandResult;
import org.kuralink.simulator.gateway.Gateways;
import org.kuralink.simulator.registry.DeviceKey;

/** Registration and topology of sub-devices: the answers of the platform to any gateway. */
class TopologyStatementsTest {
  private static final DeviceKey KEY = new DeviceKey("a1Gw01", "gw-01");

  private Simulator simulator;
  private WireGateway gateway;

  @BeforeEach
  void start() throws Exception {
    simulator = Simulator.start(SimulatorOptions.forTests());
    WireGateway.populate(simulator, KEY, 31);
    gateway = WireGateway.connect(simulator, KEY, ",_ss=1");
  }

  @AfterEach
  void stop() throws Exception {
    gateway.close();
    simulator.close();
  }

  private static List<DeviceKey> subs(int to) {
    return IntStream.rangeClosed(1, to).mapToObj(WireGateway::sub).toList();
  }

  private List<DeviceKey> related() {
    return simulator.capabilities().gateways().relations().of(KEY);
  }

  private JsonObject ask(String path, com.google.gson.JsonElement params) throws Exception {
    return gateway.ask(gateway.sys(path), params);
  }

  @Test
  @Proves({"9.2-1", "9.2-2", "9.2-8", "2.1-1"})
  void sub_devices_are_registered_by_name() throws Exception {
    JsonObject reply = ask("thing/sub/register", names(subs(30)));
    assertEquals("77", reply.get("id").getAsString());
    assertEquals(200, code(reply));
    JsonObject last = reply.getAsJsonArray("data").get(29).getAsJsonObject();
    assertEquals("sub-30", last.get("deviceName").getAsString());
    assertEquals(secret(sub(30)), last.get("deviceSecret").getAsString());
    assertFalse(last.get("iotId").getAsString().isEmpty());
    assertEquals(460, code(ask("thing/sub/register", names(subs(31)))));
  }

  @Test
  @Proves({"9.2-3", "9.2-4", "9.2-5"})
  void what_cannot_be_registered_is_refused() throws Exception {
    assertEquals(460, code(ask("thing/sub/register", new JsonObject())));
    assertEquals(6402, code(ask("thing/sub/register", names(List.of(KEY)))));
    DeviceKey unknown = new DeviceKey(WireGateway.SUBS, "nobody");
    assertEquals(6100, code(ask("thing/sub/register", names(List.of(unknown)))));
    simulator
        .registry()
        .changeProduct(WireGateway.SUBS, product -> product.withDynamicRegistration(false));
    JsonObject refused = ask("thing/sub/register", names(List.of(sub(1))));
    assertTrue(code(refused) != 200 && refused.getAsJsonArray("data").isEmpty());
  }

  private static JsonObject proxied(DeviceKey device, String secret) {
    Map<String, String> content =
        Map.of(
            "productKey", device.productKey(),
            "deviceName", device.deviceName(),
            "random", "7F3A9C0012");
    JsonObject json = new JsonObject();
    content.forEach(json::addProperty);
    json.addProperty("signMethod", "hmacsha1");
    json.addProperty("sign", WireGateway.hmac("HmacSHA1", secret, content));
    return json;
  }

  @Test
  @Proves({"9.2-6", "9.2-7"})
  void sub_devices_are_registered_with_the_secret_of_their_product() throws Exception {
    JsonArray proxieds = new JsonArray();
    proxieds.add(proxied(sub(1), WireGateway.PRODUCT_SECRET));
    proxieds.add(proxied(sub(2), "another"));
    JsonObject params = new JsonObject();
    params.add("proxieds", proxieds);
    JsonObject reply = ask("thing/proxy/provisioning/product_register", params);
    assertEquals(200, code(reply));
    JsonObject data = reply.getAsJsonObject("data");
    JsonObject success = data.getAsJsonArray("successes").get(0).getAsJsonObject();
    assertEquals(secret(sub(1)), success.get("deviceSecret").getAsString());
    JsonObject failure = data.getAsJsonArray("failures").get(0).getAsJsonObject();
    assertEquals("sub-02", failure.get("deviceName").getAsString());
    assertEquals(401, failure.getAsJsonObject("errorDetail").get("code").getAsInt());
  }

  @Test
  @Proves({"9.3-1", "9.3-7", "9.3-9", "9.3-10"})
  void relations_are_added_told_and_deleted() throws Exception {
    assertEquals(200, code(ask("thing/topo/add", signed(subs(30)))));
    assertEquals(460, code(ask("thing/topo/add", signed(subs(31)))));
    assertEquals(names(subs(30)), ask("thing/topo/get", new JsonObject()).get("data"));
    JsonObject asText = ask("thing/topo/get", new JsonPrimitive("{}"));
    assertEquals(names(subs(30)), asText.get("data"), "as the C SDK asks");
    assertEquals(200, code(ask("thing/topo/delete", names(subs(29)))));
    assertEquals(List.of(sub(30)), related());
    DeviceKey unknown = new DeviceKey(WireGateway.SUBS, "nobody");
    assertEquals(6100, code(ask("thing/topo/delete", names(List.of(unknown)))));
  }

  @Test
  @Proves({"9.3-4", "9.3-5", "9.3-6"})
  void what_cannot_be_added_is_refused() throws Exception {
    JsonArray mixed = signed(List.of(sub(1)));
    mixed.add(signed(sub(2), secret(KEY)));
    assertEquals(401, code(ask("thing/topo/add", mixed)));
    JsonArray unsigned = names(List.of(sub(1)));
    assertEquals(460, code(ask("thing/topo/add", unsigned)));
    JsonArray itself = new JsonArray();
    itself.add(signed(KEY));
    assertEquals(6402, code(ask("thing/topo/add", itself)));
    assertEquals(List.of(), related());
  }

  @ParameterizedTest
  @ValueSource(strings = {"thing/topo/delete", "thing/topo/get", "thing/list/found"})
  @Proves("9.3-19")
  void a_list_of_no_devices_is_refused(String path) throws Exception {
    JsonArray nameless = new JsonArray();
    nameless.add(new JsonObject());
    assertEquals(460, code(ask(path, nameless)));
  }

  @Test
  @Proves({"9.3-11", "9.3-12", "9.3-13"})
  void what_a_gateway_found_is_told() throws Exception {
    DeviceKey odd = new DeviceKey(WireGateway.SUBS, "a@b.c:d-e_f");
    assertEquals(200, code(ask("thing/list/found", names(List.of(odd)))));
    assertTrue(simulator.capabilities().gateways().foundBy(KEY).containsKey(odd));
    DeviceKey elsewhere = new DeviceKey("a1None", "nobody");
    assertEquals(6250, code(ask("thing/list/found", names(List.of(elsewhere)))));
    for (String name : new String[] {"abc", "a b c d", "x".repeat(33), "wärme"}) {
      DeviceKey bad = new DeviceKey(WireGateway.SUBS, name);
      assertEquals(6280, code(ask("thing/list/found", names(List.of(bad)))), name);
    }
  }

  @Test
  @Proves({"9.3-14", "9.3-16", "9.3-17"})
  void the_platform_asks_tells_and_permits() throws Exception {
    Gateways gateways = simulator.capabilities().gateways();
    CompletableFuture<CommandResult> asked = gateways.notify(KEY, subs(2));
    String notify = gateway.sys("thing/topo/add/notify");
    JsonObject request = gateway.next(notify);
    assertEquals("thing.topo.add.notify", request.get("method").getAsString());
    assertEquals(names(subs(2)), request.get("params"));
    gateway.answer(notify, request);
    assertEquals(200, asked.get(30, TimeUnit.SECONDS).code());
    int[] statuses = {0, 1, 2, 8};
    for (Gateways.Change change : Gateways.Change.values()) {
      gateways.change(KEY, change, subs(1));
      JsonObject params = gateway.next(gateway.sys("thing/topo/change")).getAsJsonObject("params");
      assertEquals(statuses[change.ordinal()], params.get("status").getAsInt());
      assertEquals(names(subs(1)), params.get("subList"));
    }
    gateways.permit(KEY, WireGateway.SUBS, 60);
    JsonObject params = gateway.next(gateway.sys("thing/gateway/permit")).getAsJsonObject("params");
    assertEquals(WireGateway.SUBS, params.get("productKey").getAsString());
    assertEquals(60, params.get("time").getAsInt());
  }

  @ParameterizedTest
  @ValueSource(strings = {"/a1Gw01/gw-01/", "/sys/a1Gw01/gw-01/"})
  @Proves("9.3-15")
  void no_device_publishes_where_applications_read_answers(String prefix) throws Exception {
    gateway.publish(prefix + "thing/downlink/reply/message", "{}");
    Awaitility.await().until(() -> !gateway.mqtt.isConnected());
  }

  private static JsonObject resource(String name) throws IOException {
    try (InputStream in = TopologyStatementsTest.class.getResourceAsStream(name)) {
      return JsonParser.parseString(new String(in.readAllBytes(), StandardCharsets.UTF_8))
          .getAsJsonObject();
    }
  }

  static Stream<JsonObject> vectors() throws IOException {
    return StreamSupport.stream(
            resource("/sub-device-vectors.json").getAsJsonArray("vectors").spliterator(), false)
        .map(element -> element.getAsJsonObject());
  }

  /** What is a judgement is taken: what is not sent is not signed (spec 9.4). */
  @ParameterizedTest
  @MethodSource("vectors")
  @Proves({"9.3-2", "9.3-3", "9.4-2", "9.4-7", "9.2-6"})
  void signatures_computed_by_others_are_told_apart(JsonObject vector) throws Exception {
    DeviceKey odd = new DeviceKey(WireGateway.SUBS, "a@b.c:d-e_f");
    simulator.registry().createDevice(odd, Optional.empty());
    JsonObject secrets = resource("/sub-device-identities.json").getAsJsonObject("deviceSecrets");
    for (DeviceKey device : List.of(sub(1), sub(2), odd)) {
      String secret = secrets.get(device.toString()).getAsString();
      simulator.registry().changeSecret(device, secret);
      simulator.capabilities().gateways().bind(KEY, device);
      gateway.next(gateway.sys("thing/topo/change"));
    }
    boolean wanted = !vector.get("verdict").getAsString().equals("reject");
    assertEquals(wanted, taken(vector), vector::toString);
  }

  private boolean taken(JsonObject vector) throws Exception {
    String kind = vector.get("kind").getAsString();
    if (kind.equals("batch_login")) {
      JsonObject payload = vector.getAsJsonObject("payload");
      return code(gateway.ask(vector.get("topic").getAsString(), payload.get("params"))) == 200;
    }
    JsonObject inputs = vector.getAsJsonObject("inputs").deepCopy();
    inputs.add("sign", vector.get("sign"));
    JsonArray list = new JsonArray();
    list.add(inputs);
    if (kind.startsWith("proxy")) {
      JsonObject params = new JsonObject();
      params.add("proxieds", list);
      JsonObject data =
          ask("thing/proxy/provisioning/product_register", params).getAsJsonObject("data");
      return data.getAsJsonArray("successes").size() == 1;
    }
    if (kind.equals("topo-add")) {
      return code(ask("thing/topo/add", list)) == 200;
    }
    int code = code(gateway.ask(gateway.combine("login"), inputs));
    assertTrue(code == 200 || code == 6287, "refused for its signature alone: " + code);
    return code == 200;
  }
}
