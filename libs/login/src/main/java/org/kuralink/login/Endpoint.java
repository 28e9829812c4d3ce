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
 * The MQTT endpoint of the platform.
 *
 * @param host a name or an address
 * @param port 1..65535
 * @param transport the transport below MQTT
 */
public record Endpoint(String host, int port, Transport transport) {

  private static final int MAX_LABEL = 63;
  private static final int MAX_HOST = 253;

  /**
   * Returns the default endpoint of the platform for a product.
   *
   * @param region such as {@code cn-shanghai}
   * @param instanceId such as {@code iot-06z00abcd}; empty for an instance from before July 2021,
   *     whose host depends on product and region
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
   * Returns the endpoint of a line; values that are not configured have the platform's defaults.
   *
   * @throws IllegalArgumentException if the transport does not carry MQTT
   */
  public static Endpoint of(String productKey, LineServer server) {
    Transport transport =
        Transport.of(server.transport())
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        "transport " + server.transport() + " does not carry MQTT"));
    Endpoint own = of(productKey, server.region(), server.instanceId(), transport);
    return new Endpoint(
        server.host().isEmpty() ? own.host() : server.host(),
        server.port() == 0 ? own.port() : server.port(),
        transport);
  }

  /**
   * Returns the URL of the platform's HTTPS authentication service of an instance, or else of a
   * region.
   */
  public static URI authUrl(String region, String instanceId) {
    return URI.create(
        instanceId.isEmpty()
            ? "https://iot-auth." + region + ".aliyuncs.com"
            : "https://" + instanceId + ".auth.iothub.aliyuncs.com");
  }

  /** Returns whether a text is one label of a host name. */
  public static boolean isLabel(String text) {
    return text.length() <= MAX_LABEL && text.matches("[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?");
  }

  /**
   * Returns whether a text is a host name, an IPv4 address, or an IPv6 address with or without
   * brackets.
   */
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

  /** Returns a host in the form of a URI: an IPv6 address in brackets. */
  public static String inUri(String host) {
    return host.contains(":") && !host.startsWith("[") ? "[" + host + "]" : host;
  }

  /** Returns the URI for the MQTT client. */
  public URI uri() {
    return URI.create(transport.scheme() + "://" + inUri(host) + ":" + port);
  }
}
