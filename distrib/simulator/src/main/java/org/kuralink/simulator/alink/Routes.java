/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.simulator.alink;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.kuralink.simulator.registry.DeviceKey;

/**
 * Maps topics to handlers. In a topic pattern {@code {pk}} and {@code {dn}} stand for the sending
 * device, another {@code {name}} for one level, and {@code #} for all remaining levels.
 */
public final class Routes {
  private static final List<String> NOTHING = List.of();

  private final Map<String, RequestHandler> exact = new HashMap<>();
  private final List<Route<RequestHandler>> requests = new ArrayList<>();
  private final List<Route<InboundHandler>> messages = new ArrayList<>();

  private record Route<H>(TopicPattern pattern, H handler) {}

  /** A handler and the values of the placeholders in its topic. */
  record Found<H>(H handler, List<String> values) {}

  /**
   * Has the handler answer Alink requests on {@code /sys/{pk}/{dn}/<path>}; the answer goes to
   * {@code <topic>_reply}. A path without names goes before one with names.
   */
  public void request(String path, RequestHandler handler) {
    if (path.contains("{")) {
      requests.add(new Route<>(new TopicPattern(path), handler));
    } else if (exact.put(path, handler) != null) {
      throw new IllegalStateException("two handlers for " + path);
    }
  }

  /** Registers a handler for the topics of a pattern; the first matching pattern is used. */
  public void message(String pattern, InboundHandler handler) {
    messages.add(new Route<>(new TopicPattern(pattern), handler));
  }

  @Nullable Found<RequestHandler> request(String path, DeviceKey key) {
    RequestHandler handler = exact.get(path);
    return handler != null ? new Found<>(handler, NOTHING) : find(requests, path, key);
  }

  @Nullable Found<InboundHandler> message(String topic, DeviceKey key) {
    return find(messages, topic, key);
  }

  private static <H> @Nullable Found<H> find(List<Route<H>> routes, String topic, DeviceKey key) {
    String[] levels = topic.split("/", -1);
    for (Route<H> route : routes) {
      List<String> values = route.pattern.match(levels, key);
      if (values != null) {
        return new Found<>(route.handler, values);
      }
    }
    return null;
  }
}
