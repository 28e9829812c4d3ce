/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.simulator.rest;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Finds the endpoint for a method and path; {@code {name}} in a template stands for one segment.
 */
final class Router {
  private final List<Route> routes = new ArrayList<>();

  private record Route(String method, List<String> template, Endpoint endpoint) {

    Optional<Map<String, String>> match(String[] segments) {
      if (segments.length != template.size()) {
        return Optional.empty();
      }
      Map<String, String> values = new HashMap<>();
      for (int i = 0; i < segments.length; i++) {
        String part = template.get(i);
        if (part.startsWith("{")) {
          values.put(part.substring(1, part.length() - 1), segments[i]);
        } else if (!part.equals(segments[i])) {
          return Optional.empty();
        }
      }
      return Optional.of(values);
    }
  }

  /** An endpoint and the values of the placeholders in its template. */
  record Found(Endpoint endpoint, Map<String, String> values) {}

  void add(String method, String template, Endpoint endpoint) {
    routes.add(new Route(method, List.of(template.split("/", -1)), endpoint));
  }

  Found find(String method, String path) throws RestException {
    String[] segments = path.split("/", -1);
    boolean otherMethod = false;
    for (Route route : routes) {
      Optional<Map<String, String>> values = route.match(segments);
      if (values.isPresent() && route.method.equals(method)) {
        return new Found(route.endpoint, values.get());
      }
      otherMethod |= values.isPresent();
    }
    throw otherMethod
        ? new RestException(405, "method-not-allowed", method + " is not offered for " + path)
        : new RestException(404, "not-found", "there is nothing at " + path);
  }
}
