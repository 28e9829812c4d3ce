/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.itests.kura;

import java.util.Map;
import org.eclipse.kura.KuraException;
import org.eclipse.kura.cloudconnection.message.KuraMessage;
import org.eclipse.kura.cloudconnection.publisher.CloudPublisher;
import org.eclipse.kura.message.KuraPayload;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** The base of tests with a simulator of the platform. */
abstract class OnKuraOnline extends OnKura {

  static final String PUBLISHER = "org.kuralink.publisher";

  private Platform platform;

  @BeforeEach
  void startPlatform() {
    platform = Platform.start();
  }

  @AfterEach
  void stopPlatform() {
    platform.close();
  }

  Platform platform() {
    return platform;
  }

  /** A connection that is logged in. */
  void createOnline(String pid, String device) throws Exception {
    page().create(pid);
    page().apply(pid + ".connection", platform.login(device));
    awaitOnline(pid);
  }

  static void awaitOnline(String pid) {
    page().await(pid + " is not online", () -> page().state(pid).equals("CONNECTED"));
  }

  /** How often a connection has logged in since its session began to live. */
  static long logins(String pid) throws Exception {
    return page().session(pid).status().sessions();
  }

  /** Publishes properties, as Kura's page makes one. */
  static CloudPublisher publisher(String pid, String connection) throws Exception {
    kura()
        .createFactoryConfiguration(
            "org.kuralink.kura.PropertyPublisher",
            pid,
            Map.of("cloud.endpoint.service.pid", connection),
            true);
    return publisher(pid);
  }

  static CloudPublisher publisher(String pid) throws Exception {
    page().await("no publisher", () -> page().service(CloudPublisher.class, pid) != null);
    return page().service(CloudPublisher.class, pid);
  }

  static String publish(CloudPublisher publisher, String channel, int value) {
    KuraPayload payload = new KuraPayload();
    payload.addMetric(channel, value);
    try {
      return publisher.publish(new KuraMessage(payload));
    } catch (KuraException e) {
      throw new AssertionError("publish must not throw", e);
    }
  }
}
