/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.login;

import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.UnknownHostException;
import java.util.Arrays;
import org.kuralink.api.line.LineServer;

/**
 * Where the platform listens.
 *
 * @param host a name or an address
 * @param port 1..65535
 * @param transport what carries MQTT there
 */
public record Endpoint(String host, int port, Transport transport) {

  private static final int MAX_LABEL = 63;
  private static final int MAX_HOST = 253;

  /**
   * The platform's own endpoint for a product.
   *
   * @param region such as {@code cn-shanghai}
   * @param instanceId such as {@code iot-06z00abcd}; empty for an instance of before July 2021,
   *     whose host is told by product and region
   */
  public static Endpoint of(
      String productKey, String region, String instanceId, Transport transport) {
    String host =
        instanceId.isEmpty()
            ? productKey + ".iot-as-mqtt." + region + ".aliyuncs.com"
            : instanceId + ".mqtt.iothub.aliyuncs.com";
    return new Endpoint(host, transport.defaultPort(), transport);
  }

  /**
   * Where a line leads: what is said of it, and the platform's own for what is not.
   *
   * @throws IllegalArgumentException if its transport is none that carries MQTT
   */
  public static Endpoint of(String productKey, LineServer server) {
    Transport transport =
        Transport.of(server.transport())
            .orElseThrow(
                () -> new IllegalArgumentException("MQTT is not carried by " + server.transport()));
    Endpoint own = of(productKey, server.region(), server.instanceId(), transport);
    return new Endpoint(
        server.host().isEmpty() ? own.host() : server.host(),
        server.port() == 0 ? own.port() : server.port(),
        transport);
  }

  /** The platform's own HTTPS authentication service of an instance, or else of a region. */
  public static URI authUrl(String region, String instanceId) {
    return URI.create(
        instanceId.isEmpty()
            ? "https://iot-auth." + region + ".aliyuncs.com"
            : "https://" + instanceId + ".auth.iothub.aliyuncs.com");
  }

  /** Whether it is one part of a host name, so that an address can be made with it. */
  public static boolean isLabel(String text) {
    return text.length() <= MAX_LABEL && text.matches("[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?");
  }

  /** Whether it is a host name, an IPv4 address, or an IPv6 address with or without brackets. */
  public static boolean isHost(String text) {
    if (text.contains(":")) {
      return isAddress(text);
    }
    return text.length() <= MAX_HOST
        && Arrays.stream(text.split("\\.", -1))
            .allMatch(part -> part.length() <= MAX_LABEL && part.matches("[A-Za-z0-9_-]+"));
  }

  private static boolean isAddress(String text) {
    String literal = text.startsWith("[") ? text : "[" + text + "]";
    try {
      String host = new URI("tcp://" + literal + ":1").getHost();
      return literal.equals(host) && InetAddress.getByName(literal).getAddress().length > 0;
    } catch (URISyntaxException | UnknownHostException e) {
      return false;
    }
  }

  /** A host as it stands in a URI: an IPv6 address in brackets. */
  public static String inUri(String host) {
    return host.contains(":") && !host.startsWith("[") ? "[" + host + "]" : host;
  }

  /** As the MQTT client wants it. */
  public URI uri() {
    return URI.create(transport.scheme() + "://" + inUri(host) + ":" + port);
  }
}
