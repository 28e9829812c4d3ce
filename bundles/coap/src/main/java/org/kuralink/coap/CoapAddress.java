/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.coap;

import java.net.URI;
import java.util.Optional;
import org.kuralink.api.line.LineServer;
import org.kuralink.login.Endpoint;

/**
 * The CoAP server of the platform (developer guide 3.3).
 *
 * @param secure whether DTLS protects the messages; else each payload is encrypted
 * @param host a name or an address
 * @param port 1..65535
 */
record CoapAddress(boolean secure, String host, int port) {

  static final String DTLS = "coaps";
  static final String SYMMETRIC = "coap-symmetric";
  private static final int DTLS_PORT = 5684;
  private static final int SYMMETRIC_PORT = 5682;

  /** Returns the configured server; values that are not configured have the platform's defaults. */
  static CoapAddress of(String productKey, LineServer server) {
    boolean secure = server.transport().equals(DTLS);
    String own =
        server.instanceId().isEmpty()
            ? productKey + ".coap." + server.region() + ".link.aliyuncs.com"
            : server.instanceId() + ".coap.iothub.aliyuncs.com";
    int ownPort = secure ? DTLS_PORT : SYMMETRIC_PORT;
    return new CoapAddress(
        secure,
        server.host().isEmpty() ? own : server.host(),
        server.port() == 0 ? ownPort : server.port());
  }

  /** Returns the host name for SNI; empty for an address. */
  Optional<String> name() {
    return Optional.of(host).filter(text -> !text.contains(":") && !text.matches("[0-9.]+"));
  }

  /** Returns the URI for messages. */
  URI uri() {
    return URI.create((secure ? "coaps" : "coap") + "://" + Endpoint.inUri(host) + ":" + port);
  }

  /** Returns host and port for messages. */
  @Override
  public String toString() {
    return host + ":" + port;
  }
}
