/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.connection;

import java.net.URI;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import org.kuralink.api.configuration.ConfigurationValues;
import org.kuralink.api.line.LineServer;
import org.kuralink.login.provider.Authentication;
import org.kuralink.login.provider.LoginSettings;

/**
 * The transport of the gateway's own durable messages while MQTT is disconnected.
 *
 * @param server the server of the fallback line
 * @param after how long MQTT is disconnected before the fallback starts
 */
record FallbackSettings(LineServer server, Duration after) {

  static final String TRANSPORT = "fallback.transport";
  static final String URL = "fallback.url";

  /**
   * Reads the configuration; empty if no fallback is configured.
   *
   * @param main the server of the connection itself
   * @param mqtt whether the connection itself uses MQTT
   */
  static Optional<FallbackSettings> read(
      ConfigurationValues reader, LoginSettings login, LineServer main, boolean mqtt) {
    Kind kind = reader.option(TRANSPORT, Kind.class, Kind.NONE);
    Duration after = Duration.ofSeconds(reader.number("fallback.after.seconds", 1, 86_400, 60));
    Optional<URI> url = ServiceUrl.read(reader, URL, "https://gateway.example:8443");
    if (kind == Kind.NONE) {
      return Optional.empty();
    }
    if (main.transport().equals(kind.toString())) {
      reader.problem(TRANSPORT, "is " + kind + ", the same as transport; choose none");
    } else if (!mqtt) {
      reader.problem(
          TRANSPORT, "replaces MQTT only, but transport is " + main.transport() + "; choose none");
    } else if (login.authentication() == Authentication.HTTPS_TOKEN) {
      reader.problem(
          TRANSPORT,
          "cannot use the token of authentication https-token, which is valid for MQTT only; choose"
              + " device-certificate or product-certificate, or none");
    }
    if (url.map(URI::getPath).filter(path -> path.length() > 1).isPresent()) {
      reader.problem(URL, "must have no path");
    }
    String host = url.map(URI::getHost).orElse("");
    int port = url.map(URI::getPort).filter(given -> given > 0).orElse(url.isEmpty() ? 0 : 443);
    return Optional.of(
        new FallbackSettings(
            new LineServer(kind.toString(), host, port, main.region(), main.instanceId()), after));
  }

  /** The transports that can be configured as fallback. */
  private enum Kind {
    NONE,
    HTTPS;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }
}
