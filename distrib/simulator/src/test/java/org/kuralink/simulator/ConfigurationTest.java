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
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Optional;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.kuralink.simulator.cota.Configurations;
import org.kuralink.simulator.json.StrictJson;
import org.kuralink.simulator.registry.DeviceKey;

/** Tests remote configuration according to spec 9.11 and the user guide. */
class ConfigurationTest extends PlatformFixture {
  private static final String CONFIGURATION = "/api/v1/products/pkTest/configuration";
  private static final String ASK =
      "{\"id\":\"9\",\"version\":\"1.0\",\"params\":{\"configScope\":\"product\",\"getType\":\"file\"},"
          + "\"method\":\"thing.config.get\"}";

  private JsonObject ask(TestClient client) throws Exception {
    return client.ask("thing/config/get", ASK);
  }

  private void on() throws Exception {
    assertTrue(
        restJson("PATCH", CONFIGURATION, "{\"enabled\":true}").get("enabled").getAsBoolean());
  }

  private String save(String content) throws Exception {
    HttpResponse<String> saved = rest("PUT", CONFIGURATION + "/content", content);
    assertEquals(200, saved.statusCode(), saved.body());
    return StrictJson.parse(saved.body()).getAsJsonObject().get("configId").getAsString();
  }

  private HttpResponse<String> push() throws Exception {
    return rest("POST", CONFIGURATION + "/push", "");
  }

