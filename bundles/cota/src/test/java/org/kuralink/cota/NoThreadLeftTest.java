/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.cota;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.kuralink.api.cota.ConfigurationOutcome;
import org.kuralink.api.cota.ConfigurationResult;

/** A system that cannot create a thread. */
class NoThreadLeftTest {

  private static final String GOOD = "{\"org.kuralink.thing~main\":{\"validation\":\"warn\"}}";

  /** One thread is available for validation and rollback, none for applying. */
  @Test
  void aSystemWithoutAThreadLeavesNoConfigurationHalfTried() {
    Gateway gateway = Gateway.first(Life.whole());
    AtomicInteger count = new AtomicInteger();
    gateway.callsOn(
        call -> {
          Thread thread = new Gateway.AtOnce(call);
          return new Thread() {
            @Override
            public void start() {
              if (count.incrementAndGet() == 2) {
                throw new OutOfMemoryError("unable to create native thread");
              }
              thread.start();
            }
          };
        });
    gateway.start();
    ConfigurationResult result = gateway.pushed(GOOD);
    assertEquals(ConfigurationOutcome.RESTORED, result.outcome());
    assertTrue(result.message().contains("no thread can be created"), result.message());
  }
}
