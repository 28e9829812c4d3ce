/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.itests.interop;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.HexFormat;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Tests remote configuration and firmware updates with the official JavaScript SDK and the message
 * format of the C SDK.
 */
class DeliveriesTest {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final String CONFIGURATION =
      "/products/" + Platform.PRODUCT_KEY + "/configuration";
  private static final String CONTENT = "{\"reportInterval\": 30, \"name\": \"中文\"}";

  private Platform platform;

  @BeforeEach
  void start() throws Exception {
    platform = new Platform();
  }

  @AfterEach
  void stop() throws Exception {
    platform.close();
  }

  private void save() {
    platform.rest.patch(CONFIGURATION, "{\"enabled\": true, \"scheme\": \"http\"}");
    platform.rest.put(CONFIGURATION + "/content", CONTENT);
  }

  private String stateOf(Identity identity) {
    return Rest.text(
        platform
            .rest
            .get(CONFIGURATION)
            .getAsJsonObject("devices")
            .getAsJsonObject(identity.deviceName()),
        "state");
  }

  /**
   * What a device checks: the bytes at the address have the size and the digest that it was told.
   */
  private static void leadsToTheConfiguration(JsonObject data) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(Rest.text(data, "url"))).timeout(PATIENCE).build();
    byte[] body =
        HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofByteArray()).body();
    assertEquals(CONTENT, new String(body, StandardCharsets.UTF_8));
    assertEquals(body.length, data.get("configSize").getAsInt());
    byte[] digest = MessageDigest.getInstance("SHA-256").digest(body);
    assertEquals(HexFormat.of().formatHex(digest), Rest.text(data, "sign"));
    assertEquals("Sha256", Rest.text(data, "signMethod"));
    assertEquals("file", Rest.text(data, "getType"));
  }

  @Test
  void theSdkGetsTheConfigurationOrTheReasonWhyNot() throws Exception {
    Identity identity = platform.newDevice();
    try (SdkDevice device = connect(identity)) {
      assertEquals(6713, config(device).get("code").getAsInt());
      platform.rest.patch(CONFIGURATION, "{\"enabled\": true}");
      assertEquals(6710, config(device).get("code").getAsInt());
      save();
      JsonObject reply = config(device);
      assertEquals(200, reply.get("code").getAsInt(), reply::toString);
      leadsToTheConfiguration(reply.getAsJsonObject("data"));
    }
  }

  private SdkDevice connect(Identity identity) {
    SdkDevice device = SdkDevice.open(identity, platform.brokerUrl("tcp"), null).connected();
    platform.rest.awaitDevice(
        identity,
        one ->
            one.get("session").isJsonObject()
                && one.getAsJsonObject("session").getAsJsonArray("subscriptions").size() >= 16);
    return device;
  }

  private static JsonObject config(SdkDevice device) {
    return device.call("getConfig", "config").getAsJsonObject("reply");
  }

  @Test
  void theSdkHearsAPushAndItsApplicationAnswers() throws Exception {
    Identity identity = platform.newDevice();
    try (SdkDevice device = connect(identity)) {
      device.call("onConfig", "listeningForConfig");
      save();
      platform.rest.post(CONFIGURATION + "/push", "{}");
      JsonObject request = device.process().awaitEvent("pushedConfig").getAsJsonObject("request");
      assertEquals("thing.config.push", Rest.text(request, "method"));
      leadsToTheConfiguration(request.getAsJsonObject("params"));
      assertEquals("sent", stateOf(identity));
      device.publish(
          identity.topic("thing/config/push_reply"),
          "{\"id\": \"%s\", \"code\": 200, \"data\": {}}".formatted(Rest.text(request, "id")));
      await().atMost(PATIENCE).until(() -> stateOf(identity).equals("accepted"));
    }
  }

  private WireClient wire(Identity identity) throws Exception {
    WireClient client = new WireClient(platform.tcpPort());
    String plain = identity.productKey() + "." + identity.deviceName();
    String content =
        "clientId"
            + plain
            + "deviceName"
            + identity.deviceName()
            + "productKey"
            + identity.productKey()
            + "timestamp2524608000000";
    int code =
        client.connect(
            plain
                + "|timestamp=2524608000000,_v=sdk-c-3.2.0,securemode=3,signmethod=hmacsha256,lan=C|",
            identity.deviceName() + "&" + identity.productKey(),
            WireClient.sign("HmacSHA256", identity.deviceSecret(), content),
            120,
            false);
    assertEquals(0, code);
    return client;
  }

  private static JsonObject json(WireClient.Arrived message) {
    return JsonParser.parseString(message.payload()).getAsJsonObject();
  }

  @Test
  void theCDialectAsksWithANumberAndAnEmptyKey() throws Exception {
    Identity identity = platform.newDevice();
    save();
    try (WireClient client = wire(identity)) {
      assertEquals(0, client.subscribe(1, identity.topic("thing/config/+"), 0));
      client.publish(
          identity.topic("thing/config/get"),
          "{\"id\" : 0,\"version\":\"1.0\",\"params\":{\"configScope\":\"product\","
              + "\"getType\":\"file\",\"attributeKeys\":\"\"},\"method\":\"thing.config.get\"}");
      JsonObject reply = json(client.awaitMessage(identity.topic("thing/config/get_reply")));
      assertTrue(reply.getAsJsonPrimitive("id").isString(), reply::toString);
      assertEquals("0", Rest.text(reply, "id"));
      assertEquals(200, reply.get("code").getAsInt(), reply::toString);
      leadsToTheConfiguration(reply.getAsJsonObject("data"));

      platform.rest.post(CONFIGURATION + "/push", "{}");
      JsonObject push = json(client.awaitMessage(identity.topic("thing/config/push")));
      leadsToTheConfiguration(push.getAsJsonObject("params"));
    }
  }

  @Test
  void theCDialectUpdatesItsFirmware() throws Exception {
    Identity identity = platform.newDevice();
    String product = "/products/" + Platform.PRODUCT_KEY;
    String fileId = platform.upload("app.bin", new byte[] {1, 2, 3});
    JsonObject firmware =
        platform.rest.post(
            product + "/firmware",
            "{\"version\": \"2.0.0\", \"signMethod\": \"MD5\", \"fileId\": \"" + fileId + "\"}");
    platform.rest.post(
        product + "/firmware/" + Rest.text(firmware, "firmwareId") + "/push",
        "{\"scheme\": \"http\"}");
    try (WireClient client = wire(identity)) {
      assertEquals(1, client.subscribe(9, "/ota/device/upgrade/" + identity, 1));
      client.publishAcknowledged(
          1, "/ota/device/inform/" + identity, "{\"id\":0,\"params\":{\"version\":\"1.0.0\"}}");
      JsonObject order = json(client.awaitMessage("/ota/device/upgrade/" + identity));
      assertEquals("1000", Rest.text(order, "code"));
      assertEquals("MD5", Rest.text(order.getAsJsonObject("data"), "signMethod"));
      assertEquals(3, order.getAsJsonObject("data").get("size").getAsInt());
      for (String step : new String[] {"0", "50", "100"}) {
        client.publish(
            "/ota/device/progress/" + identity,
            "{\"id\":0,\"params\":{\"step\":\"" + step + "\",\"desc\":\"\"}}");
      }
      client.publishAcknowledged(
          2, "/ota/device/inform/" + identity, "{\"id\":0,\"params\":{\"version\":\"2.0.0\"}}");
      await().atMost(PATIENCE).until(() -> Rest.text(task(identity), "state").equals("succeeded"));
      assertEquals(0, task(identity).getAsJsonArray("problems").size(), task(identity)::toString);
      assertEquals(3, task(identity).getAsJsonArray("reports").size());
    }
  }

  private JsonObject task(Identity identity) {
    return platform
        .rest
        .get(identity.path() + "/firmware")
        .getAsJsonArray("tasks")
        .get(0)
        .getAsJsonObject();
  }
}
