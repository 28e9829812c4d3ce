/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.simulator.auth;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ClientIdentifierTest {

  @Test
  void parametersComeInAnyOrderAndMayEndInAComma() {
    ClientIdentifier one = ClientIdentifier.parse("id|signmethod=a,securemode=2,|").orElseThrow();
    ClientIdentifier other = ClientIdentifier.parse("id|securemode=2,signmethod=a|").orElseThrow();
    assertEquals(other, one);
    assertEquals(Map.of("securemode", "2", "signmethod", "a"), one.parameters());
  }

  @Test
  void theIdentifierMayBeEmptyOrStandAlone() {
    assertEquals("", ClientIdentifier.parse("|securemode=2|").orElseThrow().clientId());
    assertEquals("plain", ClientIdentifier.parse("plain").orElseThrow().clientId());
    assertEquals("v", ClientIdentifier.parse("i|k=v|").orElseThrow().parameter("k", ""));
    assertEquals("a=b", ClientIdentifier.parse("i|k=a=b|").orElseThrow().parameter("k", ""));
  }

  /** As the browser build of the official SDK and an older one for Node.js send theirs. */
  @Test
  void theParametersReachToTheLastBarAndMayHoldBarsAndBlanks() {
    ClientIdentifier browser =
        ClientIdentifier.parse("id|securemode=2,lan=JS|Broswer ,_v=aliyun-iot-device-sdk-js-1|")
            .orElseThrow();
    assertEquals("id", browser.clientId());
    assertEquals("JS|Broswer", browser.parameter("lan", ""));
    assertEquals("2", browser.parameter("securemode", ""));

    ClientIdentifier older =
        ClientIdentifier.parse("pk.id|securemode=3,\n  signmethod = hmacsha1 ,\n  timestamp=1|")
            .orElseThrow();
    assertEquals(
        Map.of("securemode", "3", "signmethod", "hmacsha1", "timestamp", "1"), older.parameters());
    assertEquals("2", ClientIdentifier.parse("i|a=1|b=2,c=2|").orElseThrow().parameter("c", ""));
  }

  @ParameterizedTest
  @ValueSource(strings = {"id|", "id|a=1", "id|a=1|x", "id|a|", "id|=1|", "id|a=1,a=2|"})
  void anythingElseIsRefused(String text) {
    assertTrue(ClientIdentifier.parse(text).isEmpty());
  }
}
