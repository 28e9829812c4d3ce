/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.itests.kura;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.eclipse.kura.configuration.Password;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.kuralink.api.connection.SessionState;

/**
 * The base of tests that share one gateway; each test leaves it empty. Connections stay on
 * loopback.
 */
abstract class OnKura {

  static final String PID = "org.kuralink.AlibabaCloudIot";

  @TempDir static Path directory;
  static KuraGateway gateway;

  @BeforeAll
  static void startGateway() {
    gateway = KuraGateway.start(directory);
  }

  @AfterAll
  static void stopGateway() {
    gateway.close();
  }

  @BeforeEach
  void forgetTheLog() {
    KeptLog.clear();
  }

  @AfterEach
  void nothingIsLeft() throws Exception {
    page().clear();
  }

  static KuraPage page() {
    return gateway.page();
  }

  static KuraDouble kura() {
    return gateway.kura();
  }

  /** A log-in at an address without a server. */
  static Map<String, Object> nowhere() {
    return login("a1KuraTest1", "gateway-01", "an invented secret", 1);
  }

  static Map<String, Object> login(String product, String device, String secret, int port) {
    Map<String, Object> login = new HashMap<>();
    login.put("product.key", product);
    login.put("device.name", device);
    login.put("device.secret", new Password(secret));
    login.put("transport", "tcp");
    login.put("host", "127.0.0.1");
    login.put("port", port);
    login.put("reconnect.min.seconds", 1);
    login.put("reconnect.max.seconds", 2);
    return login;
  }

  /** Returns a connection whose log-in fails. */
  static void createInVain(String pid) throws Exception {
    page().create(pid);
    page().apply(pid + ".connection", nowhere());
    page()
        .await(
            "no attempt to log in",
            () ->
                page().session(pid) != null
                    && page().session(pid).identity().deviceName().equals("gateway-01")
                    && page().session(pid).status().state() == SessionState.WAITING);
  }
}
