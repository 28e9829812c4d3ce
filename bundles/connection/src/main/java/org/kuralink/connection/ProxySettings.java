/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.connection;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.kuralink.api.configuration.ConfigurationValues;
import org.kuralink.api.connection.Secret;
import org.kuralink.api.line.LineProxy;
import org.kuralink.login.Endpoint;

/** The proxy of a configuration. */
final class ProxySettings {

  private static final Pattern PROXY =
      Pattern.compile("(http|socks)://(\\[[^\\]]*\\]|[^:/]*):([0-9]{1,5})/?");

  /** What SOCKS has room for. */
  private static final int LONGEST_NAME = 255;

  private ProxySettings() {}

  static Optional<LineProxy> read(ConfigurationValues reader) {
    String url = reader.text("proxy.url");
    String user = reader.text("proxy.user");
    Secret password = reader.secret("proxy.password").orElse(Secret.of(""));
    if (user.indexOf(':') >= 0 || user.getBytes(UTF_8).length > LONGEST_NAME) {
      reader.problem("proxy.user", "must have no colon and at most 255 bytes");
    }
    if (password.reveal().getBytes(UTF_8).length > LONGEST_NAME) {
      reader.problem("proxy.password", "must have at most 255 bytes");
    }
    if (url.isEmpty()) {
      return Optional.empty();
    }
    Matcher parts = PROXY.matcher(url);
    if (!parts.matches()) {
      reader.problem(
          "proxy.url",
          "is not like http://proxy.example:3128 or socks://proxy.example:1080; a user goes into"
              + " proxy.user");
      return Optional.empty();
    }
    String host = parts.group(2);
    int port = Integer.parseInt(parts.group(3));
    if (host.isEmpty() || !Endpoint.isHost(host) || port < 1 || port > 65_535) {
      reader.problem("proxy.url", "has no host or no port that exists");
    }
    LineProxy.Kind kind =
        parts.group(1).equals("http") ? LineProxy.Kind.HTTP : LineProxy.Kind.SOCKS;
    return Optional.of(new LineProxy(kind, host.replaceAll("[\\[\\]]", ""), port, user, password));
  }
}
