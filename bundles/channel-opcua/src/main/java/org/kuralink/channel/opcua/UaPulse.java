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
 * Keeps the session of a server that grants less time than was asked for: Milo asks every 5 s,
 * whatever was granted. The state of the server is asked for three times within the time that a
 * session lasts; each time after the answer before, so that nothing heaps up. Ends with the first
 * question that has no answer: then the session is gone, or soon shows that it is there.
 *
 * @param pause between an answer and the next question
 */
record UaPulse(OpcUaClient client, ScheduledExecutorService times, Duration pause)
    implements Runnable {

  private static final Logger LOG = LoggerFactory.getLogger(UaPulse.class);
  private static final Duration OF_MILO = Duration.ofSeconds(5);
  private static final Duration SHORTEST = Duration.ofMillis(100);
  private static final int WITHIN = 3;

  /**
   * Begins if it is needed.
   *
   * @param granted how long the session lasts without a request, in milliseconds
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
                LOG.debug("the session is not kept any longer: {}", failure.toString());
              }
            });
  }
}
