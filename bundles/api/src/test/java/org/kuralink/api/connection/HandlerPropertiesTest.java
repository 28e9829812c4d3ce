/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.api.connection;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class HandlerPropertiesTest {

  private static final Optional<DeviceIdentity> GATEWAY = device("pk", "gw");

  private static Optional<DeviceIdentity> device(String productKey, String deviceName) {
    return Optional.of(new DeviceIdentity(productKey, deviceName));
  }

  private static HandlerProperties of(Object... pairs) {
    Map<String, Object> properties = new HashMap<>();
    for (int i = 0; i < pairs.length; i += 2) {
      properties.put((String) pairs[i], pairs[i + 1]);
    }
    return HandlerProperties.of(properties);
  }

  @Test
  void withoutDevicePropertiesItServesTheGatewayAlone() {
    HandlerProperties plain = of();
    assertTrue(plain.serves(GATEWAY, GATEWAY));
    assertTrue(plain.serves(Optional.empty(), Optional.empty()));
    assertFalse(plain.serves(device("pk", "lamp"), GATEWAY));
  }

  @Test
  void aProductKeySelectsAllDevicesOfTheProduct() {
    HandlerProperties product = of(HandlerProperties.PRODUCT_KEY, "lamps");
    assertTrue(product.serves(device("lamps", "a"), GATEWAY));
    assertTrue(product.serves(device("lamps", "b"), GATEWAY));
    assertFalse(product.serves(device("pumps", "a"), GATEWAY));
    assertFalse(product.serves(GATEWAY, GATEWAY));
    assertFalse(product.serves(Optional.empty(), Optional.empty()));
    assertTrue(of(HandlerProperties.PRODUCT_KEY, "pk").serves(GATEWAY, GATEWAY));
  }

  @Test
  void aDeviceNameSelectsOneDeviceAndNoneWithoutAProductKey() {
    HandlerProperties one =
        of(
            HandlerProperties.PRODUCT_KEY,
            new String[] {"lamps", " "},
            HandlerProperties.DEVICE_NAME,
            List.of("a", "b"));
    assertTrue(one.serves(device("lamps", "b"), GATEWAY));
    assertFalse(one.serves(device("lamps", "c"), GATEWAY));
    HandlerProperties nobody = of(HandlerProperties.DEVICE_NAME, "gw");
    assertFalse(nobody.serves(GATEWAY, GATEWAY));
    assertFalse(nobody.serves(Optional.empty(), Optional.empty()));
  }

  @Test
  void servesTheNamedSessionsOrAll() {
    assertTrue(of().serves("main"));
    assertTrue(of("connection", "main").serves("main"));
    assertFalse(of("connection", "other").serves("main"));
    assertTrue(of("connection", "other").serves(""));
    assertEquals(Set.of("1"), HandlerProperties.texts(Map.of("n", 1), "n"));
  }

  @Test
  void ordersByRankingAndThenByRegistration() {
    HandlerProperties late = of("service.ranking", 5, "service.id", 9L);
    HandlerProperties early = of("service.ranking", 5, "service.id", 2L);
    HandlerProperties wrong = of("service.ranking", "100", "service.id", 1L);
    HandlerProperties low = of("service.ranking", -1, "service.id", 1L);
    List<HandlerProperties> all = new ArrayList<>(Stream.of(low, wrong, late, early).toList());
    all.sort(HandlerProperties.BEST_FIRST);
    assertEquals(List.of(early, late, wrong, low), all);
  }
}
