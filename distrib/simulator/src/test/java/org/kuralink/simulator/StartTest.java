/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.simulator;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/** Tests requests during the start of the simulator. */
class StartTest {

  private static final Duration LIMIT = Duration.ofSeconds(60);

  @Test
  void thePlatformAnswersForTheFirstTimeWhenAllOfItIsThere() throws Exception {
    int port = freePort();
    ExecutorService asking = Executors.newSingleThreadExecutor();
    try {
      Future<HttpResponse<String>> first = asking.submit(() -> firstAnswer(port));
      try (Simulator simulator = Simulator.start(options(port))) {
        HttpResponse<String> answer = first.get();
        assertEquals(200, answer.statusCode(), answer.body());
        JsonObject ports =
            JsonParser.parseString(answer.body()).getAsJsonObject().getAsJsonObject("ports");
        assertEquals(simulator.ports().coap(), ports.get("coap").getAsInt());
        assertEquals(simulator.ports().tls(), ports.get("tls").getAsInt());
        assertTrue(ports.get("coaps").getAsInt() > 0);
      }
    } finally {
      asking.shutdownNow();
    }
  }

  private static SimulatorOptions options(int http) {
    return SimulatorOptions.forTests().withPorts(new Ports(0, 0, 0, 0, 0, http, 0, 0));
  }

  /** Asks again while nobody listens there. */
  private static HttpResponse<String> firstAnswer(int port) {
    HttpClient client = HttpClient.newHttpClient();
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/api/v1/platform"))
            .timeout(LIMIT)
            .build();
    return await("an answer")
        .atMost(LIMIT)
        .pollInSameThread()
        .pollDelay(Duration.ZERO)
        .pollInterval(Duration.ofMillis(1))
        .until(() -> answer(client, request), Optional::isPresent)
        .orElseThrow();
  }

  private static Optional<HttpResponse<String>> answer(HttpClient client, HttpRequest request)
      throws InterruptedException {
    try {
      return Optional.of(client.send(request, BodyHandlers.ofString()));
    } catch (IOException notYet) {
      return Optional.empty();
    }
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }
}
