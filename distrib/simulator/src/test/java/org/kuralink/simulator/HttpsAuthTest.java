/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.simulator;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.io.ByteArrayInputStream;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.kuralink.simulator.auth.SignMethod;
import org.kuralink.simulator.json.StrictJson;
import org.kuralink.simulator.registry.DeviceKey;

/** Tests tokens for devices that publish over HTTPS (spec 3.4). */
class HttpsAuthTest extends HttpsFixture {
  private static final DeviceKey OTHER = new DeviceKey("a1Dev01", "dev-01");

  static Stream<JsonObject> vectors() throws Exception {
    List<JsonObject> found = new ArrayList<>();
    try (var in = HttpsAuthTest.class.getResourceAsStream("/uplink-vectors.json")) {
      JsonObject file = StrictJson.parseObject(in.readAllBytes());
      for (JsonElement vector : file.getAsJsonArray("vectors")) {
        if (vector.getAsJsonObject().get("kind").getAsString().equals("HTTPS POST /auth")) {
          found.add(vector.getAsJsonObject());
        }
      }
    }
    assertEquals(7, found.size());
    return found.stream();
  }

  private void device(DeviceKey key, String secret) throws Exception {
    simulator
        .registry()
        .createProduct(
            Optional.of(key.productKey()),
            "more",
            Optional.empty(),
            false,
            simulator.registry().tsl(KEY));
    simulator.registry().createDevice(key, Optional.of(secret));
  }

  private static Map<String, String> with(Map<String, String> members, String name, String value) {
    Map<String, String> changed = new TreeMap<>(members);
    changed.put(name, value);
    return changed;
  }

  private static Map<String, String> stamped(long millis) {
    return signed(KEY, SECRET, SignMethod.HMACMD5, Map.of("timestamp", Long.toString(millis)));
  }

  private int code(Map<String, String> members) throws Exception {
    return code(authenticating(json(members)));
  }

  @ParameterizedTest
  @MethodSource("vectors")
  void eachSignatureOfOthersIsTaken(JsonObject vector) throws Exception {
    device(OTHER, vector.get("key").getAsString());
    JsonObject body = vector.getAsJsonObject("body");
    if (body.has("timestamp")) {
      long then = body.get("timestamp").getAsLong();
      clock.forward(Duration.ofMillis(then - clock.millis()));
    }
    JsonObject answer = answer(authenticating(body.toString()));
    assertEquals(0, answer.get("code").getAsInt(), answer.toString());
    assertEquals("success", answer.get("message").getAsString());
    assertEquals(32, answer.getAsJsonObject("info").get("token").getAsString().length());
    body.addProperty("deviceName", "dev-02");
    assertEquals(20000, code(authenticating(body.toString())));
  }

  @ParameterizedTest
  @CsvSource({"default", "''"})
  void theOfficialDeviceKitIsTaken(String version) throws Exception {
    device(new DeviceKey("cpk", "cdev"), "csecret");
    Map<String, String> wire = new TreeMap<>();
    wire.put("clientId", "cpk.cdev");
    wire.put("signmethod", "hmacsha1");
    wire.put("sign", "cc5edfcebebb1ea3579bc2a49d082968c0e574c7");
    wire.put("productKey", "cpk");
    wire.put("deviceName", "cdev");
    if (!version.isEmpty()) {
      wire.put("version", version);
    }
    JsonObject answer = answer(authenticating(json(wire)));
    assertEquals(0, answer.get("code").getAsInt());
    String token = answer.getAsJsonObject("info").get("token").getAsString();
    // Its example sends the NUL behind the text as well.
    assertEquals(0, published(token, "/topic/cpk/cdev/user/data", "{\"name\":\"hello world\"}\0"));
    assertEquals("{\"name\":\"hello world\"}", journal(true).get(0).text());
    String post = "/topic/sys/cpk/cdev/thing/event/property/post";
    assertEquals(0, published(token, post, level(7) + "\0"));
    assertTrue(
        simulator
            .registry()
            .required(new DeviceKey("cpk", "cdev"))
            .properties()
            .containsKey("level"));
  }

  @Test
  void theSignatureIsThatOfTheMethodNamed() throws Exception {
    Map<String, String> right = signed(KEY, SECRET, SignMethod.HMACSHA256, Map.of());
    assertEquals(0, code(right));
    assertEquals(20000, code(with(right, "signmethod", "hmacsha1")));
    right.remove("signmethod");
    assertEquals(20000, code(right));
    assertEquals(20000, code(with(right, "more", "than was signed")));
  }

