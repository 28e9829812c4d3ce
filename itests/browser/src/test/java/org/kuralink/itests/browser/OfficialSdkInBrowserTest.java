/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.itests.browser;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Tests that the browser build of the official SDK, unmodified and with its public options only, is
 * a device of the simulator. Its client id contains the language {@code JS|Broswer }, including bar
 * and blank.
 */
class OfficialSdkInBrowserTest {

  private static final Path SDK =
      Path.of(
          System.getProperty("kuralink.root", "../.."),
          "itests/interop/node_modules/alibabacloud-iot-device-sdk/dist",
          "alibabacloud-iot-device-sdk.js");

  private static final String OPEN =
      """
      window.told = [];
      const tell = (event, more) => told.push({ event, ...more });
      window.device = iot.device({ productKey: arguments[0], deviceName: arguments[1],
        deviceSecret: arguments[2], brokerUrl: arguments[3] });
      device.on('connect', () => tell('connect'));
      device.on('error', (error) => tell('error', { text: String(error) }));
      device.onProps((request) => {
        device.publish(`/sys/${arguments[0]}/${arguments[1]}/thing/service/property/set_reply`,
          JSON.stringify({ id: request.id, code: 200, data: {} }));
        tell('set', { params: request.params });
      });
      """;

  private static Platform platform;
  private static HttpServer server;

  @BeforeAll
  static void start() throws Exception {
    platform = new Platform();
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    serve("/", "text/html", "<!doctype html><title>device</title><script src=sdk.js></script>");
    serve("/sdk.js", "text/javascript", Files.readString(SDK));
    server.start();
  }

  private static void serve(String path, String type, String content) {
    byte[] body = content.getBytes(StandardCharsets.UTF_8);
    server.createContext(
        path,
        exchange -> {
          exchange.getResponseHeaders().set("Content-Type", type + "; charset=utf-8");
          exchange.sendResponseHeaders(200, body.length);
          try (var out = exchange.getResponseBody()) {
            out.write(body);
          } catch (IOException gone) {
            exchange.close();
          }
        });
  }

  @AfterAll
  static void stop() throws Exception {
    server.stop(0);
    platform.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"ws", "wss"})
  void connectsPostsAndAnswersASet(String transport) throws Exception {
    int port =
        transport.equals("ws")
            ? platform.simulator().ports().ws()
            : platform.simulator().ports().wss();
    String path = "/devices/" + Platform.PRODUCT + "/" + Platform.DEVICE;
    try (Chromium browser = Chromium.open("en-US", 1280)) {
      browser.go("http://127.0.0.1:" + server.getAddress().getPort() + "/");
      browser.run(
          OPEN,
          Platform.PRODUCT,
          Platform.DEVICE,
          Platform.SECRET,
          transport + "://127.0.0.1:" + port + "/mqtt");
      browser.await(
          "the log-in", page -> browser.run("return told.some((one) => one.event === 'connect')"));

      JsonObject session = platform.get(path).getAsJsonObject().getAsJsonObject("session");
      assertEquals(transport, session.get("transport").getAsString());
      String clientId = session.get("clientId").getAsString();
      assertTrue(clientId.contains("lan=JS|Broswer ,_v="), clientId);

      browser.run(
          "device.postProps({ temperature: 21.5 }, (reply) => told.push({ event: 'reply', reply }))");
      assertEquals(
          200L,
          browser.<Object>await(
              "the reply",
              page -> browser.run("return told.find((one) => one.event === 'reply')?.reply.code")));

      browser.await("the subscriptions", page -> subscribed(path));
      CompletableFuture<JsonObject> answer =
          CompletableFuture.supplyAsync(() -> set(path, "{\"params\": {\"label\": \"温室\"}}"));
      assertEquals(
          "温室",
          browser.<Object>await(
              "the set",
              page -> browser.run("return told.find((one) => one.event === 'set')?.params.label")));
      assertEquals(200, answer.get(30, TimeUnit.SECONDS).get("code").getAsInt());
    }
  }

  private static boolean subscribed(String path) {
    try {
      JsonObject session = platform.get(path).getAsJsonObject().getAsJsonObject("session");
      return session.getAsJsonArray("subscriptions").size() >= 16;
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  private static JsonObject set(String path, String body) {
    try {
      return platform.send("POST", path + "/properties/set", body).getAsJsonObject();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }
}
