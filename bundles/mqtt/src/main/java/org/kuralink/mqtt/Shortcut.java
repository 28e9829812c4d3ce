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
 * The way of messages of QoS 0 past Paho, which would take each apart byte by byte and hand it to
 * another thread, only to say that it has come. It is open while Paho has no message in its hands:
 * all arrive in the order in which they came.
 */
final class Shortcut {

  private static final Logger LOG = LoggerFactory.getLogger(Shortcut.class);
  private static final int SHOWN = 200;

  private final Arrival arrival;
  private final AtomicInteger inPaho = new AtomicInteger();

  Shortcut(Arrival arrival) {
    this.arrival = arrival;
  }

  /** A message that came. */
  @FunctionalInterface
  interface Arrival {
    void take(String topic, byte[] payload, boolean again);
  }

  /** Whether it has taken a message of QoS 0; on the thread that reads. */
  boolean takes(String topic, byte[] payload) {
    if (inPaho.get() > 0) {
      return false;
    }
    arrived(topic, payload, false);
    return true;
  }

  /** A message goes by way of Paho; on the thread that reads. */
  void passed() {
    inPaho.incrementAndGet();
  }

  /** It has come that way; on Paho's thread for callbacks. */
  void arrivedByPaho(String encoded, byte[] payload, boolean again) {
    PahoTopic.decode(encoded).ifPresent(topic -> arrived(topic, payload, again));
    inPaho.decrementAndGet();
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