  @Test
  void aTimestampIsGoodForFifteenMinutes() throws Exception {
    long now = clock.millis();
    assertEquals(0, code(stamped(now - Duration.ofMinutes(15).toMillis())));
    assertEquals(0, code(stamped(now + Duration.ofMinutes(15).toMillis())));
    assertEquals(20000, code(stamped(now - Duration.ofMinutes(16).toMillis())));
    assertEquals(20000, code(stamped(now + Duration.ofHours(1).toMillis())));
    assertEquals(10001, code(with(stamped(now), "timestamp", "today")));
    String asNumber = json(stamped(now)).replace("\"" + now + "\"", Long.toString(now));
    assertEquals(0, code(authenticating(asNumber)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "[]",
        "{",
        "productKey=pkTest&deviceName=device-1",
        "{}",
        "{\"productKey\":\"pkTest\",\"deviceName\":\"device-1\",\"clientId\":\"c\"}",
        "{\"productKey\":\"pkTest\",\"deviceName\":\"device-1\",\"clientId\":{},\"sign\":\"0\"}",
        "{\"productKey\":\"pkTest\",\"deviceName\":null,\"clientId\":\"c\",\"sign\":\"0\"}"
      })
  void aBodyThatIsNotWhatIsNeededIsAParameterError(String body) throws Exception {
    assertEquals(10001, code(authenticating(body)));
  }

  @Test
  void aRequestThatIsNotWhatIsNeededIsAParameterError() throws Exception {
    Map<String, String> right = signed(KEY, SECRET, SignMethod.HMACMD5, Map.of());
    assertEquals(10001, code(with(right, "clientId", "x".repeat(65))));
    assertEquals(10001, code(with(right, "signmethod", "md4")));
    String body = json(right);
    String type = "application/json";
    assertEquals(
        10001, code(request("/auth").POST(BodyPublishers.ofString(body)).build()), "no type");
    assertEquals(10001, code(request("/auth").header("Content-Type", type).GET().build()));
    HttpRequest.Builder typed = request("/auth?a=b").header("Content-Type", type);
    assertEquals(10001, code(typed.POST(BodyPublishers.ofString(body)).build()), "query");
    HttpRequest.Builder inChunks = request("/auth").header("Content-Type", type);
    assertEquals(
        10001,
        code(
            inChunks
                .POST(
                    BodyPublishers.ofInputStream(
                        () -> new ByteArrayInputStream(body.getBytes(UTF_8))))
                .build()),
        "chunks");
    HttpRequest.Builder withCharset =
        request("/auth").header("Content-Type", type + "; charset=utf-8");
    assertEquals(0, code(withCharset.POST(BodyPublishers.ofString(body)).build()));
  }

  @Test
  void whoMayNotComeInIsAnAuthenticationError() throws Exception {
    DeviceKey nobody = new DeviceKey("pkTest", "nobody");
    assertEquals(20000, code(signed(nobody, SECRET, SignMethod.HMACMD5, Map.of())));
    assertEquals(20000, code(signed(KEY, "another", SignMethod.HMACMD5, Map.of())));
    simulator.registry().enable(KEY, false);
    assertEquals(20000, code(authenticating(signed())));
    simulator.registry().enable(KEY, true);
    assertEquals(0, code(authenticating(signed())));
    DeviceKey gateway = new DeviceKey("pkTest", "gateway");
    simulator.registry().createDevice(gateway, Optional.empty());
    String bind = "/api/v1/devices/" + gateway + "/sub-devices";
    String device = "{\"productKey\":\"pkTest\",\"deviceName\":\"device-1\"}";
    assertEquals(204, rest("POST", bind, "{\"devices\":[" + device + "]}").statusCode());
    assertEquals(20000, code(authenticating(signed())));
    String changes = rest("GET", "/api/v1/sessions/changes", "").body();
    assertTrue(changes.contains("a sub-device is there through its gateway only"), changes);
    assertTrue(changes.contains("\"returnCode\":20000"), changes);
  }

  @Test
  void thePlatformsOtherAddressesForDevicesStayAsTheyAre() throws Exception {
    assertEquals(460, form("/auth/devicename", "productKey=a").get("code").getAsInt());
    assertEquals(404, send(request("/authority").GET().build()).statusCode());
    HttpRequest plain =
        HttpRequest.newBuilder(uri("/auth"))
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(signed()))
            .build();
    assertEquals(0, code(plain));
    assertFalse(simulator.sessions().any(KEY).orElseThrow().hasDownlink());
  }
}
