/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.connection.credentials;

import java.net.URI;

/**
 * Where the platform listens.
 *
 * @param host a name or an address
 * @param port 1..65535
 * @param transport what carries MQTT there
 */
public record Endpoint(String host, int port, Transport transport) {

  /** The platform's own endpoint for a product in a region, such as {@code cn-shanghai}. */
  public static Endpoint of(String productKey, String region, Transport transport) {
    return new Endpoint(
        productKey + ".iot-as-mqtt." + region + ".aliyuncs.com",
        transport.defaultPort(),
        transport);
  }

  /** The platform's own HTTPS authentication service in a region. */
  public static URI authUrl(String region) {
    return URI.create("https://iot-auth." + region + ".aliyuncs.com");
  }

  /** As the MQTT client wants it. */
  public URI uri() {
    String literal = host.contains(":") && !host.startsWith("[") ? "[" + host + "]" : host;
    return URI.create(transport.scheme() + "://" + literal + ":" + port);
  }
}
