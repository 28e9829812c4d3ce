/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.itests.conformance;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.kuralink.api.connection.CloudSession;
import org.kuralink.api.connection.SessionFault;
import org.kuralink.simulator.SimulatorOptions;
import org.kuralink.standalone.embedded.SharedGateway;

/** An instance with an id, as accounts since July 2021 have it. */
class InstanceStatementsTest {

  private static final Duration LIMIT = Duration.ofSeconds(30);
  private static final String INSTANCE = "iot-06z00abcd";

  @RegisterExtension static final SharedGateway SHARED = new SharedGateway();

  @TempDir Path data;
  private Stage stage;

  @BeforeEach
  void start() throws IOException {
    stage = Stage.start(SHARED, data, SimulatorOptions.forTests().withInstanceId(INSTANCE));
  }

  @AfterEach
  void stop() {
    stage.close();
  }

  private Map<String, ?> registering(String way, String instance) {
    return Map.of(
        "transport", "tls",
        "port", stage.simulator().ports().tls(),
        "device.name", "gateway-02",
        "device.secret", "",
        "product.secret", "kuraDemoProduct1",
        "authentication", "product-certificate",
        "registration", way,
        "instance.id", instance);
  }

  @Test
  @Proves("2.3-4")
  void a_registration_over_mqtt_names_the_instance() {
    CloudSession session = stage.configure(registering("mqtt", "iot-other"));
    await().atMost(LIMIT).until(() -> session.status().fault().isPresent());
    assertEquals(
        SessionFault.Cause.REGISTRATION_REFUSED, session.status().fault().orElseThrow().cause());
    stage.disconnect();
    stage.connect(registering("mqtt", INSTANCE));
    assertTrue(stage.platform().device("gateway-02").isOnline());
  }

  @Test
  @Proves("2.3-1")
  void one_over_https_needs_not() {
    stage.connect(registering("https", INSTANCE));
    assertTrue(stage.platform().device("gateway-02").isOnline());
  }
}
