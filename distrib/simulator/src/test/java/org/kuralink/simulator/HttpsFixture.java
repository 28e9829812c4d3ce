/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.simulator;

import com.google.gson.JsonObject;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.kuralink.simulator.auth.SignMethod;
import org.kuralink.simulator.json.StrictJson;
import org.kuralink.simulator.live.Message;
import org.kuralink.simulator.registry.DeviceKey;

/** A device that publishes over HTTPS with a client of the JDK. */
abstract class HttpsFixture extends PlatformFixture {
  static final String POST = "/topic/sys/" + KEY + "/thing/event/property/post";

  HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(
            URI.create("https://localhost:" + simulator.ports().https() + path))
        .timeout(PATIENCE);
  }

  HttpRequest publishing(String token, String path, byte[] body) {
    return request(path)
        .header("password", token)
        .header("Content-Type", "application/octet-stream")
        .POST(HttpRequest.BodyPublishers.ofByteArray(body))
        .build();
  }

  HttpResponse<String> send(HttpRequest request) throws Exception {
    return http.send(request, HttpResponse.BodyHandlers.ofString());
  }

  /** The answer, which has status 200 whatever it says. */
  JsonObject answer(HttpRequest request) throws Exception {
    HttpResponse<String> response = send(request);
    if (response.statusCode() != 200) {
      throw new AssertionError(response.statusCode() + " " + response.body());
    }
    return StrictJson.parse(response.body()).getAsJsonObject();
  }

  int code(HttpRequest request) throws Exception {
    return answer(request).get("code").getAsInt();
  }

  HttpRequest authenticating(String body) {
    return request("/auth")
        .header("Content-Type", "application/json")
        .POST(HttpRequest.BodyPublishers.ofString(body))
        .build();
  }

  /** A signed body; what is given more is signed too. */
  static Map<String, String> signed(
      DeviceKey key, String secret, SignMethod method, Map<String, String> more) {
    Map<String, String> content = new TreeMap<>(more);
    content.put("clientId", key.productKey() + "." + key.deviceName());
    content.put("productKey", key.productKey());
    content.put("deviceName", key.deviceName());
    String sign = method.sign(secret, content);
    content.put("sign", sign);
    if (method != SignMethod.HMACMD5) {
      content.put("signmethod", method.name().toLowerCase(Locale.ROOT));
    }
    return content;
  }

  static String json(Map<String, String> members) {
    JsonObject json = new JsonObject();
    members.forEach(json::addProperty);
    return json.toString();
  }

  static String signed() {
    return json(signed(KEY, SECRET, SignMethod.HMACSHA1, Map.of()));
  }

  String token() throws Exception {
    JsonObject answer = answer(authenticating(signed()));
    return answer.getAsJsonObject("info").get("token").getAsString();
  }

  JsonObject publish(String token, String path, String body) throws Exception {
    return answer(publishing(token, path, body.getBytes(StandardCharsets.UTF_8)));
  }

  int published(String token, String path, String body) throws Exception {
    return publish(token, path, body).get("code").getAsInt();
  }

  static String level(int value) {
    return "{\"id\":\"" + value + "\",\"version\":\"1.0\",\"params\":{\"level\":" + value + "}}";
  }

  void fault(String json) throws Exception {
    HttpResponse<String> response = rest("PUT", devicePath("/faults"), json);
    if (response.statusCode() != 200) {
      throw new AssertionError(response.body());
    }
  }

  List<Message> journal(boolean up) {
    return simulator.journal().recent(1000, message -> message.up() == up);
  }

  List<String> notes(boolean up) {
    return journal(up).stream().map(Message::note).toList();
  }
}
