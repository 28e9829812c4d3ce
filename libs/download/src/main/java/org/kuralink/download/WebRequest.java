/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.download;

import java.util.Map;
import org.kuralink.api.connection.WebAddress;

/**
 * A request to an HTTP server.
 *
 * @param headers sent in addition to the headers of every request; without line breaks
 * @param body empty for no body
 */
public record WebRequest(
    String method, WebAddress address, Map<String, String> headers, String body) {

  /** Creates a GET request. */
  public static WebRequest get(WebAddress address, Map<String, String> headers) {
    return new WebRequest("GET", address, headers, "");
  }

  /** Creates a POST request with a form that is already URL-encoded. */
  public static WebRequest post(WebAddress address, String form) {
    return new WebRequest(
        "POST", address, Map.of("Content-Type", "application/x-www-form-urlencoded"), form);
  }

  /** Omits the headers and the body, which may hold secrets. */
  @Override
  public String toString() {
    return method + " " + address;
  }
}
