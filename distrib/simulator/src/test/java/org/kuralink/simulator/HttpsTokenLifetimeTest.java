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

import java.time.Clock;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Tests publishing tokens with a lifetime of one second. */
class HttpsTokenLifetimeTest extends HttpsFixture {

  @Override
  SimulatorOptions options() {
    return super.options()
        .withClock(Clock.systemUTC())
        .withHttpsTokenLifetime(Duration.ofSeconds(1));
  }

  @Test
  void aSessionEndsWithItsTokenThoughNobodyUsesIt() throws Exception {
    String token = token();
    await().atMost(PATIENCE).until(() -> simulator.sessions().any(KEY).isEmpty());
    assertTrue(
        rest("GET", "/api/v1/sessions/changes", "").body().contains("its token has expired"));
    assertEquals(20001, published(token, POST, level(1)));
    assertTrue(
        rest("GET", "/api/v1/platform", "").body().contains("\"httpsTokenLifetimeSeconds\":1"));
  }

  @Test
  void eachAuthenticationGivesAnotherToken() throws Exception {
    Set<String> tokens = new HashSet<>();
    for (int i = 0; i < 10; i++) {
      tokens.add(token());
    }
    assertEquals(10, tokens.size());
  }
}
