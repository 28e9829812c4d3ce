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
 * The way of messages past Paho, which would take each apart byte by byte and hand it to another
 * thread, only to say that it has come; and which forgets what it has not handed over when the link
 * ends. It is for those that come once: of QoS 0, and of QoS 1 where the platform forgets them with
 * the link. It is open while Paho has no message in its hands: all arrive in the order in which
 * they came.
 */
final class Shortcut {

  private static final Logger LOG = LoggerFactory.getLogger(Shortcut.class);
  private static final int SHOWN = 200;

  private final Arrival arrival;
  private final int mostQos;
  private final AtomicInteger inPaho = new AtomicInteger();

  /**
   * Open.
   *
   * @param cleanSession whether the platform forgets with the link what was not acknowledged
   */
  Shortcut(Arrival arrival, boolean cleanSession) {
    this.arrival = arrival;
    mostQos = cleanSession ? 1 : 0;
  }

  /** A message that came. */
  @FunctionalInterface
  interface Arrival {
    void take(String topic, byte[] payload, boolean again);
  }

  /** Whether it has taken a message; on the thread that reads. */
  boolean takes(int qos, String topic, byte[] payload, boolean again) {
    boolean taken = qos <= mostQos && inPaho.get() == 0;
    if (taken) {
      arrived(topic, payload, again);
    }
    return taken;
  }

  /** A message goes by way of Paho; on the thread that reads. */
  void passed() {
    inPaho.incrementAndGet();
  }

  /** It has come that way; on Paho's thread for callbacks. */
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
      // Whatever it is, the message must be acknowledged: it would come again and do the same.
      LOG.warn("A message on {} was lost in its handler", VisibleText.of(topic, SHOWN), e);
    }
  }
}
