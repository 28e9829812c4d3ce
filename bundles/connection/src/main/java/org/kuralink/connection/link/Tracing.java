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
import org.kuralink.api.codec.VisibleText;
import org.kuralink.api.connection.MessageTrace;
import org.kuralink.api.connection.Registration;

/** Shows messages to whoever traces them, cut and masked. Costs nothing while nobody does. */
final class Tracing {

  private static final int MAX_BYTES = 4096;

  private final Audience.Group<MessageTrace> traces;

  Tracing(Audience audience) {
    traces = audience.group();
  }

  Registration add(MessageTrace trace) {
    return traces.add(trace);
  }

  void message(MessageTrace.Direction direction, String topic, byte[] payload) {
    if (traces.isEmpty()) {
      return;
    }
    int shown = Math.min(payload.length, MAX_BYTES);
    String text = SecretMask.mask(new String(payload, 0, shown, StandardCharsets.UTF_8));
    String visible = VisibleText.of(text);
    String cut = shown < payload.length ? visible + "… (" + payload.length + " bytes)" : visible;
    String name = VisibleText.of(topic);
    traces.tell(trace -> trace.message(direction, name, cut));
  }
}
