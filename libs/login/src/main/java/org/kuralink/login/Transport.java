/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.login;

import java.util.Locale;
import java.util.Optional;

/** The transports of MQTT (developer guide 3.1, 3.2). */
public enum Transport {
  /** TLS over TCP. */
  TLS("ssl", 2, 1883),
  /** Plain TCP. */
  TCP("tcp", 3, 1883),
  /** WebSocket over TLS. */
  WSS("wss", 2, 443),
  /** Plain WebSocket. */
  WS("ws", 3, 443);

  private final String scheme;
  private final int secureMode;
  private final int defaultPort;

  Transport(String scheme, int secureMode, int defaultPort) {
    this.scheme = scheme;
    this.secureMode = secureMode;
    this.defaultPort = defaultPort;
  }

  /** Returns the transport with this name, ignoring case. */
  public static Optional<Transport> of(String name) {
    for (Transport transport : values()) {
      if (transport.name().equalsIgnoreCase(name)) {
        return Optional.of(transport);
      }
    }
    return Optional.empty();
  }

  /** Returns the scheme of the server's URI. */
  public String scheme() {
    return scheme;
  }

  /** Returns the platform's security mode: 2 with TLS, 3 without. */
  public int secureMode() {
    return secureMode;
  }

  /** Returns whether the transport is encrypted. */
  public boolean secure() {
    return secureMode == 2;
  }

  /** Returns the platform's default port. */
  public int defaultPort() {
    return defaultPort;
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
