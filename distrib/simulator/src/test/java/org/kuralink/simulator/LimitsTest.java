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
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Tests that messages above the rate limit of a free instance are acknowledged and dropped. */
class LimitsTest extends PlatformFixture {

  @Override
  SimulatorOptions options() {
    return super.options().withLimits(Limits.FREE);
  }

  @Test
  void dropsInSilenceWhatIsTooMuch() throws Exception {
    TestClient client = client().connect();
    long start = System.nanoTime();
    for (int i = 0; i < 100; i++) {
      client
          .mqtt
          .publish("/" + KEY + "/user/update", ("m" + i).getBytes(UTF_8), 1, false)
          .waitForCompletion(TestClient.PATIENCE_MS);
    }
    long seconds = TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - start) + 2;
    String messages = rest("GET", "/api/v1/messages?limit=1000", "").body();
    int dropped = messages.split("dropped: more than 5 messages a second", -1).length - 1;
    assertTrue(100 - dropped >= 5 && 100 - dropped <= 5 * seconds, dropped + " in " + seconds);
    client.publish("/" + KEY + "/user/update", "nobody was told", 1);
    assertTrue(rest("GET", "/api/v1/platform", "").body().contains("\"rates\":\"free\""));
  }

  @Test
  void theHourBetweenPushesIsALimitLikeTheOthers() {
    assertTrue(Limits.PLATFORM.hourlyPush() && Limits.FREE.hourlyPush());
    assertFalse(Limits.NONE.hourlyPush());
  }
}
