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
 * What a server is asked.
 *
 * @param headers besides those that every request has; without line ends
 * @param body empty for none
 */
public record WebRequest(
    String method, WebAddress address, Map<String, String> headers, String body) {

  /** Asks for what is there. */
  public static WebRequest get(WebAddress address, Map<String, String> headers) {
    return new WebRequest("GET", address, headers, "");
  }

  /** Sends a form, already encoded. */
  public static WebRequest post(WebAddress address, String form) {
    return new WebRequest(
        "POST", address, Map.of("Content-Type", "application/x-www-form-urlencoded"), form);
  }

  /** Shows neither headers nor body. */
  @Override
  public String toString() {
    return method + " " + address;
  }
}
