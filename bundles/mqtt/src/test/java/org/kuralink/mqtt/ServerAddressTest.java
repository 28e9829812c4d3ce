/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.mqtt;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import org.eclipse.paho.client.mqttv3.internal.NetworkModuleService;
import org.junit.jupiter.api.Test;
import org.kuralink.api.line.LineServer;
import org.kuralink.login.Endpoint;
import org.kuralink.login.Transport;

/** The client accepts every host that a configuration accepts. */
class ServerAddressTest {

  private static final int ROUNDS = 10_000;
  private static final String[] PARTS = {
    "a1", "-", "_", ".", ":", "::1", "[", "]", "%", "%41", "é", "产品", "localhost", "1883", "65536",
        "https://",
    "/", "\\", "@", "?", "#", "127.0.0.1", "iot-06z00", "cn-shanghai", "~", "!", "{", "}", "^", "|",
        "\"", "x"
  };

  private final Random random = new Random(1105);

  private String text() {
    StringBuilder text = new StringBuilder();
    for (int i = random.nextInt(5); i > 0; i--) {
      text.append(PARTS[random.nextInt(PARTS.length)]);
    }
    return text.toString();
  }

  @Test
  void whatIsAHostIsOneForTheClient() {
    int accepted = 0;
    for (int round = 0; round < ROUNDS; round++) {
      String host = text();
      if (!host.isEmpty() && !Endpoint.isHost(host)) {
        continue;
      }
      accepted++;
      for (Transport transport : Transport.values()) {
        LineServer server = new LineServer(transport.toString(), host, 0, "cn-shanghai", "");
        String uri = Endpoint.of("a1b2c3", server).uri().toString();
        assertDoesNotThrow(() -> NetworkModuleService.validateURI(uri), uri);
      }
    }
    assertTrue(accepted > ROUNDS / 50, accepted + " accepted");
  }
}
