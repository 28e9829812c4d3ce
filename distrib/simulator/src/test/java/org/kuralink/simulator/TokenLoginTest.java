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

import com.google.gson.JsonObject;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.kuralink.simulator.auth.SignMethod;

class TokenLoginTest extends PlatformFixture {
  private static final String PATH = "/auth/devicename";

  private static String signed(SignMethod method, String clientId, String more) {
    String sign =
        method.sign(
            SECRET,
            Map.of(
                "clientId",
                clientId,
                "deviceName",
                KEY.deviceName(),
                "productKey",
                KEY.productKey(),
                "timestamp",
                "789"));
    return "productKey="
        + KEY.productKey()
        + "&deviceName="
        + KEY.deviceName()
        + "&clientId="
        + clientId
        + "&timestamp=789&version=default&sign="
        + sign
        + more;
  }

  private TestClient tokenClient(JsonObject data) {
    TestClient client = client();
    client.transport = "tls";
    client.rawClientId = "any-name";
    client.userName = data.get("iotId").getAsString();
    client.password = data.get("iotToken").getAsString();
    return client;
  }

  @ParameterizedTest
  @CsvSource({"HMACMD5,''", "HMACSHA1,&signmethod=hmacsha1", "HMACSHA256,&signmethod=hmacsha256"})
  void aTokenOpensASession(SignMethod method, String more) throws Exception {
    JsonObject answer = form(PATH, signed(method, "c1", more));
    assertEquals(200, answer.get("code").getAsInt());
    assertFalse(answer.getAsJsonObject("data").has("resources"));
    TestClient client = tokenClient(answer.getAsJsonObject("data")).connect();
    client.hear(client.sys("thing/event/property/+"));
    JsonObject reply = client.ask("thing/event/property/post", "{\"id\":\"1\",\"params\":{}}");
    assertEquals(200, reply.get("code").getAsInt());
  }

  @ParameterizedTest
  @CsvSource({"&resources=mqtt", "&resouces=mqtt"})
  void resourcesNameHostAndPort(String more) throws Exception {
    JsonObject data = form(PATH, signed(SignMethod.HMACMD5, "c1", more)).getAsJsonObject("data");
    JsonObject mqtt = data.getAsJsonObject("resources").getAsJsonObject("mqtt");
    assertEquals("127.0.0.1", mqtt.get("host").getAsString());
    assertEquals(simulator.ports().tls(), mqtt.get("port").getAsInt());
  }

  @Test
  void anExpiredOrWrongTokenIsCode3() throws Exception {
    JsonObject data = form(PATH, signed(SignMethod.HMACMD5, "c1", "")).getAsJsonObject("data");
    clock.forward(Duration.ofDays(7).minusSeconds(1));
    assertEquals(0, tokenClient(data).refusal());
    clock.forward(Duration.ofSeconds(1));
    assertEquals(3, tokenClient(data).refusal());
    JsonObject fresh = form(PATH, signed(SignMethod.HMACMD5, "c1", "")).getAsJsonObject("data");
    assertEquals(0, tokenClient(fresh).refusal());
    fresh.addProperty("iotToken", "wrong");
    assertEquals(3, tokenClient(fresh).refusal());
    fresh.addProperty("iotId", "wrong");
    assertEquals(3, tokenClient(fresh).refusal());
  }

  @Test
  void refusalsHaveTheCodesOfThePlatform() throws Exception {
    String good = signed(SignMethod.HMACMD5, "c1", "");
    assertEquals(401, code(good.replaceAll("sign=....", "sign=0000")));
    assertEquals(460, code(good.replace("clientId=c1", "clientId=" + "x".repeat(65))));
    assertEquals(460, code("productKey=a&deviceName=b"));
    assertEquals(460, code(""));
    assertEquals(460, code("%%%&&==="));
    assertEquals(5001, code(good.replace("deviceName=device-1", "deviceName=nobody")));
    assertEquals(6200, code(good + "&signmethod=md4"));
    simulator.registry().enable(KEY, false);
    assertEquals(6204, code(good));
    rest("PUT", "/api/v1/faults", "{\"authCode\":500}");
    assertEquals(500, code(good));
  }

  private int code(String form) throws Exception {
    return form(PATH, form).get("code").getAsInt();
  }
}
