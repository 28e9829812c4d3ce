/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.channel.opcua;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.eclipse.milo.opcua.sdk.client.OpcUaClient;
import org.eclipse.milo.opcua.stack.core.NodeIds;
import org.eclipse.milo.opcua.stack.core.types.enumerated.TimestampsToReturn;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps a session alive if the server grants a short session timeout: Milo sends a request every 5
 * s regardless of this timeout. This class reads the server state three times per session timeout,
 * each time after the previous answer, so that requests do not accumulate. It ends with the first
 * unanswered read: then the session is lost or soon shows its state.
 *
 * @param pause the delay between an answer and the next read
 */
record UaPulse(OpcUaClient client, ScheduledExecutorService times, Duration pause)
    implements Runnable {

  private static final Logger LOG = LoggerFactory.getLogger(UaPulse.class);
  private static final Duration OF_MILO = Duration.ofSeconds(5);
  private static final Duration SHORTEST = Duration.ofMillis(100);
  private static final int WITHIN = 3;

  /**
   * Starts the reads if they are necessary.
   *
   * @param granted the session timeout in milliseconds
   */
  static void begin(OpcUaClient client, ScheduledExecutorService times, double granted) {
    Duration pause = Duration.ofMillis((long) (granted / WITHIN));
    if (granted > 0 && pause.compareTo(OF_MILO) < 0) {
      new UaPulse(client, times, pause.compareTo(SHORTEST) < 0 ? SHORTEST : pause).later();
    }
  }

  private void later() {
    times.schedule(this, pause.toMillis(), TimeUnit.MILLISECONDS);
  }

  @Override
  public void run() {
    client
        .readValuesAsync(0, TimestampsToReturn.Neither, List.of(NodeIds.Server_ServerStatus_State))
        .whenComplete(
            (read, failure) -> {
              if (failure == null) {
                later();
              } else {
                LOG.debug("the session is no longer kept alive: {}", failure.toString());
              }
            });
  }
}
