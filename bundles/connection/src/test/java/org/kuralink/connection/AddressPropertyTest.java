/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.connection;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.URI;
import java.net.http.HttpRequest;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** Every configuration that is accepted yields valid addresses. */
class AddressPropertyTest {

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
  void whatIsAcceptedHasAddresses() {
    int accepted = 0;
    for (int round = 0; round < ROUNDS; round++) {
      Map<String, Object> properties = new HashMap<>();
      properties.put("product.key", random.nextBoolean() ? "a1b2c3" : text());
      properties.put("device.name", "dn");
      properties.put("device.secret", "secret");
      for (String name : new String[] {"host", "region", "instance.id"}) {
        if (random.nextInt(3) == 0) {
          properties.put(name, text());
        }
      }
      if (random.nextInt(3) == 0) {
        properties.put("auth.url", "https://" + text());
      }
      ConnectionSettings settings;
      try {
        settings = ConnectionSettings.read(properties, UnaryOperator.identity());
      } catch (InvalidConfigurationException e) {
        continue;
      }
      accepted++;
      assertDoesNotThrow(() -> build(settings), () -> "" + properties);
    }
    assertTrue(accepted > ROUNDS / 50, accepted + " accepted");
    assertTrue(accepted < ROUNDS / 2, accepted + " accepted");
  }

  private static void build(ConnectionSettings settings) {
    URI server = settings.login().endpoint().uri();
    String authority = server.getRawAuthority();
    int port = Integer.parseInt(authority.substring(authority.lastIndexOf(':') + 1));
    assertTrue(port > 0 && port < 65_536, authority);
    HttpRequest.newBuilder(URI.create(settings.login().authUrl() + "/auth/devicename"));
  }
}
