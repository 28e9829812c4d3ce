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

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.kuralink.api.codec.VisibleText;
import org.kuralink.api.configuration.ConfigurationValues;
import org.kuralink.api.connection.Secret;
import org.kuralink.api.connection.SessionProxy;
import org.kuralink.download.WebClient;
import org.kuralink.login.Endpoint;

/** The configured proxy of a component. Any thread. */
final class ProxySettings implements WebClient.Proxies {

  private static final Pattern PROXY =
      Pattern.compile("(http|socks)://(\\[[^\\]]*\\]|[^:/]*):([0-9]{1,5})/?");

  private static final Pattern HOSTS =
      Pattern.compile("\\*?(\\[[0-9A-Fa-f:.]+]|[\\p{L}0-9._:-]*)\\*?");

  /** The maximum length of a name in SOCKS. */
  private static final int LONGEST_NAME = 255;

  private volatile @Nullable Optional<SessionProxy> chosen;

  /** Sets the configured proxy. */
  void choose(Optional<SessionProxy> next) {
    chosen = next;
  }

  @Override
  public Optional<SessionProxy> find() throws IOException {
    Optional<SessionProxy> now = chosen;
    if (now == null) {
      throw new IOException("the connection is not configured, so its proxy is not known");
    }
    return now;
  }

  static Optional<SessionProxy> read(ConfigurationValues reader) {
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
          "must be like http://proxy.example:3128 or socks://proxy.example:1080; put the user into"
              + " proxy.user");
      return Optional.empty();
    }
    String host = parts.group(2);
    int port = Integer.parseInt(parts.group(3));
    if (host.isEmpty() || !Endpoint.isHost(host) || port < 1 || port > 65_535) {
      reader.problem("proxy.url", "has no valid host or no valid port");
    }
    SessionProxy.Kind kind =
        parts.group(1).equals("http") ? SessionProxy.Kind.HTTP : SessionProxy.Kind.SOCKS;
    return Optional.of(
        new SessionProxy(
            kind, host.replaceAll("[\\[\\]]", ""), port, user, password, bypass(reader)));
  }

  private static List<String> bypass(ConfigurationValues reader) {
    List<String> hosts =
        Stream.of(reader.text("proxy.bypass").split("[\\s,|]+"))
            .filter(one -> !one.isEmpty())
            .toList();
    for (String host : hosts) {
      if (!HOSTS.matcher(host).matches()) {
        reader.problem(
            "proxy.bypass",
            "has an invalid host: '"
                + VisibleText.of(host)
                + "' must be like files.example, *.example or 192.168.*");
      }
    }
    return hosts.stream().map(host -> host.replaceAll("[\\[\\]]", "")).toList();
  }
}
