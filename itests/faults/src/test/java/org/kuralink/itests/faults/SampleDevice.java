/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.itests.faults;

import java.util.HashMap;
import java.util.Map;
import org.kuralink.simulator.Simulator;
import org.kuralink.standalone.embedded.PlatformClient;

/** The gateway of the simulator's sample, with which tests log in over plain TCP. */
final class SampleDevice {

  static final String PRODUCT_KEY = "a1KuraDemo01";
  static final String NAME = "gateway-01";
  private static final String SECRET = "kuraDemoGateway01SecretForLocal1";

  private SampleDevice() {}

  /** What the simulator knows of it. */
  static PlatformClient platform(Simulator simulator) {
    return new PlatformClient(simulator.ports().http(), PRODUCT_KEY, NAME);
  }

  /** The configuration of its connection. */
  static Map<String, Object> connection(Simulator simulator) {
    return connection(simulator, Map.of());
  }

  /** The same with these properties besides, or in place of others. */
  static Map<String, Object> connection(Simulator simulator, Map<String, ?> others) {
    Map<String, Object> connection = new HashMap<>();
    connection.put("product.key", PRODUCT_KEY);
    connection.put("device.name", NAME);
    connection.put("device.secret", SECRET);
    connection.put("host", "localhost");
    connection.put("transport", "tcp");
    connection.put("port", simulator.ports().tcp());
    connection.putAll(others);
    return connection;
  }
}
