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
import java.io.BufferedReader;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.kuralink.simulator.json.StrictJson;
import org.kuralink.simulator.registry.DeviceKey;

@Timeout(60)
class EventStreamTest extends PlatformFixture {

  /** Some send more than a device may. */
  @Override
  SimulatorOptions options() {
    return super.options().withLimits(Limits.NONE);
  }

  private BufferedReader open(String query) throws Exception {
    HttpResponse<InputStream> response =
        http.send(
            HttpRequest.newBuilder(uri("/api/v1/events" + query)).build(),
            HttpResponse.BodyHandlers.ofInputStream());
    assertEquals(
        "text/event-stream; charset=utf-8",
        response.headers().firstValue("content-type").orElse(""));
    BufferedReader reader =
        new BufferedReader(new InputStreamReader(response.body(), StandardCharsets.UTF_8));
    toClose.add(reader);
    next(reader, "hello");
    return reader;
  }

  /** Reads on until an event of that name. */
  private static JsonObject next(BufferedReader reader, String name) throws Exception {
    String line = reader.readLine();
    while (line != null && !line.equals("event: " + name)) {
      line = reader.readLine();
    }
    return StrictJson.parse(reader.readLine().substring("data: ".length())).getAsJsonObject();
  }

  @Test
  void sessionsMessagesAndChangesAreSeenLive() throws Exception {
    BufferedReader events = open("");
    TestClient client = client().connect();
    JsonObject session = next(events, "session");
    assertEquals("connected", session.get("kind").getAsString());
    assertEquals("device-1", session.get("deviceName").getAsString());
    client.ask("thing/event/property/post", "{\"id\":\"1\",\"params\":{\"level\":4}}");
    assertEquals("up", next(events, "message").get("direction").getAsString());
    assertEquals("down", next(events, "message").get("direction").getAsString());
    TestClient refused = client();
    refused.secret = "wrong";
    refused.refusal();
    JsonObject refusal = next(events, "session");
    assertEquals(4, refusal.get("returnCode").getAsInt());
    assertEquals("wrong signature", refusal.get("reason").getAsString());
    rest("POST", "/api/v1/products", "{\"name\":\"new\"}");
    assertEquals("created", next(events, "product").get("change").getAsString());
    rest("PUT", "/api/v1/faults", "{\"silent\":true}");
    assertTrue(next(events, "fault").get("silent").getAsBoolean());
    rest("POST", "/api/v1/broker/stop", "");
    assertEquals("disconnected", next(events, "session").get("kind").getAsString());
  }

  @Test
  void aStreamCanBeNarrowedToADevice() throws Exception {
    simulator.registry().createDevice(new DeviceKey("pkTest", "other"), Optional.of("s2"));
    BufferedReader events = open("?productKey=pkTest&deviceName=other");
    client().connect();
    TestClient other =
        new TestClient(simulator.ports(), trust, new DeviceKey("pkTest", "other"), "s2");
    toClose.add(other);
    other.connect();
    assertEquals("other", next(events, "session").get("deviceName").getAsString());
  }

  @Test
  void aSubscriberThatDoesNotReadIsCutOffAndHoldsNobodyUp() throws Exception {
    try (Socket lazy = new Socket(InetAddress.getLoopbackAddress(), simulator.ports().http())) {
      lazy.getOutputStream()
          .write("GET /api/v1/events HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes());
      lazy.getOutputStream().flush();
      assertTrue(lazy.getInputStream().read() >= 0);
      TestClient client = client().connect();
      String large = "{\"id\":\"1\",\"params\":{\"serial\":\"" + "x".repeat(8000) + "\"}}";
      for (int i = 0; i < 3000; i++) {
        client.publish(client.sys("thing/event/property/post"), large, 0);
      }
      for (int i = 0; i < 3000; i++) {
        client.next();
      }
      byte[] rest = lazy.getInputStream().readAllBytes();
      assertTrue(rest.length < 24_000_000);
    }
  }
}
