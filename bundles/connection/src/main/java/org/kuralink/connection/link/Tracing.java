/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.connection.link;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.kuralink.api.connection.MessageTrace;
import org.kuralink.api.connection.Registration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Shows messages to whoever traces them, cut and masked. Costs nothing while nobody does. */
final class Tracing {

  private static final Logger LOG = LoggerFactory.getLogger(Tracing.class);
  private static final int MAX_BYTES = 4096;

  private final List<MessageTrace> traces = new CopyOnWriteArrayList<>();

  Registration add(MessageTrace trace) {
    MessageTrace own = trace::message;
    traces.add(own);
    return () -> traces.remove(own);
  }

  void message(MessageTrace.Direction direction, String topic, byte[] payload) {
    if (traces.isEmpty()) {
      return;
    }
    int shown = Math.min(payload.length, MAX_BYTES);
    String text = SecretMask.mask(new String(payload, 0, shown, StandardCharsets.UTF_8));
    String cut = shown < payload.length ? text + "… (" + payload.length + " bytes)" : text;
    for (MessageTrace trace : traces) {
      try {
        trace.message(direction, topic, cut);
      } catch (RuntimeException e) {
        LOG.warn("A message trace failed: {}", e.toString());
      }
    }
  }
}
