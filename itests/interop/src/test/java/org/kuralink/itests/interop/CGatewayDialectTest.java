/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.itests.interop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.util.Locale;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Tests the message format of gateways with the official C SDKs: a constant time stamp, {@code
 * signmethod} in one message and {@code signMethod} in the other, upper-case signatures, a client
 * id with a part between bars that is included in the signature, empty parameters as a text.
 */
class CGatewayDialectTest extends OnPlatform {

  private static final String TIMESTAMP = "2524608000000";

  private Identity identity;
  private Identity sub;
  private WireClient gateway;

  @BeforeEach
  void connect() throws Exception {
    identity = platform.newDevice();
    sub = platform.newDevice();
    gateway = connected("_v=sdk-c-3.2.0,securemode=3,signmethod=hmacsha256,lan=C,gw=0,ext=0,_ss=1");
  }

  private WireClient connected(String extra) throws Exception {
    WireClient client = new WireClient(platform.tcpPort());
    String plain = plain(identity);
    assertEquals(
        0,
        client.connect(
            plain + "|timestamp=" + TIMESTAMP + "," + extra + "|",
            identity.deviceName() + "&" + identity.productKey(),
            signature(identity, plain),
            120,
            true));
    return client;
  }

  @AfterEach
  void disconnect() throws Exception {
    gateway.close();
  }

  private static String plain(Identity device) {
    return device.productKey() + "." + device.deviceName();
  }

  private static String signature(Identity device, String clientId) throws Exception {
    String content =
        "clientId"
            + clientId
            + "deviceName"
            + device.deviceName()
            + "productKey"
            + device.productKey()
            + "timestamp"
            + TIMESTAMP;
    return WireClient.sign("HmacSHA256", device.deviceSecret(), content).toUpperCase(Locale.ROOT);
  }

  private JsonObject ask(String topic, String payload) throws Exception {
    gateway.publish(topic, payload);
    JsonObject reply =
        JsonParser.parseString(gateway.awaitMessage(topic + "_reply").payload()).getAsJsonObject();
    assertTrue(reply.getAsJsonPrimitive("id").isString(), reply::toString);
    assertTrue(reply.has("data"), "the C SDK drops a reply without data: " + reply);
    return reply;
  }

  private String combine(String what) {
    return "/ext/session/" + identity + "/combine/" + what;
  }

  private void add() throws Exception {
    JsonObject reply =
        ask(
            identity.topic("thing/topo/add"),
            """
            {"id":"3","version":"1.0","params":[{"productKey":"%s","deviceName":"%s",\
            "signmethod":"hmacSha256","sign":"%s","timestamp":"%s","clientId":"%s"}],\
            "method":"thing.topo.add"}"""
                .formatted(
                    sub.productKey(),
                    sub.deviceName(),
                    signature(sub, plain(sub)),
                    TIMESTAMP,
                    plain(sub)));
    assertEquals(200, reply.get("code").getAsInt(), reply::toString);
  }

  private JsonObject login() throws Exception {
    String clientId = plain(sub) + "|_ss=1,_v=sdk-c-3.2.0|";
    return ask(
        combine("login"),
        """
        {"id":"4","params":{"productKey":"%s","deviceName":"%s","clientId":"%s","timestamp":"%s",\
        "signMethod":"hmacSha256","sign":"%s","cleanSession":"true"},"method":"combine.login"}"""
            .formatted(
                sub.productKey(), sub.deviceName(), clientId, TIMESTAMP, signature(sub, clientId)));
  }

  @Test
  void addsLogsInAndPostsWithoutEverSubscribing() throws Exception {
    add();
    JsonObject reply = login();
    assertEquals(200, reply.get("code").getAsInt(), reply::toString);
    assertEquals(sub.deviceName(), Rest.text(reply.getAsJsonObject("data"), "deviceName"));
    JsonObject posted =
        ask(
            sub.topic("thing/event/property/post"),
            "{\"id\":\"5\",\"version\":\"1.0\",\"params\":{\"temperature\":20.5},"
                + "\"method\":\"thing.event.property.post\"}");
    assertEquals(200, posted.get("code").getAsInt(), posted::toString);
    JsonObject off =
        ask(
            combine("logout"),
            "{\"id\":\"6\",\"params\":{\"productKey\":\"%s\",\"deviceName\":\"%s\"},\"method\":\"combine.logout\"}"
                .formatted(sub.productKey(), sub.deviceName()));
    assertEquals(200, off.get("code").getAsInt(), off::toString);
    assertEquals("offline", Rest.text(platform.rest.get(sub.path()), "status"));
  }

  @Test
  void theClientIdIsSignedAsItIsSent() throws Exception {
    add();
    String clientId = plain(sub) + "|_ss=1,_v=sdk-c-3.2.0|";
    JsonObject reply =
        ask(
            combine("login"),
            """
            {"id":"4","params":{"productKey":"%s","deviceName":"%s","clientId":"%s",\
            "timestamp":"%s","signMethod":"hmacSha256","sign":"%s","cleanSession":"true"}}"""
                .formatted(
                    sub.productKey(),
                    sub.deviceName(),
                    clientId,
                    TIMESTAMP,
                    signature(sub, plain(sub))));
    assertEquals(6287, reply.get("code").getAsInt(), "cut off at the bar, as CONNECT does");
  }

