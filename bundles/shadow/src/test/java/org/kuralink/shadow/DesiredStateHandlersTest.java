/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.shadow;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.kuralink.api.connection.DeviceIdentity;
import org.kuralink.api.connection.HandlerProperties;
import org.kuralink.api.shadow.DesiredStateHandler;

class DesiredStateHandlersTest {

  private static final DeviceIdentity LAMP = new DeviceIdentity("lamps", "one");
  private static final DeviceIdentity PUMP = new DeviceIdentity("pumps", "one");

  private final DesiredStateHandlers handlers = new DesiredStateHandlers();

  private static Map<String, ?> of(String product, long id) {
    return Map.of(HandlerProperties.PRODUCT_KEY, product, "service.id", id);
  }

  private boolean serve(DeviceIdentity device) {
    return handlers.serve("main", device, Optional.empty());
  }

  @Test
  void oneThatIsRegisteredTwiceServesTheDevicesOfBothUntilEachIsGone() {
    DesiredStateHandler handler = desired -> CompletableFuture.completedFuture(Map.of());
    handlers.put(handler, of("lamps", 1));
    handlers.put(handler, of("pumps", 2));
    assertTrue(serve(LAMP));
    assertTrue(serve(PUMP));
    handlers.remove(handler, of("lamps", 1));
    assertFalse(serve(LAMP));
    assertTrue(serve(PUMP));
    handlers.put(handler, of("lamps", 2));
    assertTrue(serve(LAMP));
    assertFalse(serve(PUMP));
    handlers.remove(handler, of("lamps", 2));
    assertFalse(serve(LAMP));
  }
}
