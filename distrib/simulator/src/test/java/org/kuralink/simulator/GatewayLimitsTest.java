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
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.kuralink.simulator.gateway.GatewayLimits;
import org.kuralink.simulator.registry.DeviceKey;

/** Tests the gateway limits with small values. */
class GatewayLimitsTest extends GatewayFixture {

  @Override
  SimulatorOptions options() {
    return super.options()
        .withGatewayLimits(
            GatewayLimits.of(Limits.PLATFORM)
                .withLoginsASecond(4)
                .withOnlineBehindGateway(3)
                .withOnlineTogether(5)
                .withTopology(4)
                .withInOneBatch(3));
  }

  @Test
  void soManyLogInASecond() throws Exception {
    add(sub(1), sub(2), sub(3), sub(4));
    assertEquals(200, code(batchLogin(List.of(sub(1), sub(2), sub(3)))));
    JsonObject refused = batchLogin(List.of(sub(1), sub(2)));
    assertEquals(429, code(refused));
    assertEquals("[]", refused.get("data").toString(), "it is nobody's fault");
    assertEquals(200, code(login(sub(1))), "there is room for one");
    assertEquals(429, code(login(sub(2))));
    clock.forward(Duration.ofSeconds(1));
    assertEquals(200, code(login(sub(2))));
  }

  @Test
  void soManyAreOnlineBehindAGateway() throws Exception {
    add(sub(1), sub(2), sub(3), sub(4));
    batchLogin(List.of(sub(1), sub(2)));
    clock.forward(Duration.ofSeconds(2));
    JsonObject refused = batchLogin(List.of(sub(3), sub(4)));
    assertEquals(428, code(refused));
    assertEquals("too many subdevices under gateway", refused.get("message").getAsString());
    assertFalse(online(sub(3)));
    clock.forward(Duration.ofSeconds(2));
    assertEquals(200, code(login(sub(3))));
    assertEquals(200, code(login(sub(1))), "one that is there takes no room");
    assertEquals(428, code(login(sub(4))));
    askOn(LOGOUT, name(sub(1)));
    clock.forward(Duration.ofSeconds(2));
    assertEquals(200, code(login(sub(4))));
  }

  @Test
  void soManyAreOnlineTogether() throws Exception {
    add(sub(1), sub(2), sub(3));
    for (int i = 10; i < 12; i++) {
      DeviceKey other = new DeviceKey(KEY.productKey(), "device-" + i);
      simulator.registry().createDevice(other, Optional.of("s"));
      TestClient client = new TestClient(simulator.ports(), trust, other, "s").connect();
      toClose.add(client);
    }
    assertEquals(200, code(batchLogin(List.of(sub(1), sub(2)))));
    clock.forward(Duration.ofSeconds(2));
    assertEquals(428, code(login(sub(3))));
  }

  @Test
  void aBatchIsAsLargeAsItMayBe() throws Exception {
    add(sub(1), sub(2), sub(3), sub(4));
    assertEquals(460, code(batchLogin(List.of(sub(1), sub(2), sub(3), sub(4)))));
  }

  @Test
  void whatBelongsToTheChoicesOfLimits() {
    GatewayLimits platform = GatewayLimits.of(Limits.PLATFORM);
    assertEquals(new GatewayLimits(200, 5, 1500, Integer.MAX_VALUE, 2000, 30, 50), platform);
    assertEquals(50, GatewayLimits.of(Limits.FREE).onlineTogether());
    assertEquals(Integer.MAX_VALUE, GatewayLimits.of(Limits.NONE).loginsAMinute());
    assertEquals(
        GatewayLimits.of(Limits.FREE),
        SimulatorOptions.forTests().withLimits(Limits.FREE).gatewayLimits());
  }

  @Test
  void aTopologyHasItsLimit() throws Exception {
    create(5);
    assertEquals(6400, code(add(sub(1), sub(2), sub(3), sub(4), sub(5))));
    assertEquals(200, code(add(sub(1), sub(2), sub(3), sub(4))));
    assertEquals(6400, code(add(sub(5))));
    assertEquals(200, code(add(sub(4))), "one that is in it takes no room");
  }
}
