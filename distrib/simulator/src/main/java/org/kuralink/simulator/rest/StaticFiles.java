/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.simulator.rest;

import java.io.IOException;
import java.io.InputStream;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;

/** Serves the page and its files from the class path, under {@code web/}. */
final class StaticFiles {
  private static final Pattern NAME =
      Pattern.compile("(/[A-Za-z0-9_-]+)*(/[A-Za-z0-9_-]+\\.)[a-z0-9.]+");
  private static final Map<String, String> TYPES =
      Map.of(
          "html", "text/html; charset=utf-8",
          "css", "text/css; charset=utf-8",
          "js", "text/javascript; charset=utf-8",
          "json", "application/json; charset=utf-8",
          "svg", "image/svg+xml",
          "png", "image/png",
          "ico", "image/x-icon",
          "yaml", "application/yaml; charset=utf-8");

  private final Map<String, Response> loaded = new ConcurrentHashMap<>();

  Optional<Response> find(String path) {
    String name = path.equals("/") ? "/index.html" : path;
    Response known = loaded.get(name);
    if (known != null) {
      return Optional.of(known);
    }
    String type = TYPES.get(name.substring(name.lastIndexOf('.') + 1));
    if (type == null || !NAME.matcher(name).matches()) {
      return Optional.empty();
    }
    String resource = name.equals("/openapi.yaml") ? name : "/web" + name;
    try (InputStream in = StaticFiles.class.getResourceAsStream(resource)) {
      if (in == null) {
        return Optional.empty();
      }
      Response response = new Response(200, type, in.readAllBytes());
      loaded.put(name, response);
      return Optional.of(response);
    } catch (IOException e) {
      return Optional.empty();
    }
  }
}
