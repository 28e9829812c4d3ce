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
import org.junit.jupiter.params.ParameterizedTest;
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
      assertDoesNotThrow(() -> new Guard(bind).check(request(host)));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"evil.example", "127.0.0.1.evil.example", "127.0.0.2x", "", "localhost.evil:80"})
  void aNameThatMayLeadAnywhereIsNot(String host) {
    RestException refusal =
        assertThrows(RestException.class, () -> new Guard("127.0.0.2").check(request(host)));
    assertEquals(403, refusal.status());
  }
}
