/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.http;

import java.net.URI;
import java.net.URISyntaxException;
import org.kuralink.api.line.LineServer;
import org.kuralink.login.Endpoint;

/**
 * The HTTPS server of the platform (developer guide 3.4).
 *
 * @param host a name or an address, without brackets
 * @param port 1..65535
 */
record HttpsServer(String host, int port) {

  static final String SCHEME = "https";
  private static final int PORT = 443;

  /** Returns the configured server; values that are not configured have the platform's defaults. */
  static HttpsServer of(LineServer server) {
    String own =
        server.instanceId().isEmpty()
            ? "iot-as-http." + server.region() + ".aliyuncs.com"
            : server.instanceId() + ".http.iothub.aliyuncs.com";
    return new HttpsServer(
        server.host().isEmpty() ? own : server.host().replaceAll("[\\[\\]]", ""),
        server.port() == 0 ? PORT : server.port());
  }

  /** Returns the URI without a path, for messages, whatever the host name. */
  URI base() {
    return URI.create(SCHEME + "://" + Endpoint.inUri(host) + (port == PORT ? "" : ":" + port));
  }

  /**
   * Returns whether Java's client accepts the host name: letters, digits and hyphens, as in DNS.
   */
  boolean canBeAsked() {
    return base().getHost() != null;
  }

  /** Returns the URI of token requests. */
  URI auth() {
    return at("/auth");
  }

  /**
   * Returns the URI of a topic. Characters that a path cannot contain are escaped, so that no topic
   * becomes a query.
   *
   * @param topic begins with a slash
   */
  URI topic(String topic) {
    return at("/topic" + topic);
  }

  private URI at(String path) {
    try {
      int shown = port == PORT ? -1 : port;
      URI address = new URI(SCHEME, null, Endpoint.inUri(host), shown, path, null, null);
      return URI.create(address.toASCIIString());
    } catch (URISyntaxException e) {
      throw new IllegalArgumentException("no address: " + e.getMessage(), e);
    }
  }

  /** Returns host and port for messages. */
  @Override
  public String toString() {
    return Endpoint.inUri(host) + ":" + port;
  }
}
