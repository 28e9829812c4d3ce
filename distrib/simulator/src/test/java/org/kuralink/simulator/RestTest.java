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
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RestTest extends PlatformFixture {
  private static final String PRODUCTS = "/api/v1/products";

  @Test
  void aProductIsCreatedChangedAndDeleted() throws Exception {
    JsonObject made = restJson("POST", PRODUCTS, "{\"name\":\"P\",\"tsl\":{\"properties\":[]}}");
    String key = made.get("productKey").getAsString();
    assertFalse(made.get("productSecret").getAsString().isEmpty());
    String path = PRODUCTS + "/" + key;
    assertFalse(restJson("GET", path, "").has("productSecret"));
    assertEquals(
        made.get("productSecret"), restJson("GET", path + "/secret", "").get("productSecret"));
    JsonObject changed = restJson("PATCH", path, "{\"dynamicRegistration\":true}");
    assertTrue(changed.get("dynamicRegistration").getAsBoolean());
    assertEquals("P", changed.get("name").getAsString());
    String tsl =
        "{\"properties\":[{\"identifier\":\"a\",\"accessMode\":\"r\",\"dataType\":{\"type\":\"int\"}}]}";
    assertEquals(204, rest("PUT", path + "/tsl", tsl).statusCode());
    assertEquals(tsl, restJson("GET", path + "/tsl", "").toString());
    assertEquals(204, rest("DELETE", path, "").statusCode());
    assertEquals(404, rest("GET", path, "").statusCode());
    assertEquals(404, rest("DELETE", path, "").statusCode());
  }

  @Test
  void aDeviceIsCreatedUsedAndDeleted() throws Exception {
    String devices = PRODUCTS + "/pkTest/devices";
    JsonObject made = restJson("POST", devices, "{\"deviceName\":\"d2\"}");
    assertEquals("inactive", made.get("status").getAsString());
    String secret = made.get("deviceSecret").getAsString();
    String path = "/api/v1/devices/pkTest/d2";
    assertFalse(restJson("GET", path, "").has("deviceSecret"));
    assertEquals(secret, restJson("GET", path + "/secret", "").get("deviceSecret").getAsString());
    assertEquals(409, rest("POST", devices, "{\"deviceName\":\"d2\"}").statusCode());
    assertEquals(204, rest("PUT", path + "/secret", "{\"deviceSecret\":\"other\"}").statusCode());
    TestClient client =
        new TestClient(
            simulator.ports(),
            trust,
            new org.kuralink.simulator.registry.DeviceKey("pkTest", "d2"),
            "other");
    toClose.add(client);
    client.connect();
    assertEquals("online", restJson("GET", path, "").get("status").getAsString());
    JsonArray sessions = restJson("GET", "/api/v1/sessions", "").getAsJsonArray("items");
    assertEquals("d2", sessions.get(0).getAsJsonObject().get("deviceName").getAsString());
    assertEquals(204, rest("DELETE", path, "").statusCode());
    client.awaitLoss();
    assertEquals(4, client.refusal());
    assertEquals(404, rest("GET", path, "").statusCode());
  }

  @Test
  void deletingAProductDeletesItsDevices() throws Exception {
    TestClient client = client().connect();
    assertEquals(204, rest("DELETE", PRODUCTS + "/pkTest", "").statusCode());
    client.awaitLoss();
    JsonArray left =
        restJson("GET", "/api/v1/devices?productKey=pkTest", "").getAsJsonArray("items");
    assertEquals(0, left.size());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "POST;/api/v1/products;{};400",
        "POST;/api/v1/products;{\"name\":1};400",
        "POST;/api/v1/products;{\"name\":\"x\",\"productKey\":\"a b\"};400",
        "POST;/api/v1/products;{\"name\":\"x\",\"tsl\":{\"properties\":[{}]}};400",
        "POST;/api/v1/products;{\"name\":\"x\",\"productKey\":\"pkTest\"};409",
        "POST;/api/v1/products;{;400",
        "POST;/api/v1/products/none/devices;{\"deviceName\":\"a\"};404",
        "POST;/api/v1/products/pkTest/devices;{\"deviceName\":\"a/b\"};400",
        "POST;/api/v1/products/pkTest/devices;{};400",
        "POST;/api/v1/devices/pkTest/none/kick;{};404",
        "POST;/api/v1/devices/pkTest/device-1/properties/set;{\"params\":[]};400",
        "POST;/api/v1/devices/pkTest/device-1/properties/get;{\"params\":{}};400",
        "POST;/api/v1/devices/pkTest/device-1/messages;{\"topic\":\"a/#\"};400",
        "POST;/api/v1/devices/pkTest/device-1/messages;{\"topic\":\"a\",\"payloadBase64\":\"?\"};400",
        "GET;/api/v1/messages?limit=0;'';400",
        "GET;/api/v1/messages?limit=x;'';400",
        "PUT;/api/v1/products;{};405",
        "GET;/api/v1/none;'';404",
        "GET;/../../etc/passwd;'';404"
      })
  void badRequestsAreRefusedInWords(String method, String path, String body, int status)
      throws Exception {
    var response = rest(method, path, body);
    assertEquals(status, response.statusCode(), response.body());
    assertTrue(response.body().contains("\"message\""), response.body());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "GET /api/v1/products HTTP/1.1\r\nHost: evil.example\r\n\r\n",
        "GET /api/v1/products HTTP/1.1\r\n\r\n",
        "POST /api/v1/broker/stop HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 2\r\n\r\n{}",
        "POST /api/v1/broker/stop HTTP/1.1\r\nHost: 127.0.0.1\r\n"
            + "Origin: http://evil.example\r\nContent-Length: 0\r\n\r\n",
        "POST /api/v1/broker/stop HTTP/1.1\r\nHost: localhost\r\n"
            + "Content-Type: text/plain\r\nContent-Length: 0\r\n\r\n",
        "POST /api/v1/broker/stop HTTP/1.1\r\nHost: localhost\r\nOrigin: http://evil.example\r\n"
            + "Content-Type: application/json\r\nContent-Length: 0\r\n\r\n",
        "GET /api/v1/products HTTP/1.1\r\nHost: localhost\r\nHost: evil.example\r\n\r\n",
        "GET /api/v1/products HTTP/1.1\r\nHost: evil.example\r\nHost: localhost\r\n\r\n",
        "GET /api/v1/products HTTP/1.1\r\nHost: localhost\r\nHost: localhost\r\n\r\n",
        "GET http://evil.example/api/v1/products HTTP/1.1\r\nHost: localhost\r\n\r\n",
        "GET http://localhost/api/v1/products HTTP/1.1\r\nHost: evil.example\r\n\r\n",
        "GET /api/v1/events HTTP/1.1\r\nHost: localhost\r\nOrigin: http://evil.example\r\n\r\n",
        "POST /api/v1/broker/stop HTTP/1.1\r\nHost: localhost\r\nOrigin: null\r\n"
            + "Content-Type: application/json\r\nContent-Length: 0\r\n\r\n",
        "POST /api/v1/broker/stop HTTP/1.1\r\nHost: localhost\r\nReferer: http://evil.example/\r\n"
            + "Content-Type: application/json\r\nContent-Length: 0\r\n\r\n",
        "POST /api/v1/broker/stop HTTP/1.1\r\nHost: localhost\r\nHost: evil.example\r\n"
            + "Content-Type: application/json\r\nContent-Length: 0\r\n\r\n",
        "POST /api/v1/files?name=a HTTP/1.1\r\nHost: localhost\r\nOrigin: http://evil.example\r\n"
            + "Content-Type: multipart/form-data; boundary=x\r\nContent-Length: 5\r\n\r\n--x--",
        "POST /api/v1/files?name=a HTTP/1.1\r\nHost: localhost\r\nReferer: http://evil.example/\r\n"
            + "Content-Type: application/octet-stream\r\nContent-Length: 5\r\n\r\n12345",
        "GET /api/v1/products?%zz HTTP/1.1\r\nHost: localhost\r\n\r\n",
        "nonsense\r\n\r\n"
      })
  void foreignPagesAndNonsenseAreTurnedAway(String request) throws Exception {
    String answer = raw(request);
    assertTrue(answer.matches("HTTP/1\\.[01] 4\\d\\d.*"), answer);
    assertTrue(simulator.broker().running());
  }

  private String raw(String request) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), simulator.ports().http())) {
      socket.setSoTimeout((int) PATIENCE.toMillis());
      OutputStream out = socket.getOutputStream();
      out.write(request.getBytes(StandardCharsets.US_ASCII));
      out.flush();
      return new BufferedReader(
              new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8))
          .readLine();
    }
  }

  @Test
  void thePlatformTellsOfItself() throws Exception {
    JsonObject platform = restJson("GET", "/api/v1/platform", "");
    assertEquals(simulator.ports().wss(), platform.getAsJsonObject("ports").get("wss").getAsInt());
    assertTrue(platform.get("brokerRunning").getAsBoolean());
    assertTrue(rest("GET", "/api/v1/ca.pem", "").body().startsWith("-----BEGIN CERTIFICATE"));
    assertTrue(rest("GET", "/openapi.yaml", "").body().startsWith("openapi: 3"));
  }

  @Test
  void messagesAreRecordedAndFiltered() throws Exception {
    TestClient client = client().connect();
    client.ask("thing/event/property/post", "{\"id\":\"1\",\"params\":{\"level\":4}}");
    JsonArray items =
        restJson("GET", "/api/v1/messages?deviceName=device-1", "").getAsJsonArray("items");
    assertEquals(2, items.size());
    JsonObject up = items.get(0).getAsJsonObject();
    assertEquals("up", up.get("direction").getAsString());
    assertEquals("{\"id\":\"1\",\"params\":{\"level\":4}}", up.get("payload").getAsString());
    assertEquals("down", items.get(1).getAsJsonObject().get("direction").getAsString());
    assertEquals(
        0, restJson("GET", "/api/v1/messages?deviceName=x", "").getAsJsonArray("items").size());
    assertEquals(1, restJson("GET", "/api/v1/messages?limit=1", "").getAsJsonArray("items").size());
  }
}
