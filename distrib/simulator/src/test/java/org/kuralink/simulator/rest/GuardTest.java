/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.simulator.rest;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.netty.handler.codec.http.DefaultHttpRequest;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpVersion;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class GuardTest {

  private static DefaultHttpRequest request(String host) {
    DefaultHttpRequest request =
        new DefaultHttpRequest(HttpVersion.HTTP_1_1, HttpMethod.GET, "/api/v1/platform");
    request.headers().set("Host", host);
    return request;
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"localhost", "localhost:8080", "127.0.0.1:8080", "127.0.0.2:8080", "[::1]:8080"})
  void thisMachineIsLetIn(String host) {
    for (String bind : new String[] {"127.0.0.1", "127.0.0.2", "::1"}) {
      assertDoesNotThrow(() -> new Guard(bind, List.of("sim.example")).check(request(host)));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "evil.example",
        "127.0.0.1.evil.example",
        "127.0.0.2x",
        "",
        "localhost.evil:80",
        "sim.example"
      })
  void aNameThatMayLeadAnywhereIsNot(String host) {
    RestException refusal =
        assertThrows(
            RestException.class,
            () -> new Guard("127.0.0.2", List.of("sim.example")).check(request(host)));
    assertEquals(403, refusal.status());
  }

  @ParameterizedTest
  @CsvSource({
    "192.168.1.5:8080, true",
    "'[fd00::1]:8080', true",
    "sim.example, true",
    "SIM.example:8080, true",
    "localhost:8080, true",
    "evil.example, false",
    "evil.example:8080, false",
    "192.168.1.5.evil.example, false",
    "sim.example.evil.example, false"
  })
  void onTheNetworkANameHasToBeTold(String host, boolean answered) {
    Guard guard = new Guard("0.0.0.0", List.of("sim.example"));
    if (answered) {
      assertDoesNotThrow(() -> guard.check(request(host)));
    } else {
      assertThrows(RestException.class, () -> guard.check(request(host)));
    }
  }

  @ParameterizedTest
  @CsvSource({
    "Origin, http://evil.example",
    "Origin, null",
    "Origin, ''",
    "Origin, http://localhost:3000",
    "Origin, https://localhost:8080",
    "Referer, http://evil.example/page",
    "Referer, http://localhost:8080.evil.example/",
    "Referer, ''",
    "Sec-Fetch-Site, cross-site",
    "Sec-Fetch-Site, same-site"
  })
  void aPageOfAnotherOriginChangesNothing(String header, String value) {
    for (HttpMethod method :
        new HttpMethod[] {HttpMethod.POST, HttpMethod.PUT, HttpMethod.DELETE}) {
      DefaultHttpRequest request =
          new DefaultHttpRequest(HttpVersion.HTTP_1_1, method, "/api/v1/broker/stop");
      request.headers().set("Host", "localhost:8080").set("Content-Type", "application/json");
      Guard guard = new Guard("127.0.0.1", List.of());
      assertDoesNotThrow(() -> guard.check(request));
      request.headers().set("Origin", "http://localhost:8080");
      assertDoesNotThrow(() -> guard.check(request));
      request.headers().remove("Origin");
      request.headers().add(header, value);
      assertEquals(
          403, assertThrows(RestException.class, () -> guard.check(request)).status(), header);
    }
  }

  @Test
  void headersThatAreThereTwiceAreRefused() {
    Guard guard = new Guard("127.0.0.1", List.of());
    DefaultHttpRequest twoHosts = request("localhost");
    twoHosts.headers().add("Host", "localhost");
    assertThrows(RestException.class, () -> guard.check(twoHosts));
    DefaultHttpRequest twoOrigins = request("localhost");
    twoOrigins.headers().add("Origin", "http://localhost").add("Origin", "http://evil.example");
    assertThrows(RestException.class, () -> guard.check(twoOrigins));
  }
}
