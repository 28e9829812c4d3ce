/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.simulator;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests injected faults for devices that publish over HTTPS. */
class HttpsFaultTest extends HttpsFixture {

  private HttpRequest post(String token, int value) {
    return publishing(token, POST, level(value).getBytes(UTF_8));
  }

  private boolean has(int value) throws Exception {
    var level = simulator.registry().required(KEY).properties().get("level");
    return level != null && level.value().getAsInt() == value;
  }

  @ParameterizedTest
  @ValueSource(ints = {10000, 10001, 20000, 20001, 20002, 20003, 20004, 30001, 40000, 200})
  void theCodeWantedIsAnsweredSoManyTimesAndNothingTaken(int code) throws Exception {
    String token = token();
    fault("{\"httpsCode\":" + code + ",\"httpsTimes\":2}");
    assertEquals(code, code(post(token, 1)));
    assertEquals(code, code(authenticating(signed())));
    assertFalse(has(1));
    assertEquals(List.of("fault: httpsCode " + code), notes(true));
    assertEquals(0, code(post(token, 2)));
    assertTrue(has(2));
  }

  @ParameterizedTest
  @ValueSource(ints = {301, 403, 429, 500, 502})
  void theStatusWantedIsAnsweredAndNothingTaken(int status) throws Exception {
    String token = token();
    String form = status == 403 ? "html" : "proper";
    fault("{\"httpsStatus\":" + status + ",\"httpsForm\":\"" + form + "\"}");
    HttpResponse<String> response = send(post(token, 1));
    assertEquals(status, response.statusCode());
    assertEquals(status == 403, response.body().startsWith("<!DOCTYPE html>"));
    assertEquals(status == 301, response.headers().firstValue("Location").isPresent());
    assertFalse(has(1));
  }

  @Test
  void theFaultIsOfOneOfTheTwoAddressesIfItIsToBe() throws Exception {
    String token = token();
    fault("{\"httpsCode\":20000,\"replyTopic\":\"/auth\"}");
    assertEquals(20000, code(authenticating(signed())));
    assertEquals(0, code(post(token, 1)));
  }

  @Test
  void theConnectionIsClosedBehindTheHeadersThoughTheMessageIsTaken() throws Exception {
    String token = token();
    fault("{\"httpsForm\":\"cut-off\",\"httpsTimes\":1}");
    assertThrows(IOException.class, () -> send(post(token, 1)));
    assertTrue(has(1));
    // The client may not know yet that its connection is closed.
    http = http(version());
    assertEquals(0, code(post(token, 2)));
  }

  @Test
  void answersAreMalformed() throws Exception {
    String token = token();
    fault("{\"httpsForm\":\"html\"}");
    assertTrue(send(post(token, 1)).body().startsWith("<!DOCTYPE html>"));
    fault("{\"httpsForm\":\"twice\"}");
    assertTrue(send(post(token, 2)).body().endsWith("}{\"code\":0}"));
    fault("{\"httpsForm\":\"text-code\"}");
    assertTrue(send(post(token, 3)).body().contains("\"code\":\"0\""));
    fault("{\"httpsForm\":\"no-code\"}");
    assertFalse(send(post(token, 4)).body().contains("code"));
    fault("{\"httpsForm\":\"huge\"}");
    assertTrue(send(post(token, 5)).body().length() > 20_000_000);
    assertTrue(has(5));
  }

  @Test
  void theAnswerComesByteByByte() throws Exception {
    String token = token();
    fault("{\"httpsForm\":\"trickle\"}");
    HttpResponse<InputStream> response = http.send(post(token, 1), BodyHandlers.ofInputStream());
    try (InputStream body = response.body()) {
      assertEquals('{', body.read());
      assertEquals(0, body.available());
      assertEquals('"', body.read());
    }
    assertTrue(has(1));
  }

  @ParameterizedTest
  @ValueSource(strings = {"{\"httpsForm\":\"none\"}", "{\"mute\":true}"})
  void nothingIsAnswered(String fault) throws Exception {
    String token = token();
    fault(fault);
    CompletableFuture<HttpResponse<String>> answer =
        http.sendAsync(post(token, 1), BodyHandlers.ofString());
    await().atMost(PATIENCE).until(() -> has(1));
    assertFalse(answer.isDone());
    answer.cancel(true);
    fault("{}");
    assertEquals(0, code(post(token, 2)));
  }

  @Test
  void theFaultsOfLogInsHoldHereToo() throws Exception {
    fault("{\"refuse\":3}");
    assertEquals(20000, code(authenticating(signed())));
    fault("{\"kickAfterConnect\":true}");
    assertEquals(20001, code(post(token(), 1)));
    fault("{\"delayRepliesMs\":10}");
    assertEquals(0, code(post(token(), 1)));
  }
}
