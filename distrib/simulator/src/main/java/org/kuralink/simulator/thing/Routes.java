/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.simulator.thing;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Which handler answers which topic: the part behind {@code /sys/{pk}/{dn}/}. */
public final class Routes {
  private final Map<String, RequestHandler> handlers = new HashMap<>();

  /** Has the handler answer requests on the topic, on {@code <topic>_reply}. */
  public void request(String topic, RequestHandler handler) {
    if (handlers.put(topic, handler) != null) {
      throw new IllegalStateException("two handlers for " + topic);
    }
  }

  @Nullable RequestHandler handler(String topic) {
    return handlers.get(topic);
  }
}