  private HttpResponse<String> download(JsonObject data) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(data.get("url").getAsString())).timeout(PATIENCE).build();
    return send(request);
  }

  private JsonObject known(String device) throws Exception {
    return restJson("GET", CONFIGURATION, "").getAsJsonObject("devices").getAsJsonObject(device);
  }

  @Test
  void aGetIsAnsweredWithTheCodesOfTheSpecificationUntilThereIsSomething() throws Exception {
    TestClient client = client().connect();
    JsonObject off = ask(client);
    assertEquals(6713, off.get("code").getAsInt());
    assertEquals("thing config function is not available", off.get("message").getAsString());
    on();
    JsonObject none = ask(client);
    assertEquals(6710, none.get("code").getAsInt());
    assertEquals("no data", none.get("message").getAsString());
    String id = save("{\"interval\": 5}");
    JsonObject some = ask(client);
    assertEquals(200, some.get("code").getAsInt());
    JsonObject data = some.getAsJsonObject("data");
    assertEquals(id, data.get("configId").getAsString());
    assertEquals(15, data.get("configSize").getAsInt());
    assertEquals("Sha256", data.get("signMethod").getAsString());
    assertEquals("file", data.get("getType").getAsString());
    assertTrue(data.get("sign").getAsString().matches("[0-9a-f]{64}"));
    assertTrue(data.get("url").getAsString().startsWith("https://"));
    assertEquals("{\"interval\": 5}", download(data).body());
    assertEquals(id, known("device-1").get("askedConfigId").getAsString());
  }

  @ParameterizedTest
  @ValueSource(strings = {"9", "\"9\""})
  void theIdOfTheAnswerIsText(String id) throws Exception {
    TestClient client = client().connect();
    JsonObject reply = client.ask("thing/config/get", ASK.replace("\"9\"", id));
    assertTrue(reply.getAsJsonPrimitive("id").isString());
    assertEquals("9", reply.get("id").getAsString());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "[]",
        "null",
        "{\"configScope\":\"device\",\"getType\":\"file\"}",
        "{\"configScope\":\"product\",\"getType\":\"text\"}",
        "{\"configScope\":\"product\"}",
        "{\"configScope\":{},\"getType\":\"file\"}"
      })
  void aGetOfSomethingElseIs460(String params) throws Exception {
    on();
    TestClient client = client().connect();
    JsonObject reply = client.ask("thing/config/get", "{\"id\":1,\"params\":" + params + "}");
    assertEquals(460, reply.get("code").getAsInt());
  }

  @Test
  void anAddressExpiresAfterThirtyMinutesAndANewGetBringsAnother() throws Exception {
    on();
    save("{}");
    TestClient client = client().connect();
    JsonObject data = ask(client).getAsJsonObject("data");
    clock.forward(Duration.ofMinutes(30));
    assertEquals(403, download(data).statusCode());
    assertEquals(200, download(ask(client).getAsJsonObject("data")).statusCode());
  }

  @Test
  void aPushReachesAllDevicesAndTheirAnswersAreKept() throws Exception {
    simulator.registry().createDevice(new DeviceKey("pkTest", "away"), Optional.of("s"));
    on();
    restJson("PATCH", CONFIGURATION, "{\"scheme\":\"http\"}");
    String configId = save("{\"a\":1}");
    TestClient client = client().connect();
    assertEquals(200, push().statusCode());
    TestClient.Received got = client.next();
    assertEquals(client.sys("thing/config/push"), got.topic());
    assertEquals(1, got.qos());
    JsonObject message = StrictJson.parse(got.payload()).getAsJsonObject();
    assertEquals("thing.config.push", message.get("method").getAsString());
    assertEquals("1.0", message.get("version").getAsString());
    assertTrue(message.getAsJsonPrimitive("id").isString());
    JsonObject params = message.getAsJsonObject("params");
    assertEquals(configId, params.get("configId").getAsString());
    assertEquals("{\"a\":1}", download(params).body());
    assertEquals("sent", known("device-1").get("state").getAsString());
    assertEquals("away", known("away").get("state").getAsString());
    String id = message.get("id").toString();
    client.publish(
        client.sys("thing/config/push_reply"), "{\"id\":" + id + ",\"code\":200,\"data\":{}}", 0);
    Awaitility.await()
        .atMost(PATIENCE)
        .until(() -> known("device-1").get("state").getAsString().equals("accepted"));
    assertEquals(0, simulator.commands().counts().of(KEY).unasked());
  }

  @Test
  void aRefusalAndNonsenseAreToldApart() throws Exception {
    on();
    save("{}");
    TestClient client = client().connect();
    push();
    JsonObject message = StrictJson.parse(client.next().payload()).getAsJsonObject();
    String topic = client.sys("thing/config/push_reply");
    client.publish(topic, "nonsense", 0);
    client.publish(topic, "[]", 0);
    client.publish(topic, "{\"id\":\"other\",\"code\":200}", 0);
    client.publish(topic, "{\"id\":{},\"code\":200}", 0);
    String wrapped = "{\"id\":" + message.get("id") + ",\"code\":4294967496}";
    client.publish(topic, wrapped, 0);
    Awaitility.await()
        .atMost(PATIENCE)
        .until(() -> known("device-1").get("state").getAsString().equals("refused"));
    client.publish(
        topic,
        "{\"id\":" + message.get("id").getAsString() + ",\"code\":100001,\"message\":\"no\"}",
        0);
    Awaitility.await()
        .atMost(PATIENCE)
        .until(() -> known("device-1").get("code").getAsInt() == 100001);
    assertEquals("refused", known("device-1").get("state").getAsString());
    assertEquals("no", known("device-1").get("message").getAsString());
  }

  @Test
  void aPushNeedsTheSwitchAConfigurationAnHourAndSomethingNew() throws Exception {
    assertTrue(push().body().contains("is off"));
    on();
    assertTrue(push().body().contains("no configuration"));
    save("{\"a\":1}");
    assertEquals(200, push().statusCode());
    HttpResponse<String> again = push();
    assertEquals(409, again.statusCode());
    assertTrue(again.body().contains("already"), again.body());
    save("{\"a\":2}");
    clock.forward(Duration.ofMinutes(59));
    HttpResponse<String> early = push();
    assertEquals(409, early.statusCode());
    assertTrue(early.body().contains("in 1 min"), early.body());
    clock.forward(Duration.ofMinutes(1));
    assertEquals(200, push().statusCode());
    clock.forward(Duration.ofHours(2));
    save("{\"a\":2}");
    assertTrue(push().body().contains("already"), "the same content is the same file");
    restJson("PATCH", CONFIGURATION, "{\"enabled\":false}");
    save("{\"a\":3}");
    assertTrue(push().body().contains("is off"));
  }

  @Test
  void theHourBetweenPushesCanBeLifted() throws Exception {
    on();
    assertTrue(restJson("GET", CONFIGURATION, "").get("hourly").getAsBoolean());
    save("{\"a\":1}");
    assertEquals(200, push().statusCode());
    save("{\"a\":2}");
    assertEquals(409, push().statusCode());

    JsonObject lifted = restJson("PATCH", CONFIGURATION, "{\"hourly\":false}");

    assertFalse(lifted.get("hourly").getAsBoolean());
    assertTrue(lifted.get("enabled").getAsBoolean());
    assertEquals(0, lifted.get("nextPushAt").getAsLong());
    assertEquals(200, push().statusCode());
    save("{\"a\":3}");
    restJson("PATCH", CONFIGURATION, "{\"hourly\":true}");
    assertTrue(push().body().contains("one push an hour"));
    assertEquals(400, rest("PATCH", CONFIGURATION, "{\"hourly\":1}").statusCode());
  }

  @Test
  void aDeviceWithAPersistentSessionGetsThePushWhenItComesBack() throws Exception {
    on();
    save("{}");
    TestClient first = client();
    first.clean = false;
    first.connect();
    first.mqtt.disconnect().waitForCompletion(TestClient.PATIENCE_MS);
    Awaitility.await().atMost(PATIENCE).until(() -> simulator.sessions().of(KEY).isEmpty());
    assertEquals(200, push().statusCode());
    assertEquals("kept", known("device-1").get("state").getAsString());
    TestClient second = client();
    second.clean = false;
    second.connect();
    assertEquals(second.sys("thing/config/push"), second.next().topic());
  }

  @Test
  void fiveFormerVersionsAreKeptAndOneCanBeRestored() throws Exception {
    String first = save("{\"n\":0}");
    String second = save("{\"n\":1}");
    for (int i = 2; i <= 6; i++) {
      clock.forward(Duration.ofMinutes(1));
      save("{\"n\":" + i + "}");
    }
    JsonArray versions = restJson("GET", CONFIGURATION, "").getAsJsonArray("versions");
    assertEquals(6, versions.size());
    assertEquals(404, rest("GET", CONFIGURATION + "/versions/" + first, "").statusCode());
    assertEquals("{\"n\":1}", rest("GET", CONFIGURATION + "/versions/" + second, "").body());
    long newest = versions.get(0).getAsJsonObject().get("savedAt").getAsLong();
    assertEquals(clock.millis(), newest);
    JsonObject restored = restJson("POST", CONFIGURATION + "/versions/" + second + "/restore", "");
    assertFalse(restored.get("configId").getAsString().equals(second));
    assertEquals(6, restJson("GET", CONFIGURATION, "").getAsJsonArray("versions").size());
    assertEquals(6, simulator.files().store().all().size(), "dropped versions leave no file");
  }

  @Test
  void whatIsNotJsonOrTooLargeIsNotSaved() throws Exception {
    for (String bad : new String[] {"", "{", "{a:1}", "{} {}", "nonsense"}) {
      assertEquals(400, rest("PUT", CONFIGURATION + "/content", bad).statusCode(), bad);
    }
    String largest = "\"" + "x".repeat(Configurations.MAX_SIZE - 2) + "\"";
    assertEquals(400, rest("PUT", CONFIGURATION + "/content", largest + " ").statusCode());
    assertTrue(restJson("GET", CONFIGURATION, "").get("current").isJsonNull());
    assertEquals(200, rest("PUT", CONFIGURATION + "/content", largest).statusCode());
    assertEquals(
        404, rest("PUT", CONFIGURATION.replace("pkTest", "x") + "/content", "1").statusCode());
    assertEquals(404, rest("GET", CONFIGURATION.replace("pkTest", "x"), "").statusCode());
    assertEquals(400, rest("PATCH", CONFIGURATION, "{\"enabled\":1}").statusCode());
    assertEquals(400, rest("PATCH", CONFIGURATION, "{\"scheme\":\"ftp\"}").statusCode());
    assertEquals(400, rest("POST", CONFIGURATION + "/push", "{\"params\":[]}").statusCode());
  }

  @Test
  void aPushCanBeWrongOnPurpose() throws Exception {
    on();
    save("{}");
    TestClient client = client().connect();
    String wrong = "{\"params\":{\"sign\":\"00\",\"configSize\":-1}}";
    assertEquals(200, rest("POST", CONFIGURATION + "/push", wrong).statusCode());
    JsonObject params =
        StrictJson.parse(client.next().payload()).getAsJsonObject().getAsJsonObject("params");
    assertEquals("00", params.get("sign").getAsString());
    assertEquals(-1, params.get("configSize").getAsInt());
    assertEquals("Sha256", params.get("signMethod").getAsString());
  }

  @Test
  void aDeletedProductLeavesNoConfiguration() throws Exception {
    save("{\"a\":\"中\"}");
    simulator.registry().deleteProduct("pkTest");
    assertEquals(0, simulator.files().store().all().size());
  }
}
