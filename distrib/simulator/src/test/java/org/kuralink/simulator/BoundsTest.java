/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.simulator;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.kuralink.simulator.auth.SignMethod;
import org.kuralink.simulator.broker.Session;

class BoundsTest extends PlatformFixture {

  @Test
  void requestsSentAheadAreAnsweredOneByOneInOrder() throws Exception {
    client().connect();
    String slow = "{\"timeoutMs\":100}";
    String path = devicePath("/services/ping");
    StringBuilder requests = new StringBuilder();
    for (int i = 0; i < 3; i++) {
      requests
          .append("POST " + path + " HTTP/1.1\r\nHost: localhost\r\n")
          .append("Content-Type: application/json\r\nContent-Length: " + slow.length())
          .append("\r\n\r\n" + slow)
          .append("GET /api/v1/none HTTP/1.1\r\nHost: localhost\r\n\r\n");
    }
    requests.append("GET /api/v1/ca.pem HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
    List<String> answers = new ArrayList<>();
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), simulator.ports().http())) {
      socket.setSoTimeout((int) PATIENCE.toMillis());
      socket.getOutputStream().write(requests.toString().getBytes(US_ASCII));
      BufferedReader in = new BufferedReader(new InputStreamReader(socket.getInputStream(), UTF_8));
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        int at = line.indexOf("HTTP/1.1 ");
        if (at >= 0) {
          answers.add(line.substring(at + 9, at + 12));
        }
      }
    }
    assertEquals(List.of("200", "404", "200", "404", "200", "404", "200"), answers);
  }

  @Test
  void aTopicThatIsTooLongEndsTheSession() throws Exception {
    TestClient client = client().connect();
    client.publish("/" + KEY + "/user/" + "x".repeat(600), "1", 0);
    client.awaitLoss();
    assertEquals(
        400,
        rest("POST", devicePath("/messages"), "{\"topic\":\"" + "x".repeat(513) + "\"}")
            .statusCode());
  }

  @Test
  void whoDoesNotReadIsSentOnlySoMuch() throws Exception {
    try (Socket silent = connected()) {
      Awaitility.await().atMost(PATIENCE).until(() -> simulator.sessions().of(KEY).isPresent());
      Session session = simulator.sessions().of(KEY).orElseThrow();
      Awaitility.await()
          .atMost(PATIENCE)
          .until(
              () -> {
                session.send("/sys/a", new byte[1024 * 1024], 0);
                return simulator.journal().recent(1, message -> true).stream()
                    .anyMatch(message -> message.note().contains("does not read"));
              });
      assertTrue(silent.isConnected());
    }
  }

  /** A device that logs in and then reads nothing. */
  private Socket connected() throws IOException {
    Socket socket = new Socket();
    socket.setReceiveBufferSize(4096);
    socket.connect(
        new java.net.InetSocketAddress(InetAddress.getLoopbackAddress(), simulator.ports().tcp()));
    socket
        .getOutputStream()
        .write(signedConnect("c", SignMethod.HMACSHA256, ",signmethod=hmacsha256,_ss=1"));
    return socket;
  }
}
