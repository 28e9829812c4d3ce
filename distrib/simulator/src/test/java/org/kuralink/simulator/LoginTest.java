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
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LoginTest extends PlatformFixture {

  @ParameterizedTest
  @CsvSource({"tcp,hmacsha256,", "tls,hmacsha256,1700000000000", "ws,hmacsha1,", "wss,hmacmd5,789"})
  void eachTransportTakesASignedLogin(String transport, String method, String timestamp)
      throws Exception {
    TestClient client = client();
    client.transport = transport;
    client.method = method;
    client.timestamp = timestamp == null ? "" : timestamp;
    client.connect();
    assertEquals(200, client.ask("thing/event/property/post", post(42)).get("code").getAsInt());
    assertEquals(
        transport,
        restJson("GET", devicePath(""), "")
            .getAsJsonObject("session")
            .get("transport")
            .getAsString());
  }

  private static String post(int level) {
    return "{\"id\":\"1\",\"params\":{\"level\":" + level + "}}";
  }

  @Test
  void wrongSecretIsCode4() {
    TestClient client = client();
    client.secret = "wrong";
    assertEquals(4, client.refusal());
  }

  @Test
  void unknownDeviceIsCode4() {
    TestClient client = client();
    client.userName = "nobody&pkTest";
    assertEquals(4, client.refusal());
    TestClient other = client();
    other.userName = "device-1&pkOther";
    assertEquals(4, other.refusal());
  }

  /** MQTT allows it; who names no device is taken for one that comes with a token, and has none. */
  @Test
  void aMissingUserNameIsCode3AndHarmsNobody() throws Exception {
    for (String more : List.of("", ",authType=register,random=1")) {
      for (String user : Arrays.asList(null, "", "device-1")) {
        TestClient client = client();
        client.userName = user;
        client.extra = more;
        assertEquals(3, client.refusal(), more);
      }
    }
    assertEquals(0, client().refusal());
  }

  @Test
  void aTimestampThatWasNotSignedIsCode4() {
    TestClient client = client();
    client.extra = ",timestamp=1";
    assertEquals(4, client.refusal());
  }

  @Test
  void disabledDeviceIsCode5UntilEnabled() throws Exception {
    simulator.registry().enable(KEY, false);
    assertEquals(5, client().refusal());
    simulator.registry().enable(KEY, true);
    assertEquals(0, client().refusal());
  }

  @Test
  void disablingEndsTheSession() throws Exception {
    TestClient client = client().connect();
    assertEquals(204, rest("POST", devicePath("/disable"), "").statusCode());
    client.awaitLoss();
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 29, 1201, 65535})
  void keepAliveOutOfRangeIsCode2(int keepAlive) {
    TestClient client = client();
    client.keepAlive = keepAlive;
    assertEquals(2, client.refusal());
  }

  @ParameterizedTest
  @ValueSource(ints = {30, 1200})
  void keepAliveInRangeIsTaken(int keepAlive) {
    TestClient client = client();
    client.keepAlive = keepAlive;
    assertEquals(0, client.refusal());
  }

  /** As `ssl://…:1883` of a client that knows the platform's ports. */
  @Test
  void theTcpPortSpeaksTlsWithWhoBeginsIt() throws Exception {
    TestClient client =
        new TestClient(new Ports(0, simulator.ports().tcp(), 0, 0, 0, 0, 0, 0), trust, KEY, SECRET);
    toClose.add(client);
    client.transport = "tls";
    client.connect();
    JsonObject session = restJson("GET", devicePath(""), "").getAsJsonObject("session");
    assertEquals("tls", session.get("transport").getAsString());
    client.secureMode = "3";
    assertEquals(2, client.refusal());
  }

  @Test
  void securemodeMustFitTheTransport() {
    TestClient plain = client();
    plain.secureMode = "2";
    assertEquals(2, plain.refusal());
    TestClient encrypted = client();
    encrypted.transport = "tls";
    encrypted.secureMode = "3";
    assertEquals(2, encrypted.refusal());
  }

  @Test
  void clientIdsLongerThan64AreCode2() {
    TestClient longest = client();
    longest.clientId = "x".repeat(64);
    assertEquals(0, longest.refusal());
    TestClient tooLong = client();
    tooLong.clientId = "x".repeat(65);
    assertEquals(2, tooLong.refusal());
  }

  @Test
  void malformedIdentifiersAndUnknownMethodsAreCode2() {
    TestClient malformed = client();
    malformed.rawClientId = "id|securemode=3";
    assertEquals(2, malformed.refusal());
    TestClient unknown = client();
    unknown.extra = ",signmethod=md4";
    assertEquals(2, unknown.refusal());
  }

  @Test
  void extraParametersAndATrailingCommaAreHarmless() {
    TestClient client = client();
    client.extra = ",_ss=1,_v=x,ext=3,lan=C,gw=0,";
    assertEquals(0, client.refusal());
  }

  @Test
  void theSameIdentityTwiceEndsTheFirstSession() throws Exception {
    TestClient first = client().connect();
    TestClient second = client();
    second.clientId = "other";
    second.connect();
    first.awaitLoss();
    assertTrue(second.mqtt.isConnected());
    assertEquals(200, second.ask("thing/event/property/post", post(1)).get("code").getAsInt());
  }

  @Test
  void severalSimulatorsRunSideBySide() throws Exception {
    try (Simulator other = Simulator.start(options())) {
      other
          .registry()
          .createProduct(
              Optional.of("pkOther"), "o", Optional.empty(), false, simulator.registry().tsl(KEY));
      assertTrue(simulator.registry().product("pkOther").isEmpty());
      assertEquals(0, client().refusal());
    }
  }
}
