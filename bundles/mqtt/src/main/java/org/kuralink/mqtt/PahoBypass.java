/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.mqtt;

import java.util.concurrent.atomic.AtomicInteger;
import org.kuralink.api.codec.VisibleText;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Passes received messages on without Paho, which would parse each message byte by byte and hand it
 * to another thread only to report its arrival, and which forgets messages in its queue when the
 * link ends. Used for messages that are delivered only once: those of QoS 0, and those of QoS 1 if
 * the platform forgets them with the link. It is closed while Paho processes a message, so that all
 * messages arrive in order.
 */
final class PahoBypass {

  private static final Logger LOG = LoggerFactory.getLogger(PahoBypass.class);
  private static final int SHOWN = 200;

  private final Arrival arrival;
  private final int mostQos;
  private final AtomicInteger inPaho = new AtomicInteger();

  /**
   * An open bypass.
   *
   * @param cleanSession whether the platform forgets unacknowledged messages with the link
   */
  PahoBypass(Arrival arrival, boolean cleanSession) {
    this.arrival = arrival;
    mostQos = cleanSession ? 1 : 0;
  }

  /** Receives the messages. */
  @FunctionalInterface
  interface Arrival {
    void take(String topic, byte[] payload, boolean again);
  }

  /** Passes a message on if possible; called by the reading thread. */
  boolean takes(int qos, String topic, byte[] payload, boolean again) {
    boolean taken = qos <= mostQos && inPaho.get() == 0;
    if (taken) {
      arrived(topic, payload, again);
    }
    return taken;
  }

  /** A message is processed by Paho; called by the reading thread. */
  void passed() {
    inPaho.incrementAndGet();
  }

  /** Paho has processed a message; called by Paho's callback thread. */
  void arrivedByPaho(String encoded, byte[] payload, boolean again) {
    PahoTopic.decode(encoded)
        .ifPresent(
            topic -> {
              arrived(topic, payload, again);
              inPaho.decrementAndGet();
            });
  }

  private void arrived(String topic, byte[] payload, boolean again) {
    try {
      arrival.take(topic, payload, again);
    } catch (Throwable e) {
      // The message must be acknowledged in any case, or it would be delivered and fail again.
      LOG.warn(
          "A message on {} is lost because its processing failed", VisibleText.of(topic, SHOWN), e);
    }
  }
}