  @Test
  void asksForTheTopologyWithEmptyParametersAsAText() throws Exception {
    add();
    JsonObject reply =
        ask(
            identity.topic("thing/topo/get"),
            "{\"id\":\"7\",\"version\":\"1.0\",\"params\":\"{}\",\"sys\":{\"ack\":1}}");
    assertEquals(200, reply.get("code").getAsInt(), reply::toString);
    JsonArray data = reply.getAsJsonArray("data");
    assertEquals(sub.deviceName(), Rest.text(data.get(0).getAsJsonObject(), "deviceName"));
  }

  @Test
  void logsInAndOutInBatchesWithTheMethodBesideTheList() throws Exception {
    add();
    JsonObject in =
        ask(
            combine("batch_login"),
            """
            {"id":"8","version":"1.0","params":{"signMethod":"hmacSha256","deviceList":[\
            {"productKey":"%s","deviceName":"%s","clientId":"%s","timestamp":"%s",\
            "cleanSession":"false","sign":"%s"}]},"sys":{"ack":1}}"""
                .formatted(
                    sub.productKey(),
                    sub.deviceName(),
                    plain(sub),
                    TIMESTAMP,
                    signature(sub, plain(sub))));
    assertEquals("200", Rest.text(in, "code"));
    assertEquals("online", Rest.text(platform.rest.get(sub.path()), "status"));
    JsonObject out =
        ask(
            combine("batch_logout"),
            "{\"id\":\"9\",\"version\":\"1.0\",\"params\":[{\"productKey\":\"%s\",\"deviceName\":\"%s\"}]}"
                .formatted(sub.productKey(), sub.deviceName()));
    assertEquals("200", Rest.text(out, "code"));
    assertEquals("offline", Rest.text(platform.rest.get(sub.path()), "status"));
  }

  @Test
  void registersBySecretOfTheProductAndByName() throws Exception {
    String content =
        "deviceName" + sub.deviceName() + "productKey" + sub.productKey() + "random8Ygb7ULYh53B6OA";
    JsonObject proxied =
        ask(
            identity.topic("thing/proxy/provisioning/product_register"),
            """
            {"id":"1","version":"1.0","params":{"proxieds":[{"productKey":"%s","deviceName":"%s",\
            "random":"8Ygb7ULYh53B6OA","signMethod":"hmacsha256","sign":"%s"}]},\
            "method":"thing.proxy.provisioning.product_register"}"""
                .formatted(
                    sub.productKey(),
                    sub.deviceName(),
                    WireClient.sign("HmacSHA256", Platform.PRODUCT_SECRET, content)));
    JsonObject success =
        proxied.getAsJsonObject("data").getAsJsonArray("successes").get(0).getAsJsonObject();
    assertEquals(sub.deviceSecret(), Rest.text(success, "deviceSecret"));
    JsonObject named =
        ask(
            identity.topic("thing/sub/register"),
            """
            {"id":"2","version":"1.0","params":[{"productKey":"%s","deviceName":"%s"}],\
            "method":"thing.sub.register"}"""
                .formatted(sub.productKey(), sub.deviceName()));
    assertEquals(200, named.get("code").getAsInt(), named::toString);
  }

  @Test
  void tellsOfDevicesItFoundAndIsPermittedToLetThemJoin() throws Exception {
    JsonObject found =
        ask(
            identity.topic("thing/list/found"),
            """
            {"id":"10","version":"1.0","params":[{"productKey":"%s","deviceName":"found-1"}],\
            "method":"thing.list.found"}"""
                .formatted(sub.productKey()));
    assertEquals(200, found.get("code").getAsInt(), found::toString);
    JsonObject items = platform.rest.get(identity.path() + "/found");
    assertEquals(1, items.getAsJsonArray("items").size());
  }

  @Test
  void withoutItsWishForSubscriptionsItSubscribesAfterTheLogIn() throws Exception {
    gateway.close();
    gateway = connected("_v=sdk-c-3.2.0,securemode=3,signmethod=hmacsha256,lan=C,gw=0,ext=0");
    assertEquals(0, gateway.subscribe(9, identity.topic("thing/topo/+"), 0));
    assertEquals(0, gateway.subscribe(10, combine("+"), 0));
    add();
    String filter = sub.topic("thing/event/+/post_reply");
    assertEquals(0x80, gateway.subscribe(11, filter, 0));
    String content = signature(sub, plain(sub));
    ask(
        combine("login"),
        """
        {"id":"12","params":{"productKey":"%s","deviceName":"%s","clientId":"%s",\
        "timestamp":"%s","signMethod":"hmacSha256","sign":"%s","cleanSession":"true"}}"""
            .formatted(sub.productKey(), sub.deviceName(), plain(sub), TIMESTAMP, content));
    assertEquals(0, gateway.subscribe(13, filter, 0));
    JsonObject posted =
        ask(
            sub.topic("thing/event/property/post"),
            "{\"id\":\"14\",\"params\":{\"temperature\":20.5}}");
    assertEquals(200, posted.get("code").getAsInt(), posted::toString);
  }
}
